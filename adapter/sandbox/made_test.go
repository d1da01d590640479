package sandbox_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"mime/multipart"
	"net/textproto"
	"strings"
	"testing"
)

// picture makes a PNG of one colour.
func picture(t *testing.T, side int) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range m.Pix {
		m.Pix[i] = []byte{0x0b, 0x6b, 0x54, 0xff}[i%4]
	}
	return encoded(t, m)
}

func encoded(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// deep makes a PNG with 16 bits per channel.
func deep(t *testing.T) []byte {
	m := image.NewNRGBA64(image.Rect(0, 0, 2, 2))
	m.Set(0, 0, color.NRGBA64{1, 2, 3, 4})
	return encoded(t, m)
}

func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ogg makes the first page of an Ogg file, with a packet that begins so, and
// something behind it.
func ogg(codec string, channels byte) []byte {
	packet := append([]byte(codec), 1, channels, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0)
	page := append([]byte("OggS\x00\x02"), make([]byte, 20)...)
	page = append(page, 1, byte(len(packet)))
	return append(append(page, packet...), make([]byte, 400)...)
}

// sticker makes the beginning of a WebP file, padded to a size.
func sticker(side int, animated bool, size int) []byte {
	b := []byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00")
	if animated {
		b[20] |= 2
	}
	for range 2 {
		b = append(b, byte(side-1), byte((side-1)>>8), byte((side-1)>>16))
	}
	binary.LittleEndian.PutUint32(b[4:], uint32(size-8))
	return append(b, make([]byte, max(size-len(b), 0))...)
}

// padded makes a file larger without making it another.
func padded(b []byte, size int) []byte { return append(b, make([]byte, size-len(b))...) }

// noise makes bytes that are always the same and never compress.
func noise(size int) []byte {
	b := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{7}).Read(b)
	return b
}

// sheet makes a multipart body: pairs of names and values, then a file.
func sheet(t *testing.T, kind, filename string, file []byte, fields ...string) (body, contentType string) {
	t.Helper()
	var b strings.Builder
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if file != nil {
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", multipart.FileContentDisposition("file", filename))
		if kind != "" {
			h.Set("Content-Type", kind)
		}
		p, err := w.CreatePart(h)
		if err == nil {
			_, err = p.Write(file)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}
