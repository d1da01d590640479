// Package picture decodes, turns, scales and converts pictures.
//
// Phones send pictures in more formats than WhatsApp takes and models see, lying
// on their side with a note that says so, and larger than either wants. A
// picture's header is read before its pixels: some hundred kilobytes can claim
// gigabytes. Decoding happens in a worker all the same, since a header can lie.
package picture

import (
	"context"
	"os"
	"time"

	"frontdesk"
	"frontdesk/media/worker"
)

const (
	// MaxPixels is how many a picture may have; a phone's camera takes 12 to 50
	// million.
	MaxPixels = 50_000_000
	// MaxBytes is how long a picture's file may be; WhatsApp's documents, which
	// pictures can be sent as, are no longer.
	MaxBytes = 100 << 20
	// MaxMade is how long a picture that is made may be.
	MaxMade = 64 << 20

	// memory is what 50 million pixels need and a fifth: measured were 1,280 MB for
	// HEIC, whose decoder copies its memory when that grows, and for TIFF of 16
	// bits, 900 for progressive JPEG, 770 for PNG of 16 bits.
	memory = 1536 << 20
	// collectAt is where the collector begins to work harder, so that what is
	// over is not counted against memory for long.
	collectAt = 512 << 20

	// maxCPU is the processor time a picture may take, several times what the
	// largest needs; limit is longer, as workers stand back while a machine is
	// busy, which is no fault of the picture's.
	maxCPU = 20 * time.Second
	limit  = time.Minute
)

// Family is the jobs with pictures:
//
//   - picture.look gives a [Look], from the header alone;
//   - picture.scale takes [ScaleParams] and gives a [Made] and its file;
//   - picture.sticker gives a [Made] and its file, fit for a sticker.
func Family() worker.Family {
	return worker.Family{
		Name:   "picture",
		Limits: worker.Limits{Time: limit, CPU: maxCPU, Memory: memory, Disk: MaxMade},
		Jobs:   map[string]worker.Job{"picture.look": look, "picture.scale": scale, "picture.sticker": sticker},
	}
}

// Look is what a picture's header tells.
type Look struct {
	Width, Height int // as it is shown, so after turning
	Format        string
	Animated      bool // of which the first frame alone is read
	Alpha         bool // parts of it may be transparent
	// Orientation is EXIF's, from 1 (upright) to 8: how it is stored.
	Orientation int
	// Deep tells that it has more than 8 bits for a colour, or the colours of print.
	Deep bool
	// Sticker tells that it can be sent as a sticker as it is.
	Sticker bool
}

// Made is a picture that was made of another.
type Made struct {
	MIMEType      string
	Width, Height int
	Bytes         int64
	From          string // the format of the other
	Scaled        bool   // it has fewer pixels than the other
}

func look(_ context.Context, in worker.Input) (any, string, error) {
	s, err := open(in.Path)
	if err != nil {
		return nil, "", err
	}
	return s.Look, "", nil
}

// source is a picture's file and what its header tells.
type source struct {
	Look
	codec
	bytes []byte
}

// open reads a picture's file and its header, and refuses what is over a limit
// before a pixel is decoded.
func open(path string) (source, error) {
	b, err := readFile(path)
	if err != nil {
		return source{}, err
	}
	c, err := codecOf(b)
	if err != nil {
		return source{}, err
	}
	s := source{codec: c, bytes: b}
	if s.Look, err = c.header(b); err != nil {
		return source{}, c.failed(err)
	}
	s.Format, s.Orientation = c.name, max(1, s.Orientation)
	if s.Width < 1 || s.Height < 1 {
		return source{}, frontdesk.Errorf(frontdesk.Damaged, "the %s picture has no pixels", c.name)
	}
	if s.Width > MaxPixels || s.Height > MaxPixels || s.Width*s.Height > MaxPixels {
		return source{}, frontdesk.Errorf(frontdesk.OverLimit, "the picture has %d × %d pixels; at most %d million are read", s.Width, s.Height, MaxPixels/1_000_000).
			WithNext("make it smaller")
	}
	if s.Orientation >= 5 { // it lies on its side
		s.Width, s.Height = s.Height, s.Width
	}
	s.Sticker = s.fit()
	return s, nil
}

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > MaxBytes {
		return nil, frontdesk.Errorf(frontdesk.OverLimit, "the file has %d bytes; pictures of at most %d MB are read", info.Size(), MaxBytes>>20)
	}
	if info.Size() == 0 {
		return nil, frontdesk.Errorf(frontdesk.Damaged, "the file is empty")
	}
	return os.ReadFile(path)
}
