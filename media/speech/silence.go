package speech

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"

	"frontdesk"
)

const (
	rate = 16000
	// window is the stretch in which loudness is measured: a tenth of a second, as
	// long as a short syllable.
	window = rate / 10
	// Quiet is how loud, of 32768, the loudest stretch is below which nobody
	// spoke: 50 dB under full scale. A whisper into a phone is 10 dB above it.
	Quiet = 104
	// header is of the only kind of WAV that is given to engines.
	header = 44
)

// Sound is what was measured of a WAV.
type Sound struct {
	Seconds float64
	Loudest float64 // root mean square of the loudest tenth of a second
}

// Silent tells that nobody can have spoken. Noise is not silent: what is in it
// is for an engine to say.
func (s Sound) Silent() bool { return s.Loudest < Quiet }

// Measure measures a WAV of 16 kHz, one channel and 16 bit.
func Measure(path string) (Sound, error) {
	f, err := os.Open(path)
	if err != nil {
		return Sound{}, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<16)
	head := make([]byte, header)
	if _, err := io.ReadFull(r, head); err != nil || !known(head) {
		return Sound{}, frontdesk.Errorf(frontdesk.Damaged, "it is no WAV of 16 kHz, one channel and 16 bit").WithCause(err)
	}
	return measure(r)
}

func known(head []byte) bool {
	return bytes.HasPrefix(head, []byte("RIFF")) && string(head[8:16]) == "WAVEfmt " && string(head[36:40]) == "data" &&
		bytes.Equal(head[20:28], []byte{1, 0, 1, 0, 0x80, 0x3e, 0, 0}) && head[34] == 16
}

// measure reads samples up to the end.
func measure(r io.Reader) (s Sound, err error) {
	b := make([]byte, 2*window)
	for samples := 0; ; {
		n, err := io.ReadFull(r, b)
		samples += n / 2
		s.Seconds = float64(samples) / rate
		s.Loudest = max(s.Loudest, loudness(b[:n/2*2]))
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return s, nil
		}
		if err != nil {
			return s, err
		}
	}
}

// loudness is measured over the whole window, so that a click at the end is no
// loud stretch.
func loudness(b []byte) float64 {
	var sum float64
	for i := 0; i < len(b); i += 2 {
		x := float64(int16(binary.LittleEndian.Uint16(b[i:])))
		sum += x * x
	}
	return math.Sqrt(sum / window)
}
