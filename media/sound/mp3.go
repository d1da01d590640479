package sound

import (
	"bufio"
	"errors"
	"io"
	"os"

	"github.com/hajimehoshi/go-mp3"
)

// frame is what the four bytes before each piece of an MP3 say.
type frame struct {
	size     int // bytes, header included; 0 is no header
	samples  int
	rate     int
	channels int
}

// Layer III of ISO 11172-3 and 13818-3: kb/s by index, for MPEG-1 and for the
// lower rates of MPEG-2 and 2.5.
var (
	mp3Rates1 = [16]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0}
	mp3Rates2 = [16]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0}
	mp3Hertz  = [4]int{44100, 48000, 32000, 0}
)

// frameOf reads a frame's header.
func frameOf(b []byte) frame {
	version, layer := b[1]>>3&3, b[1]>>1&3
	hertz := mp3Hertz[b[2]>>2&3]
	if b[0] != 0xff || b[1]&0xe0 != 0xe0 || version == 1 || layer != 1 || hertz == 0 {
		return frame{}
	}
	f := frame{samples: 1152, rate: hertz, channels: 2}
	kbits := mp3Rates1[b[2]>>4]
	if version != 3 { // MPEG-2, or 2.5 with half its rates again
		f.samples, f.rate, kbits = 576, hertz/2, mp3Rates2[b[2]>>4]
	}
	if version == 0 {
		f.rate = hertz / 4
	}
	if kbits == 0 {
		return frame{}
	}
	if b[3]>>6 == 3 {
		f.channels = 1
	}
	f.size = f.samples/8*kbits*1000/f.rate + int(b[2]>>1&1)
	return f
}

// lookMP3 walks from frame to frame, since what is written about the length at
// the start may be missing or wrong.
func lookMP3(f *os.File) (l Look, err error) {
	if err := skipTags(f); err != nil {
		return l, err
	}
	r := bufio.NewReaderSize(f, 1<<16)
	for {
		b, err := r.Peek(4)
		if err != nil {
			break // a tag or a piece may follow the last frame
		}
		at, step := frameOf(b), 1
		if at.size > 0 {
			l.Channels, step = max(l.Channels, at.channels), at.size
		}
		if n, err := r.Discard(step); err != nil || n < step {
			break
		}
		if at.size > 0 {
			l.Seconds += float64(at.samples) / float64(at.rate)
		}
	}
	if l.Seconds == 0 {
		return l, errors.New("it has no whole frame")
	}
	return l, nil
}

// skipTags moves behind the ID3 tags at the start: they say how long they are,
// and the decoder would take that much memory to skip them.
func skipTags(f *os.File) error {
	b := make([]byte, 10)
	for at := int64(0); ; {
		n, err := f.ReadAt(b, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if n < 10 || string(b[:3]) != "ID3" {
			_, err = f.Seek(at, io.SeekStart)
			return err
		}
		at += 10 + int64(b[6]&0x7f)<<21 + int64(b[7]&0x7f)<<14 + int64(b[8]&0x7f)<<7 + int64(b[9]&0x7f)
	}
}

// unseekable keeps the decoder from reading the whole file first.
type unseekable struct{ io.Reader }

func openMP3(f *os.File) (*decoder, error) {
	if err := skipTags(f); err != nil {
		return nil, err
	}
	d, err := mp3.NewDecoder(unseekable{bufio.NewReaderSize(f, 1<<16)})
	if err != nil {
		return nil, err
	}
	b := make([]byte, 4*1152)
	next := func() ([]float32, error) {
		n, err := io.ReadFull(d, b)
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = nil // the end comes with the next call
		}
		return int16s(b[:n]), err
	}
	return &decoder{rate: d.SampleRate(), channels: 2, engine: "go-mp3", next: next}, nil
}
