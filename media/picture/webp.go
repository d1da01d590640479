package picture

import (
	"bytes"
	"fmt"
	"image"
	"io"

	"github.com/HugoSmits86/nativewebp"
	"github.com/disintegration/imaging"
	"golang.org/x/image/webp"
)

// maxWebPPixels is how many are made into WebP: the encoder needs forty bytes
// for each.
const maxWebPPixels = 4_000_000

// encodeWebP writes m without loss. The encoder does not keep to the depth that
// the format allows its codes: with noise it panics, or writes what nobody can
// read. So what it wrote is read again, and must be the same; if it is not, it
// is treated as too much, which leads to fewer pixels or colours.
func encodeWebP(w io.Writer, m image.Image, _ int) error {
	if b := m.Bounds(); b.Dx()*b.Dy() > maxWebPPixels {
		return errTooMuch
	}
	b, err := webpOf(m)
	if err != nil {
		return fmt.Errorf("%w: %w", errTooMuch, err)
	}
	_, err = w.Write(b)
	return err
}

func webpOf(m image.Image) (_ []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the encoder failed: %v", r)
		}
	}()
	var b bytes.Buffer
	if err := nativewebp.Encode(&b, m, nil); err != nil {
		return nil, err
	}
	back, err := webp.Decode(bytes.NewReader(b.Bytes()))
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(imaging.Clone(back).Pix, imaging.Clone(m).Pix) {
		return nil, fmt.Errorf("what was written is another picture")
	}
	return b.Bytes(), nil
}
