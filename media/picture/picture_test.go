package picture_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"frontdesk/media/picture"
	"frontdesk/media/worker"
)

// family has more time under the race detector.
func family() worker.Family {
	f := picture.Family()
	if raced {
		f.Time *= 10
	}
	return f
}

func TestMain(m *testing.M) {
	if worker.Called(os.Args) {
		os.Exit(worker.Serve(os.Args, []worker.Family{family()}))
	}
	os.Exit(m.Run())
}

func pool(t testing.TB) *worker.Pool {
	t.Helper()
	p, err := worker.New(worker.Options{Families: []worker.Family{family()}, Workers: 2, Temp: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// sample is the path of a file that is kept for tests.
func sample(name string) string { return filepath.Join("..", "..", "testdata", "media", name) }

func bytesOf(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(sample(name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func file(t testing.TB, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "picture")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAHeaderTellsWhatAPictureIs(t *testing.T) {
	p := pool(t)
	for name, want := range map[string]picture.Look{
		"page.png":        {Width: 1000, Height: 680, Format: "png", Orientation: 1},
		"page-turned.jpg": {Width: 1640, Height: 1160, Format: "jpeg", Orientation: 1},
		"exif-turned.jpg": {Width: 480, Height: 320, Format: "jpeg", Orientation: 6},
		"photo.heic":      {Width: 1200, Height: 800, Format: "heic", Orientation: 1},
		"still.webp":      {Width: 512, Height: 512, Format: "webp", Orientation: 1, Alpha: true, Sticker: true},
		"animated.webp":   {Width: 512, Height: 512, Format: "webp", Orientation: 1, Alpha: true, Animated: true, Sticker: true},
	} {
		t.Run(name, func(t *testing.T) {
			var got picture.Look
			if _, err := p.Do(t.Context(), "picture.look", sample(name), nil, &got); err != nil || got != want {
				t.Errorf("%+v, %v\nwant %+v", got, err, want)
			}
		})
	}
}
