package ocr_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/disintegration/imaging"

	"frontdesk"
	"frontdesk/media/ocr"
	"frontdesk/media/worker"
)

func file(t testing.TB, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "picture")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func bytesOf(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(sample(name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// drawn is a picture of a function from places to brightness.
func drawn(at func(x, y int) float64) image.Image {
	m := image.NewGray(image.Rect(0, 0, 800, 600))
	for i := range m.Pix {
		m.Pix[i] = uint8(255 * min(max(at(i%800, i/800), 0), 1))
	}
	return m
}

// Patterns in which an engine sees letters.
func TestPatternsAreNoText(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	every := func(v, n, w int) float64 {
		if v%n < w {
			return 0
		}
		return 1
	}
	patterns := map[string]image.Image{
		"fence":  drawn(func(x, y int) float64 { return every(x, 40, 9) + every(y, 200, 190) }),
		"bricks": drawn(func(x, y int) float64 { return min(every(x+y/30%2*40, 80, 4), every(y, 30, 4)) }),
		"waves":  drawn(func(x, y int) float64 { return 0.5 + math.Sin(float64(y)/7+3*math.Sin(float64(x)/31))/2 }),
		"rings":  drawn(func(x, y int) float64 { return math.Mod(math.Hypot(float64(x-400), float64(y-300))/25, 1) }),
		"grain":  drawn(func(int, int) float64 { return r.Float64() }),
		"spots": imaging.Blur(drawn(func(x, y int) float64 {
			return every(int(r.Uint32()%97), 97, 90)
		}), 2.5),
		"white": drawn(func(int, int) float64 { return 1 }),
		"black": drawn(func(int, int) float64 { return 0 }),
	}
	w := pool(t)
	each(t, func(t *testing.T, p ocr.Params) {
		for name, m := range patterns {
			if x := read(t, w, file(t, asPNG(t, m)), p); x.Status != frontdesk.ExtractEmpty {
				t.Errorf("in %s it reads %q", name, x.Text)
			}
		}
	})
}

func TestEveryWayUpIsRead(t *testing.T) {
	whole, err := png.Decode(bytes.NewReader(bytesOf(t, "page.png")))
	if err != nil {
		t.Fatal(err)
	}
	m := imaging.Crop(whole, image.Rect(0, 0, 1000, 210))
	truth, _, _ := strings.Cut(string(bytesOf(t, "page.txt")), "\n\nThe front door")
	w := pool(t)
	for choice, p := range engines(t) {
		ways := []bool{false}
		if p.Upright && choice == "tesseract" {
			ways = append(ways, true)
		}
		for name, turned := range map[string]image.Image{"90": imaging.Rotate270(m), "180": imaging.Rotate180(m), "270": imaging.Rotate90(m)} {
			for _, p.Upright = range ways {
				x := read(t, w, file(t, asPNG(t, turned)), p)
				if wrong := errorRate(truth, x.Text); wrong > 0.03 {
					t.Errorf("%s, turned by %s degrees: %.1f %% of the characters are wrong:\n%s", choice, name, 100*wrong, x.Text)
				}
			}
		}
	}
}

func TestColoursAndTransparencyAreRead(t *testing.T) {
	page, err := png.Decode(bytes.NewReader(bytesOf(t, "page.png")))
	if err != nil {
		t.Fatal(err)
	}
	ink := image.NewNRGBA(page.Bounds())
	for i := range ink.Pix {
		if i%4 == 3 {
			ink.Pix[i] = 255 - color.GrayModel.Convert(page.At(i/4%1000, i/4/1000)).(color.Gray).Y
		}
	}
	w := pool(t)
	for choice, p := range engines(t) {
		x := read(t, w, file(t, asPNG(t, ink)), p)
		if wrong := errorRate(string(bytesOf(t, "page.txt")), x.Text); wrong > 0.03 {
			t.Errorf("%s: black on transparent, %.1f %% wrong", choice, 100*wrong)
		}
	}
}

// claims is a PNG file whose header says that it is so large, and nothing else.
func claims(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	header = append(binary.BigEndian.AppendUint32(header, height), 8, 2, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(header))
}

func TestWhatCannotBeReadIsSaidSo(t *testing.T) {
	w := pool(t)
	var animated bytes.Buffer
	if err := gif.Encode(&animated, image.NewGray(image.Rect(0, 0, 9, 9)), nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		bytes []byte
		code  frontdesk.Code
	}{
		"empty":             {nil, frontdesk.Unsupported},
		"text":              {[]byte("hello"), frontdesk.Unsupported},
		"gif":               {animated.Bytes(), frontdesk.Unsupported},
		"broken.jpg":        {bytesOf(t, "broken.jpg"), frontdesk.Damaged},
		"broken.png":        {bytesOf(t, "broken.png"), frontdesk.Damaged},
		"100,000 × 100,000": {claims(100_000, 100_000), frontdesk.OverLimit},
		"one row too many":  {claims(5_000, 5_001), frontdesk.OverLimit},
		"the most":          {claims(5_000, 5_000), frontdesk.Damaged},
		"too wide":          {claims(32_001, 1), frontdesk.OverLimit},
		"the widest":        {claims(32_000, 1), frontdesk.Damaged},
	} {
		_, err := w.Do(t.Context(), "ocr.read", file(t, c.bytes), ocr.Params{Engine: ocr.WebAssembly, Cache: cache}, nil)
		if frontdesk.CodeOf(err) != c.code {
			t.Errorf("%s: %q: %v", name, frontdesk.CodeOf(err), err)
		}
	}
}

// The largest picture, which has few bytes, is read within the limits.
func TestABombOfPixelsIsDefused(t *testing.T) {
	if os.Getenv("FRONTDESK_TEST_ALL") != "1" || raced {
		t.Skip("it takes half a minute: FRONTDESK_TEST_ALL=1, without the race detector")
	}
	m := image.NewPaletted(image.Rect(0, 0, 5_000, 5_000), color.Palette{color.White, color.Black})
	path := file(t, asPNG(t, m))
	w := pool(t)
	each(t, func(t *testing.T, p ocr.Params) {
		if x := read(t, w, path, p); x.Status != frontdesk.ExtractEmpty {
			t.Errorf("%+v", x)
		}
	})
}

func TestTinyPicturesAreRead(t *testing.T) {
	w := pool(t)
	each(t, func(t *testing.T, p ocr.Params) {
		for _, size := range []image.Rectangle{image.Rect(0, 0, 1, 1), image.Rect(0, 0, 1, 3_000), image.Rect(0, 0, 3_000, 9), image.Rect(0, 0, 3_000, 10), image.Rect(0, 0, 10, 10), image.Rect(0, 0, 11, 3_000)} {
			if x := read(t, w, file(t, asPNG(t, image.NewGray(size))), p); x.Status != frontdesk.ExtractEmpty {
				t.Errorf("%v: %+v", size, x)
			}
		}
	})
}

// labelled fails unless the file is read or refused with a reason.
func labelled(t *testing.T, w *worker.Pool, p ocr.Params, what string, b []byte) {
	t.Helper()
	_, err := w.Do(t.Context(), "ocr.read", file(t, b), p, nil)
	switch frontdesk.CodeOf(err) {
	case "", frontdesk.Damaged, frontdesk.Unsupported, frontdesk.OverLimit:
	default:
		t.Errorf("%s: %v", what, err)
	}
}

// kinds are small pictures with a few words, to be spoilt.
func kinds(t *testing.T) map[string][]byte {
	m, err := png.Decode(bytes.NewReader(bytesOf(t, "page.png")))
	if err != nil {
		t.Fatal(err)
	}
	heading := imaging.Crop(m, image.Rect(50, 40, 300, 110))
	var asJPEG bytes.Buffer
	if err := jpeg.Encode(&asJPEG, heading, nil); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"png": asPNG(t, heading), "jpeg": asJPEG.Bytes()}
}

func TestCutShortAtEveryTenth(t *testing.T) {
	w := pool(t)
	each(t, func(t *testing.T, p ocr.Params) {
		for name, b := range kinds(t) {
			for tenth := range 10 {
				labelled(t, w, p, fmt.Sprintf("%s, %d tenths", name, tenth), b[:len(b)*tenth/10])
			}
		}
	})
}

// mutations is how many times each kind is spoilt for each engine.
func mutations() int {
	if os.Getenv("FRONTDESK_TEST_ALL") == "1" && !raced {
		return 250
	}
	return 15
}

func TestSpoiltPictures(t *testing.T) {
	w := pool(t)
	each(t, func(t *testing.T, p ocr.Params) {
		for name, b := range kinds(t) {
			for seed := range mutations() {
				r := rand.New(rand.NewPCG(uint64(seed), 5))
				spoilt := bytes.Clone(b)
				for range 1 + r.IntN(4) {
					spoilt[r.IntN(len(b))] = byte(r.Uint32())
				}
				labelled(t, w, p, fmt.Sprintf("%s, seed %d", name, seed), spoilt)
			}
			if x := read(t, w, file(t, b), p); x.Text != "House Rules" {
				t.Errorf("after them it reads %q", x.Text)
			}
		}
	})
}
