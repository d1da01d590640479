package sound

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/pion/opus"
	"github.com/pion/opus/pkg/oggreader"
)

// opusRate is the samples a second in which Ogg/Opus counts, whatever was
// recorded.
const opusRate = 48000

// opusFrames are the samples of one frame at opusRate, by the upper five bits
// of a packet (RFC 6716, 3.1).
var opusFrames = [32]int{
	480, 960, 1920, 2880, 480, 960, 1920, 2880, 480, 960, 1920, 2880, 480, 960, 480, 960,
	120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960,
}

const maxOpusPacket = 5760 // 120 ms

// opusSamples is how much sound a packet holds.
func opusSamples(packet []byte) int {
	frames := 1
	switch {
	case len(packet) == 0:
		return 0
	case packet[0]&3 == 3 && len(packet) > 1:
		frames = int(packet[1] & 0x3f)
	case packet[0]&3 != 0:
		frames = 2
	}
	return min(frames*opusFrames[packet[0]>>3], maxOpusPacket)
}

// opusStream gives the packets of an Ogg/Opus file.
type opusStream struct {
	ogg     *oggreader.OggReader
	header  *oggreader.OggHeader
	granule uint64 // of the page last read: the samples up to its end
}

func newOpusStream(f *os.File) (*opusStream, error) {
	ogg, header, err := oggreader.NewWith(bufio.NewReaderSize(f, 1<<16))
	if err != nil {
		return nil, err
	}
	return &opusStream{ogg: ogg, header: header}, nil
}

// next gives the next packet of sound. io.EOF is the end of a whole file.
func (s *opusStream) next() ([]byte, error) {
	for {
		packet, page, err := s.ogg.ParseNextPacket()
		if err != nil {
			return nil, err
		}
		// A file may be several, one behind the other.
		if bytes.HasPrefix(packet, []byte("OpusHead")) || bytes.HasPrefix(packet, []byte("OpusTags")) {
			continue
		}
		s.granule = page.GranulePosition
		return packet, nil
	}
}

// lookOpus adds up the packets: what the last page says of the length may be a
// lie. It is believed only to make the last packet shorter.
func lookOpus(f *os.File) (Look, error) {
	s, err := newOpusStream(f)
	if err != nil {
		return Look{}, err
	}
	heard, broken := int64(-int(s.header.PreSkip)), false
	for {
		packet, err := s.next()
		if err != nil {
			broken = !errors.Is(err, io.EOF)
			break // a file that breaks off is as long as what there is of it
		}
		heard += int64(opusSamples(packet))
	}
	if said := int64(s.granule) - int64(s.header.PreSkip); said > 0 && said < heard && heard-said < maxOpusPacket {
		heard = said
	}
	return Look{Channels: int(s.header.Channels), Seconds: float64(max(0, heard)) / opusRate, Broken: broken}, nil
}

func openOpus(f *os.File) (*decoder, error) {
	s, err := newOpusStream(f)
	if err != nil {
		return nil, err
	}
	if s.header.Channels > 2 {
		return nil, fmt.Errorf("it has %d channels", s.header.Channels)
	}
	d, err := opus.NewDecoderWithOutput(Rate, 1)
	if err != nil {
		return nil, err
	}
	buf := make([]float32, maxOpusPacket*Rate/opusRate)
	skip := int(s.header.PreSkip) * Rate / opusRate
	next := func() ([]float32, error) {
		packet, err := s.next()
		if err != nil {
			return nil, err
		}
		n := opusSamples(packet) * Rate / opusRate
		clear(buf[:n])
		if got, err := decodeOpus(&d, packet, buf); err == nil {
			n = got // a packet that is damaged is as long a silence
		}
		out := buf[min(skip, n):n]
		skip -= n - len(out)
		return out, nil
	}
	return &decoder{rate: Rate, channels: 1, engine: "pion/opus", next: next}, nil
}

func decodeOpus(d *opus.Decoder, packet []byte, out []float32) (n int, err error) {
	err = careful(func() error {
		n, err = d.DecodeToFloat32(packet, out)
		return err
	})
	if err != nil {
		clear(out)
	}
	return n, err
}

// lookOgg reads what Vorbis says of itself at the start, and the last page's
// count of samples.
func lookOgg(f *os.File) (Look, error) {
	b := make([]byte, 64)
	if _, err := f.ReadAt(b, 0); err != nil && !errors.Is(err, io.EOF) {
		return Look{}, err
	}
	at := bytes.Index(b, []byte("\x01vorbis"))
	if at < 0 || at+16 > len(b) {
		return Look{}, nil
	}
	rate := binary.LittleEndian.Uint32(b[at+12:])
	l := Look{Channels: int(b[at+11])}
	if granule, err := lastGranule(f); err == nil && rate >= minRate && granule/uint64(rate) < 1<<20 {
		l.Seconds = float64(granule) / float64(rate)
	}
	return l, nil
}

// lastGranule finds the last page in what a page can be long at most.
func lastGranule(f *os.File) (uint64, error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	const longest = 27 + 255 + 255*255
	b := make([]byte, min(size, longest))
	if _, err := f.ReadAt(b, size-int64(len(b))); err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	at := bytes.LastIndex(b, []byte("OggS"))
	if at < 0 || at+14 > len(b) {
		return 0, errors.New("it has no last page")
	}
	return binary.LittleEndian.Uint64(b[at+6:]), nil
}
