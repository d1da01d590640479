package picture

import (
	"context"
	"errors"
	"image"
	"path/filepath"
	"runtime/debug"

	"github.com/disintegration/imaging"

	"frontdesk"
	"frontdesk/media/worker"
)

// What WhatsApp takes as a sticker.
const (
	StickerSide           = 512
	MaxStickerBytes       = 100 << 10
	MaxMovingStickerBytes = 500 << 10
)

// fit tells whether the picture can be sent as a sticker as it is.
func (s source) fit() bool {
	most := MaxStickerBytes
	if s.Animated {
		most = MaxMovingStickerBytes
	}
	return s.Format == "webp" && s.Width == StickerSide && s.Height == StickerSide && len(s.bytes) <= most
}

// attempts are how a picture is made to fit a sticker's bytes: with all its
// colours, with fewer, then smaller inside the same square.
var attempts = []struct{ side, colours int }{
	{512, 0}, {512, 256}, {512, 128}, {512, 64}, {384, 128}, {384, 64}, {256, 256}, {256, 64}, {128, 64},
}

// sticker makes a sticker of a picture: 512 × 512, transparent around it.
func sticker(_ context.Context, in worker.Input) (any, string, error) {
	debug.SetMemoryLimit(collectAt)
	s, err := open(in.Path)
	if err != nil {
		return nil, "", err
	}
	m, err := s.pixels(2 * StickerSide)
	if err != nil {
		return nil, "", err
	}
	path := filepath.Join(in.Temp, "sticker.webp")
	made := Made{MIMEType: "image/webp", Width: StickerSide, Height: StickerSide, From: s.Format, Scaled: s.Width*s.Height > StickerSide*StickerSide}
	for _, a := range attempts {
		made.Bytes, err = encode(path, formats["webp"], squared(m, a.side, a.colours), 0, MaxStickerBytes)
		if !errors.Is(err, errTooMuch) {
			return made, path, err
		}
	}
	return nil, "", frontdesk.Errorf(frontdesk.TooLarge, "the picture has too much detail for a sticker of %d KB", MaxStickerBytes>>10).WithNext("send it as an image")
}

// squared puts a picture, as large as side allows, into the middle of a
// sticker's square, and gives it at most so many colours (0: all it has).
func squared(m image.Image, side, colours int) image.Image {
	b := m.Bounds()
	width, height := side, max(1, side*b.Dy()/b.Dx())
	if height > side {
		width, height = max(1, side*b.Dx()/b.Dy()), side
	}
	small := imaging.Resize(m, width, height, imaging.Lanczos)
	square := imaging.PasteCenter(image.NewNRGBA(image.Rect(0, 0, StickerSide, StickerSide)), small)
	if colours == 0 {
		return square
	}
	return reduce(square, colours)
}
