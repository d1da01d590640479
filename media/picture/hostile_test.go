package picture_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"testing"

	"frontdesk"
	"frontdesk/media/picture"
	"frontdesk/media/worker"
)

func TestWhatIsNoPictureIsSaidSo(t *testing.T) {
	p := pool(t)
	for name, c := range map[string]struct {
		bytes []byte
		code  frontdesk.Code
	}{
		"empty":              {nil, frontdesk.Damaged},
		"text":               {[]byte("hello"), frontdesk.Unsupported},
		"drawing":            {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), frontdesk.Unsupported},
		"document":           {[]byte("%PDF-1.4\n"), frontdesk.Unsupported},
		"other picture":      {[]byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf"), frontdesk.Unsupported},
		"broken.jpg":         {bytesOf(t, "broken.jpg"), frontdesk.Damaged},
		"broken.png":         {bytesOf(t, "broken.png"), frontdesk.Damaged},
		"broken.webp":        {bytesOf(t, "broken.webp"), frontdesk.Damaged},
		"broken.heic":        {bytesOf(t, "broken.heic"), frontdesk.Damaged},
		"no pixels":          {claims(0, 7), frontdesk.Damaged},
		"100,000 × 100,000":  {claims(100_000, 100_000), frontdesk.OverLimit},
		"the widest":         {claims(1<<31-1, 1), frontdesk.OverLimit},
		"one row too many":   {claims(10_000, 5_001), frontdesk.OverLimit},
		"the most, and lies": {claims(10_000, 5_000), frontdesk.Damaged},
		"a HEIC that claims": {claimsHEIC(t, 100_000, 100_000), frontdesk.OverLimit},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := p.Do(t.Context(), "picture.scale", file(t, c.bytes), picture.ScaleParams{MaxSide: 100}, nil)
			if frontdesk.CodeOf(err) != c.code {
				t.Errorf("%q: %v", frontdesk.CodeOf(err), err)
			}
		})
	}
}

func TestTheMostPixelsAreLookedAt(t *testing.T) {
	var l picture.Look
	if _, err := pool(t).Do(t.Context(), "picture.look", file(t, claims(10_000, 5_000)), nil, &l); err != nil || l.Width*l.Height != picture.MaxPixels {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestALongFileIsRefused(t *testing.T) {
	path := file(t, claims(1, 1))
	if err := os.Truncate(path, picture.MaxBytes+1); err != nil {
		t.Fatal(err)
	}
	if _, err := pool(t).Do(t.Context(), "picture.look", path, nil, nil); frontdesk.CodeOf(err) != frontdesk.OverLimit {
		t.Error(err)
	}
	if err := os.Truncate(path, picture.MaxBytes); err != nil {
		t.Fatal(err)
	}
	if _, err := pool(t).Do(t.Context(), "picture.look", path, nil, nil); err != nil {
		t.Error(err)
	}
}

// claimsHEIC is a HEIC picture whose property of size was changed.
func claimsHEIC(t *testing.T, width, height uint32) []byte {
	b := bytesOf(t, "photo.heic")
	at := bytes.Index(b, []byte("ispe"))
	if at < 0 {
		t.Fatal("the sample has no property of size")
	}
	binary.BigEndian.PutUint32(b[at+8:], width)
	binary.BigEndian.PutUint32(b[at+12:], height)
	return b
}

// A picture of one colour has few bytes and as many pixels as any.
func TestABombOfPixelsIsDefused(t *testing.T) {
	m := image.NewPaletted(image.Rect(0, 0, 10_000, 5_000), color.Palette{color.Black, color.White})
	b := encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, m) })
	made, _, _ := have(t, pool(t), "picture.scale", file(t, b), picture.ScaleParams{MaxSide: 64})
	if made.Width != 64 || made.Height != 32 {
		t.Errorf("%d bytes gave %+v", len(b), made)
	}
}

// kinds are small pictures of each kind, to be spoilt.
func kinds(t *testing.T) map[string][]byte {
	all := map[string][]byte{"heic": bytesOf(t, "photo.heic"), "jpeg": bytesOf(t, "exif-turned.jpg"), "webp": bytesOf(t, "still.webp"), "webp, moving": bytesOf(t, "animated.webp"), "gif, moving": moving(t)}
	for name, b := range samples(t) {
		if name == "png" || name == "bmp" || name == "tiff" {
			all[name] = b
		}
	}
	return all
}

// labelled fails unless the file is read or refused with a reason.
func labelled(t *testing.T, p *worker.Pool, what string, b []byte) {
	t.Helper()
	for _, job := range []string{"picture.look", "picture.scale"} {
		f, err := p.Do(t.Context(), job, file(t, b), picture.ScaleParams{MaxSide: 100}, nil)
		if f != nil {
			f.Close()
		}
		switch frontdesk.CodeOf(err) {
		case "", frontdesk.Damaged, frontdesk.Unsupported, frontdesk.OverLimit:
		default:
			t.Errorf("%s, %s: %v", what, job, err)
		}
	}
}

func TestCutShortAtEveryTenth(t *testing.T) {
	p := pool(t)
	for name, b := range kinds(t) {
		for tenth := range 10 {
			labelled(t, p, fmt.Sprintf("%s, %d tenths", name, tenth), b[:len(b)*tenth/10])
		}
	}
	have(t, p, "picture.scale", sample("photo.heic"), picture.ScaleParams{MaxSide: 10})
}

// mutations is how many times each kind is spoilt.
func mutations() int {
	if os.Getenv("FRONTDESK_TEST_ALL") == "1" && !raced {
		return 500
	}
	return 8
}

func TestSpoiltPictures(t *testing.T) {
	p := pool(t)
	for name, b := range kinds(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range mutations() {
				labelled(t, p, fmt.Sprintf("%s, seed %d", name, seed), spoil(b, uint64(seed)))
			}
			have(t, p, "picture.scale", sample("still.webp"), picture.ScaleParams{MaxSide: 10})
		})
	}
}

// spoil changes some bytes, more often near the beginning, where headers are.
func spoil(b []byte, seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 5))
	b = bytes.Clone(b)
	for range 1 + r.IntN(12) {
		within := len(b)
		if r.IntN(2) == 0 {
			within = min(len(b), 512)
		}
		b[r.IntN(within)] = byte(r.Uint32())
	}
	return b
}
