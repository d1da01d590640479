package sound

import (
	"context"
	"errors"
	"io"
	"os"

	"frontdesk"
)

// decoder gives a file's sound block by block.
type decoder struct {
	rate, channels int
	engine         string
	// next gives the samples that come next, of all channels in turn; they are
	// valid until the next call. io.EOF is the end of a whole file; another error
	// after some sound means that it breaks off there.
	next func() ([]float32, error)
	// close is nil if there is nothing to close.
	close func() error
}

// own are the decoders that are always here.
var own = map[string]func(*os.File) (*decoder, error){"ogg/opus": openOpus, "mp3": openMP3, "wav": openWAV}

// heard is what came of decoding.
type heard struct {
	seconds float64
	cut     string // what was left out, and why
	engine  string
}

// errLonger is sound that goes on past the limit.
var errLonger = errors.New("it is longer than that")

// decode hands the sound of a file, at [Rate] in one channel, to take. What a
// decoder of ours gets nothing out of, ffmpeg may know better.
func decode(ctx context.Context, path string, p Params, maxSeconds int, take func([]int16) error) (heard, error) {
	f, err := os.Open(path)
	if err != nil {
		return heard{}, err
	}
	defer f.Close()
	k, err := recognize(f)
	if err != nil {
		return heard{}, err
	}
	open := own[k.format]
	if open == nil && p.FFmpeg == "" {
		return heard{}, frontdesk.Errorf(frontdesk.NoEngine, "nothing installed here reads %s", k.format).
			WithNext("install ffmpeg, or send Ogg/Opus, MP3 or WAV")
	}
	err = errors.New("no decoder of ours")
	if open != nil {
		var h heard
		if h, err = pump(func() (*decoder, error) { return open(f) }, maxSeconds, take); err == nil || h.seconds > 0 {
			return h, err
		}
	}
	if p.FFmpeg == "" {
		return heard{}, err
	}
	return pump(func() (*decoder, error) { return openFFmpeg(ctx, p.FFmpeg, path, k) }, maxSeconds, take)
}

// pump moves sound from a decoder to take. Sound that breaks off is taken as
// far as it goes.
func pump(open func() (*decoder, error), maxSeconds int, take func([]int16) error) (h heard, err error) {
	var d *decoder
	if err := careful(func() (err error) { d, err = open(); return err }); err != nil {
		return h, unreadable(err)
	}
	if d.close != nil {
		defer func() { _ = d.close() }() // what it read is what counts
	}
	h.engine = d.engine
	out := &counted{take: take, left: maxSeconds * Rate}
	err = d.copyTo(out)
	h.seconds = float64(maxSeconds) - float64(out.left)/Rate
	switch {
	case errors.Is(err, errLonger):
		h.cut = "only the first " + spoken(maxSeconds) + " were read"
	case out.failed:
		return h, err
	case h.seconds == 0 && (err == nil || errors.Is(err, io.EOF)):
		return h, damaged(errors.New("there is not a sample in it"))
	case h.seconds == 0:
		return h, unreadable(err)
	case err != nil:
		h.cut = "it breaks off: the file is damaged after this"
	}
	return h, nil
}

// unreadable is why nothing could be had, as the decoder told it or as damage.
func unreadable(err error) error {
	var known *frontdesk.Error
	if errors.As(err, &known) {
		return err
	}
	return damaged(err)
}

// copyTo gives nil at the end of a whole file.
func (d *decoder) copyTo(out *counted) error {
	r := newResampler(d.rate, d.channels)
	for {
		var block []float32
		err := careful(func() (err error) { block, err = d.next(); return err })
		if werr := out.write(r.write(block)); werr != nil {
			return werr
		}
		if err == nil {
			continue
		}
		if werr := out.write(r.flush()); werr != nil {
			return werr
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	}
}

// counted passes on no more than so many samples.
type counted struct {
	take   func([]int16) error
	left   int
	failed bool // what takes them failed, and not the sound
}

func (c *counted) write(samples []int16) error {
	over := len(samples) > c.left
	samples = samples[:min(len(samples), c.left)]
	c.left -= len(samples)
	if len(samples) > 0 {
		if err := c.take(samples); err != nil {
			c.failed = true
			return err
		}
	}
	if over {
		return errLonger
	}
	return nil
}
