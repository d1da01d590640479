package picture

import (
	"image"
	"image/color"
	"image/draw"

	"github.com/disintegration/imaging"
)

// pixels decodes the picture, scales it down to fit a square of maxSide (0: not
// at all) and turns it upright. It is scaled first: that is less to turn.
func (s *source) pixels(maxSide int) (image.Image, error) {
	m, err := s.decode(s.bytes)
	if err != nil {
		return nil, s.failed(err)
	}
	s.bytes = nil // they have served
	if b := m.Bounds(); maxSide > 0 && max(b.Dx(), b.Dy()) > maxSide {
		m = imaging.Fit(m, maxSide, maxSide, imaging.Lanczos)
	}
	return turn(m, s.Orientation), nil
}

// turn brings a picture upright that is stored as EXIF's orientation says.
func turn(m image.Image, orientation int) image.Image {
	switch orientation {
	case 2:
		return imaging.FlipH(m)
	case 3:
		return imaging.Rotate180(m)
	case 4:
		return imaging.FlipV(m)
	case 5:
		return imaging.Transpose(m)
	case 6:
		return imaging.Rotate270(m) // which is counter-clockwise
	case 7:
		return imaging.Transverse(m)
	case 8:
		return imaging.Rotate90(m)
	}
	return m
}

// lay puts a frame where it belongs on a whole that is transparent elsewhere.
func lay(frame image.Image, at image.Point, width, height int) image.Image {
	b := frame.Bounds()
	if at == (image.Point{}) && b.Dx() == width && b.Dy() == height {
		return frame
	}
	whole := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.Draw(whole, image.Rectangle{Min: at, Max: at.Add(b.Size())}, frame, b.Min, draw.Src)
	return whole
}

// opaque tells whether nothing of a picture is transparent.
func opaque(m image.Image) bool {
	o, ok := m.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// onWhite lays a picture on white paper: JPEG knows no transparency.
func onWhite(m image.Image) image.Image {
	if opaque(m) {
		return m
	}
	b := m.Bounds()
	paper := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(paper, paper.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(paper, paper.Bounds(), m, b.Min, draw.Over)
	return paper
}

// plain gives the picture in 8 bits of red, green and blue, which is what
// WhatsApp takes; encoders would keep grey, palettes and 16 bits.
func plain(m image.Image) image.Image {
	switch m.(type) {
	case *image.RGBA, *image.NRGBA, *image.YCbCr:
		return m
	}
	return imaging.Clone(m)
}
