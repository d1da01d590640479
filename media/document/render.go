package document

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"

	"frontdesk"
	"frontdesk/media/worker"
)

const (
	// MaxSide is how long the longer side of a picture is unless it is asked to
	// be longer: what models look at without making it smaller themselves.
	MaxSide = 1568
	// MaxPixels is how many a picture has at the most.
	MaxPixels = 25_000_000
	// DPI is how fine a page is drawn unless it is asked to be finer.
	DPI = 200
	// MaxDPI is how fine it may be asked to be.
	MaxDPI = 600
	// maxPNG is how long a PNG may be before it is made a JPEG: pages of text
	// are short, photographs are not.
	maxPNG = 1 << 20
	// quality is how well a JPEG shows it.
	quality = 88
)

// RenderParams say which page is to be drawn.
type RenderParams struct {
	MIMEType string `json:"mime_type"`
	Filename string `json:"filename"`
	Page     int    `json:"page"`               // from 1
	MaxSide  int    `json:"max_side,omitempty"` // 0 is [MaxSide]
	DPI      int    `json:"dpi,omitempty"`      // 0 is [DPI]; less where the page is large
}

// Picture is a page that was drawn.
type Picture struct {
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	Page     int    `json:"page"`
	Pages    int    `json:"pages"` // of the document
	MIMEType string `json:"mime_type"`
}

// render is the job that draws a page.
func render(_ context.Context, in worker.Input) (any, string, error) {
	var p RenderParams
	if err := in.Params(&p); err != nil {
		return nil, "", err
	}
	f, err := identify(in.Path, p.MIMEType, p.Filename)
	if err != nil {
		return nil, "", err
	}
	if !f.renders {
		return nil, "", frontdesk.Errorf(frontdesk.Unsupported, "%s has no pages that could be drawn", f.name).WithNext("read its text")
	}
	if p.Page < 1 {
		return nil, "", frontdesk.Errorf(frontdesk.Invalid, "pages are counted from 1").WithField("page")
	}
	b, picture, err := draw(source{path: in.Path, temp: in.Temp, format: f}, p)
	if err != nil {
		return nil, "", err
	}
	return keep(in.Temp, b, picture)
}

// keep writes a PNG, or a JPEG where that is much shorter.
func keep(temp string, b []byte, p Picture) (any, string, error) {
	size, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, "", err
	}
	p.Width, p.Height, p.MIMEType = size.Width, size.Height, "image/png"
	if len(b) > maxPNG {
		img, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			return nil, "", err
		}
		if b, err = asJPEG(img); err != nil {
			return nil, "", err
		}
		p.MIMEType = "image/jpeg"
	}
	path := filepath.Join(temp, "page")
	return p, path, os.WriteFile(path, b, 0o600)
}

func asJPEG(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}

// fineness is at how many dots an inch a page of so many points is drawn: as
// fine as asked, unless the picture would be too large.
func fineness(width, height float64, p RenderParams) float64 {
	side := float64(MaxSide)
	if p.MaxSide > 0 {
		side = float64(p.MaxSide)
	}
	dpi := float64(DPI)
	if p.DPI > 0 {
		dpi = float64(min(p.DPI, MaxDPI))
	}
	dpi = min(dpi, 72*side/max(width, height))
	return min(dpi, 72*math.Sqrt(MaxPixels/(width*height)))
}
