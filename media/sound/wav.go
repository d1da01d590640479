package sound

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
)

const (
	wavPCM        = 1
	wavFloat      = 3
	wavExtensible = 0xfffe
	maxChannels   = 8
	minRate       = 1000
	maxRate       = 192000
)

// layout is what a WAV says of its samples.
type layout struct {
	tag, channels, rate, bits int
	claimed                   int64 // bytes of samples, as it says
	there                     int64 // and as the file has them
}

// readLayout reads up to the first sample.
func readLayout(f *os.File) (l layout, err error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return l, err
	}
	head := make([]byte, 8)
	for at := int64(12); ; {
		if _, err := f.ReadAt(head, at); err != nil {
			return l, errors.New("it has no samples")
		}
		n := int64(binary.LittleEndian.Uint32(head[4:]))
		at += 8
		switch string(head[:4]) {
		case "fmt ":
			if err := l.readFormat(io.NewSectionReader(f, at, n)); err != nil {
				return l, err
			}
		case "data":
			l.claimed, l.there = n, min(n, size-at)
			if n == 0 || n >= math.MaxUint32-1<<16 { // written as a stream
				l.claimed, l.there = size-at, size-at
			}
			if err := l.check(); err != nil {
				return l, err
			}
			_, err = f.Seek(at, io.SeekStart)
			return l, err
		}
		at += n + n&1
	}
}

func (l *layout) readFormat(r io.Reader) error {
	b := make([]byte, 26)
	n, err := io.ReadFull(r, b)
	if n < 16 {
		return fmt.Errorf("what it says of its samples breaks off: %w", err)
	}
	word := func(i int) int { return int(binary.LittleEndian.Uint16(b[i:])) }
	l.tag, l.channels, l.rate, l.bits = word(0), word(2), int(binary.LittleEndian.Uint32(b[4:])), word(14)
	if l.tag == wavExtensible && n == 26 {
		l.tag = word(24)
	}
	return nil
}

func (l *layout) check() error {
	kind := fmt.Sprintf("%d-%d", l.tag, l.bits)
	switch kind {
	case "1-8", "1-16", "1-24", "1-32", "3-32", "3-64":
	default:
		return fmt.Errorf("samples of kind %s are not known", kind)
	}
	if l.channels < 1 || l.channels > maxChannels || l.rate < minRate || l.rate > maxRate {
		return fmt.Errorf("it says it has %d channels and %d samples a second", l.channels, l.rate)
	}
	return nil
}

// frame is the bytes of one sample of each channel.
func (l *layout) frame() int { return l.channels * l.bits / 8 }

func (l *layout) seconds() float64 { return float64(l.there/int64(l.frame())) / float64(l.rate) }

func lookWAV(f *os.File) (Look, error) {
	l, err := readLayout(f)
	if err != nil {
		return Look{}, err
	}
	codec := fmt.Sprintf("pcm_%d", l.bits)
	if l.tag == wavFloat {
		codec = fmt.Sprintf("float_%d", l.bits)
	}
	return Look{Codec: codec, Channels: l.channels, Seconds: l.seconds()}, nil
}

func openWAV(f *os.File) (*decoder, error) {
	l, err := readLayout(f)
	if err != nil {
		return nil, err
	}
	r := bufio.NewReaderSize(io.LimitReader(f, l.there), 1<<16)
	b := make([]byte, 1024*l.frame())
	next := func() ([]float32, error) {
		n, err := io.ReadFull(r, b)
		if errors.Is(err, io.EOF) && l.there < l.claimed {
			return nil, io.ErrUnexpectedEOF
		}
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = nil // the end comes with the next call
		}
		return l.samples(b[:n/l.frame()*l.frame()]), err
	}
	return &decoder{rate: l.rate, channels: l.channels, engine: "wav", next: next}, nil
}

func (l *layout) samples(b []byte) []float32 {
	if l.tag == wavPCM && l.bits == 16 {
		return int16s(b)
	}
	step := l.bits / 8
	out := make([]float32, len(b)/step)
	for i := range out {
		out[i] = l.sample(b[i*step:])
	}
	return out
}

func (l *layout) sample(b []byte) float32 {
	switch {
	case l.tag == wavFloat && l.bits == 32:
		return finite(float64(math.Float32frombits(binary.LittleEndian.Uint32(b))))
	case l.tag == wavFloat:
		return finite(math.Float64frombits(binary.LittleEndian.Uint64(b)))
	case l.bits == 8:
		return (float32(b[0]) - 128) / 128
	case l.bits == 24:
		return float32(int32(b[0])<<8|int32(b[1])<<16|int32(b[2])<<24) / (1 << 31)
	}
	return float32(int32(binary.LittleEndian.Uint32(b))) / (1 << 31)
}

// finite keeps what is no number out of the filters, where it would stay.
func finite(x float64) float32 {
	if math.IsNaN(x) {
		return 0
	}
	return float32(max(-1, min(1, x)))
}

func int16s(b []byte) []float32 {
	out := make([]float32, len(b)/2)
	for i := range out {
		out[i] = float32(int16(binary.LittleEndian.Uint16(b[2*i:]))) / (1 << 15)
	}
	return out
}

// wavWriter writes 16 kHz, one channel, 16 bit.
type wavWriter struct {
	f *os.File
	w *bufio.Writer
	n uint32 // bytes of samples
}

const wavHeader = 44

func newWAVWriter(f *os.File) (*wavWriter, error) {
	w := &wavWriter{f: f, w: bufio.NewWriterSize(f, 1<<16)}
	_, err := w.w.Write(make([]byte, wavHeader))
	return w, err
}

func (w *wavWriter) write(samples []int16) error {
	w.n += uint32(2 * len(samples))
	return binary.Write(w.w, binary.LittleEndian, samples)
}

// finish writes the header, now that the length is known.
func (w *wavWriter) finish() error {
	b := []byte("RIFF")
	b = binary.LittleEndian.AppendUint32(b, wavHeader-8+w.n)
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	b = binary.LittleEndian.AppendUint16(b, wavPCM)
	b = binary.LittleEndian.AppendUint16(b, 1)
	b = binary.LittleEndian.AppendUint32(b, Rate)
	b = binary.LittleEndian.AppendUint32(b, 2*Rate)
	b = binary.LittleEndian.AppendUint16(b, 2)
	b = binary.LittleEndian.AppendUint16(b, 16)
	b = binary.LittleEndian.AppendUint32(append(b, "data"...), w.n)
	if err := w.w.Flush(); err != nil {
		return err
	}
	_, err := w.f.WriteAt(b, 0)
	return err
}
