package picture

import (
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/disintegration/imaging"

	"frontdesk"
	"frontdesk/media/worker"
)

// ScaleParams say what is to be made of a picture.
type ScaleParams struct {
	MaxSide  int   // of the longer side, in pixels; 0 is no limit
	MaxBytes int64 // 0 is [MaxMade]
	// Format is "jpeg", "png" or "webp" (lossless). Empty keeps a JPEG picture and
	// a PNG one what they are and chooses for the others; a PNG without
	// transparency that would be over MaxBytes becomes JPEG.
	Format string
}

// format is what can be made.
type format struct {
	mimeType string
	// qualities are tried in turn before pixels are given up.
	qualities []int
	encode    func(w io.Writer, m image.Image, quality int) error
}

var formats = map[string]format{
	"jpeg": {"image/jpeg", []int{90, 80, 70, 60}, encodeJPEG},
	"png":  {"image/png", []int{0}, encodePNG},
	"webp": {"image/webp", []int{0}, encodeWebP},
}

func encodeJPEG(w io.Writer, m image.Image, quality int) error {
	if b := m.Bounds(); max(b.Dx(), b.Dy()) > maxJPEGSide {
		return errTooMuch
	}
	return jpeg.Encode(w, onWhite(m), &jpeg.Options{Quality: quality})
}

func encodePNG(w io.Writer, m image.Image, _ int) error { return png.Encode(w, m) }

const (
	// maxJPEGSide is what the format has bits for.
	maxJPEGSide = 65_535
	// smaller is how much shorter the sides get when the bytes are too many.
	smaller = 0.75
	// leastSide is the longer side below which nothing can be seen any more.
	leastSide = 16
)

// scale makes a picture of another. It is always encoded anew, also when it
// would do as it is: what the file tells besides, such as where it was taken, is
// nobody's business.
func scale(_ context.Context, in worker.Input) (any, string, error) {
	var p ScaleParams
	if err := in.Params(&p); err != nil {
		return nil, "", err
	}
	if _, ok := formats[p.Format]; !ok && p.Format != "" {
		return nil, "", frontdesk.Errorf(frontdesk.Invalid, "%q is not a format that is made", p.Format).WithNext("use jpeg, png or webp").WithField("format")
	}
	debug.SetMemoryLimit(collectAt)
	s, err := open(in.Path)
	if err != nil {
		return nil, "", err
	}
	m, err := s.pixels(p.MaxSide)
	if err != nil {
		return nil, "", err
	}
	path := filepath.Join(in.Temp, "picture")
	made, err := write(path, plain(m), s.choices(p.Format, m), p.maxBytes())
	made.From = s.Format
	made.Scaled = made.Width*made.Height < s.Width*s.Height
	return made, path, err
}

func (p ScaleParams) maxBytes() int64 {
	if p.MaxBytes <= 0 || p.MaxBytes > MaxMade {
		return MaxMade
	}
	return p.MaxBytes
}

// choices are the formats to try, the best first.
func (s source) choices(asked string, m image.Image) []format {
	switch {
	case asked != "":
		return []format{formats[asked]}
	case !opaque(m):
		return []format{formats["png"]}
	case s.lossless:
		return []format{formats["png"], formats["jpeg"]}
	}
	return []format{formats["jpeg"]}
}

// write encodes m to a file of at most max bytes. It gives up quality first, a
// lossless format next, pixels last.
func write(path string, m image.Image, choices []format, most int64) (Made, error) {
	for {
		for _, f := range choices {
			for _, q := range f.qualities {
				n, err := encode(path, f, m, q, most)
				if err == nil {
					b := m.Bounds()
					return Made{MIMEType: f.mimeType, Width: b.Dx(), Height: b.Dy(), Bytes: n}, nil
				}
				if !errors.Is(err, errTooMuch) {
					return Made{}, err
				}
			}
		}
		var ok bool
		if m, ok = shrink(m); !ok {
			return Made{}, frontdesk.Errorf(frontdesk.TooLarge, "the picture cannot be made of %d bytes", most).WithNext("allow more")
		}
		choices = choices[len(choices)-1:] // what was too much as PNG is JPEG from here
	}
}

func shrink(m image.Image) (image.Image, bool) {
	b := m.Bounds()
	w, h := int(float64(b.Dx())*smaller), int(float64(b.Dy())*smaller)
	if max(w, h) < leastSide {
		return nil, false
	}
	return imaging.Resize(m, max(w, 1), max(h, 1), imaging.Lanczos), true
}

func encode(path string, f format, m image.Image, quality int, most int64) (int64, error) {
	file, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	w := &bounded{w: file, left: most}
	err = f.encode(w, m, quality)
	if w.over { // not every encoder passes on what its writer says
		err = errTooMuch
	}
	return most - w.left, errors.Join(err, file.Close())
}

var errTooMuch = errors.New("more bytes than allowed")

// bounded writes no more than is left.
type bounded struct {
	w    io.Writer
	left int64
	over bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.over = b.over || int64(len(p)) > b.left; b.over {
		return 0, errTooMuch
	}
	n, err := b.w.Write(p)
	b.left -= int64(n)
	return n, err
}
