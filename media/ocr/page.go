package ocr

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"

	"frontdesk"
)

// maxBytes is how long a picture's file may be.
const maxBytes = 64 << 20

// page is a picture in grey, as an engine takes it.
type page struct{ *image.Gray }

// open decodes a picture, after its header said that it is within limits.
func open(path string) (page, error) {
	info, err := os.Stat(path)
	if err != nil {
		return page{}, err
	}
	if info.Size() > maxBytes {
		return page{}, frontdesk.Errorf(frontdesk.OverLimit, "the picture has %d bytes; at most %d MB are read", info.Size(), maxBytes>>20)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return page{}, err
	}
	header, decode := jpeg.DecodeConfig, jpeg.Decode
	switch {
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		header, decode = png.DecodeConfig, png.Decode
	case !bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return page{}, frontdesk.Errorf(frontdesk.Unsupported, "this is neither a PNG nor a JPEG picture").WithNext("convert it first")
	}
	c, err := header(bytes.NewReader(b))
	if err != nil {
		return page{}, failed(err)
	}
	if c.Width > maxSide || c.Height > maxSide || c.Width*c.Height > MaxPixels {
		return page{}, frontdesk.Errorf(frontdesk.OverLimit, "the picture has %d × %d pixels; text is read in at most %d million", c.Width, c.Height, MaxPixels/1_000_000).
			WithNext("make it smaller")
	}
	m, err := decode(bytes.NewReader(b))
	if err != nil {
		return page{}, failed(err)
	}
	return page{grey(m)}, nil
}

// failed says what a decoder's error means.
func failed(err error) error {
	var j jpeg.UnsupportedError
	var p png.UnsupportedError
	if errors.As(err, &j) || errors.As(err, &p) {
		return frontdesk.Errorf(frontdesk.Unsupported, "this kind of picture is not read").WithNext("convert it first").WithCause(err)
	}
	return frontdesk.Errorf(frontdesk.Damaged, "the picture is damaged or cut short").WithNext("ask for it again").WithCause(err)
}

// grey gives the picture in grey, on white where it is transparent. A JPEG
// picture has its grey already.
func grey(m image.Image) *image.Gray {
	b := m.Bounds()
	if y, ok := m.(*image.YCbCr); ok {
		return &image.Gray{Pix: y.Y, Stride: y.YStride, Rect: b}
	}
	g := image.NewGray(b)
	draw.Draw(g, b, image.White, image.Point{}, draw.Src)
	draw.Draw(g, b, m, b.Min, draw.Over)
	return g
}

// turn gives the page turned clockwise by a quarter, a half or three.
func (p page) turn(degrees int) page {
	w, h := p.Bounds().Dx(), p.Bounds().Dy()
	if degrees == 0 {
		return p
	}
	g := image.NewGray(image.Rect(0, 0, w, h))
	if degrees != 180 {
		g = image.NewGray(image.Rect(0, 0, h, w))
	}
	for y := range h {
		row := p.Pix[p.PixOffset(p.Rect.Min.X, p.Rect.Min.Y+y):]
		for x := range w {
			switch degrees {
			case 90:
				g.Pix[x*g.Stride+h-1-y] = row[x]
			case 180:
				g.Pix[(h-1-y)*g.Stride+w-1-x] = row[x]
			case 270:
				g.Pix[(w-1-x)*g.Stride+y] = row[x]
			}
		}
	}
	return page{g}
}

// pnm is the page as a file of the simplest format there is: a line and the
// pixels.
func (p page) pnm() []byte {
	b := p.Bounds()
	out := fmt.Appendf(make([]byte, 0, 32+b.Dx()*b.Dy()), "P5 %d %d 255\n", b.Dx(), b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		i := p.PixOffset(b.Min.X, y)
		out = append(out, p.Pix[i:i+b.Dx()]...)
	}
	return out
}
