package picture_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/HugoSmits86/nativewebp"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

var (
	red   = color.NRGBA{R: 220, G: 20, B: 20, A: 255}
	green = color.NRGBA{R: 20, G: 200, B: 20, A: 255}
	blue  = color.NRGBA{R: 20, G: 20, B: 220, A: 255}
	white = color.NRGBA{R: 250, G: 250, B: 250, A: 255}
)

// flag paints red and green above blue and white.
func flag(m draw.Image) draw.Image {
	b := m.Bounds()
	x, y := b.Dx()/2, b.Dy()/2
	for i, c := range []color.Color{red, green, blue, white} {
		at := image.Pt(i%2*x, i/2*y)
		draw.Draw(m, image.Rectangle{Min: at, Max: at.Add(image.Pt(x, y))}, image.NewUniform(c), image.Point{}, draw.Src)
	}
	return m
}

var flagSize = image.Rect(0, 0, 64, 48)

// samples are flags in every format that can be written here.
func samples(t testing.TB) map[string][]byte {
	rgb := flag(image.NewNRGBA(flagSize))
	paletted := flag(image.NewPaletted(flagSize, palette.WebSafe))
	return map[string][]byte{
		"jpeg":          encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, rgb, &jpeg.Options{Quality: 95}) }),
		"png":           encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, rgb) }),
		"png, 16 bits":  encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, flag(image.NewNRGBA64(flagSize))) }),
		"png, palette":  encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, paletted) }),
		"gif":           encoded(t, func(b *bytes.Buffer) error { return gif.Encode(b, paletted, nil) }),
		"bmp":           encoded(t, func(b *bytes.Buffer) error { return bmp.Encode(b, rgb) }),
		"tiff":          encoded(t, func(b *bytes.Buffer) error { return tiff.Encode(b, rgb, nil) }),
		"tiff, 16 bits": encoded(t, func(b *bytes.Buffer) error { return tiff.Encode(b, flag(image.NewNRGBA64(flagSize)), nil) }),
		"webp":          encoded(t, func(b *bytes.Buffer) error { return nativewebp.Encode(b, rgb, nil) }),
	}
}

func encoded(t testing.TB, write func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// lying gives a JPEG picture EXIF's word that it is stored this way.
func lying(plain []byte, orientation byte) []byte {
	exif := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00" + string(orientation) + "\x00\x00\x00\x00\x00\x00\x00"
	b := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(b, exif...), plain[2:]...)
}

// cmyk is 8 × 8 pixels of cyan as a printer's JPEG: four inks, each block no
// more than its mean. Adobe stores what is left white.
func cmyk() []byte {
	b := []byte{0xff, 0xd8, 0xff, 0xee, 0, 14}
	b = append(b, "Adobe\x00\x64\x00\x00\x00\x00\x00"...)
	b = append(append(b, 0xff, 0xdb, 0, 67, 0), bytes.Repeat([]byte{8}, 64)...)
	b = append(b, 0xff, 0xc0, 0, 20, 8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0)
	for class, symbol := range []byte{7, 0} { // one code each: a mean of 7 bits; end of block
		b = append(append(b, 0xff, 0xc4, 0, 20, byte(class)<<4, 1), append(make([]byte, 15), symbol)...)
	}
	b = append(b, 0xff, 0xda, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0)
	const much, little = "0" + "0011011" + "0", "0" + "1100100" + "0" // 128 - 100 and 128 + 100
	bits := much + little + little + little + "1111"
	for ; bits != ""; bits = bits[8:] {
		var c byte
		for _, bit := range bits[:8] {
			c = c<<1 | byte(bit-'0')
		}
		b = append(b, c)
	}
	return append(b, 0xff, 0xd9)
}

// claims is a PNG file whose header says that it is so large, and nothing else.
func claims(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	header = append(binary.BigEndian.AppendUint32(header, height), 8, 2, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(header))
}

// moving is a GIF of two frames, the first of them at the lower right.
func moving(t testing.TB) []byte {
	t.Helper()
	corner := image.NewPaletted(image.Rect(32, 24, 64, 48), palette.WebSafe)
	draw.Draw(corner, corner.Bounds(), image.NewUniform(red), image.Point{}, draw.Src)
	whole := flag(image.NewPaletted(flagSize, palette.WebSafe)).(*image.Paletted)
	all := &gif.GIF{Image: []*image.Paletted{corner, whole}, Delay: []int{10, 10}, Config: image.Config{ColorModel: color.Palette(palette.WebSafe), Width: 64, Height: 48}}
	return encoded(t, func(b *bytes.Buffer) error { return gif.EncodeAll(b, all) })
}
