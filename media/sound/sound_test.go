package sound_test

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"frontdesk"
	"frontdesk/media/sound"
	"frontdesk/media/worker"
)

var families = []worker.Family{sound.Family()}

func TestMain(m *testing.M) {
	if worker.Called(os.Args) {
		os.Exit(worker.Serve(os.Args, families))
	}
	os.Exit(m.Run())
}

func pool(t *testing.T) *worker.Pool {
	t.Helper()
	p, err := worker.New(worker.Options{Families: families, Workers: 2, Temp: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// everything tells that what is optional must be there.
func everything() bool { return os.Getenv("FRONTDESK_TEST_ALL") == "1" }

// ffmpeg gives where the converter is, or skips the test.
func ffmpeg(t *testing.T) sound.Params {
	t.Helper()
	var p sound.Params
	if p.FFmpeg, p.FFprobe = sound.FindFFmpeg(); p.FFmpeg != "" && p.FFprobe != "" {
		return p
	}
	if everything() {
		t.Fatal("ffmpeg is not installed")
	}
	t.Skip("ffmpeg is not installed, so what it reads is not tested")
	return p
}

func media(name string) string { return filepath.Join("..", "..", "testdata", "media", name) }

func written(t *testing.T, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func bytesOf(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// do does a job that makes a file and gives the file's bytes.
func do(t *testing.T, p *worker.Pool, job, path string, params sound.Params, out any) ([]byte, error) {
	t.Helper()
	f, err := p.Do(t.Context(), job, path, params, out)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return b, nil
}

func code(t *testing.T, err error, want frontdesk.Code) {
	t.Helper()
	if frontdesk.CodeOf(err) != want {
		t.Errorf("%q: %v; it should be %q", frontdesk.CodeOf(err), err, want)
	}
}
