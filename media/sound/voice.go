package sound

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/jj11hh/opus"

	"frontdesk"
	"frontdesk/media/worker"
)

// VoiceType is the exact type of a voice note: without its codec WhatsApp takes
// it for another kind of file.
const VoiceType = "audio/ogg; codecs=opus"

// voiceBits a second is good for speech, and four minutes of it are below the
// 512 KB up to which phones fetch a voice note by themselves.
const voiceBits = 16000

// voiceEffort, of 10, is the encoder's: half of it takes half of the time, and
// speech at this rate sounds the same.
const voiceEffort = 5

// Made is a voice note.
type Made struct {
	MIMEType string  `json:"mime_type"`
	Seconds  float64 `json:"seconds"`
	Bytes    int64   `json:"bytes"`
	// Engine is what decoded the file and what made the note.
	Engine string `json:"engine"`
	// Cut says if the file was damaged at its end; empty if not.
	Cut string `json:"cut,omitempty"`
}

func voice(ctx context.Context, in worker.Input) (any, string, error) {
	var p Params
	if err := in.Params(&p); err != nil {
		return nil, "", err
	}
	path := filepath.Join(in.Temp, "voice.ogg")
	m, err := makeVoice(ctx, in.Path, path, p)
	return m, path, err
}

func makeVoice(ctx context.Context, from, to string, p Params) (m Made, err error) {
	f, err := os.Create(to)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	e := &encoder{out: bufio.NewWriterSize(f, 1<<16), packet: make([]byte, 1500)}
	h, err := decode(ctx, from, p, MaxVoiceSeconds, e.write)
	if err != nil {
		return m, err
	}
	if h.seconds >= MaxVoiceSeconds && h.cut != "" {
		return m, frontdesk.Errorf(frontdesk.OverLimit, "it is longer than %s, too long for a voice note", spoken(MaxVoiceSeconds)).
			WithNext("send it as audio, or in parts")
	}
	if err := e.finish(); err != nil {
		return m, err
	}
	size, err := f.Seek(0, io.SeekEnd)
	return Made{MIMEType: VoiceType, Seconds: h.seconds, Bytes: size, Engine: h.engine + ", jj11hh/opus", Cut: h.cut}, err
}

const (
	voiceFrame = Rate / 50 // 20 ms
	// preSkip is what the encoder looks ahead, at opusRate: players leave out as
	// much.
	preSkip = 312
)

// encoder writes a voice note of what it is given: at least one sample.
type encoder struct {
	opus    *opus.Encoder
	ogg     *oggWriter
	out     *bufio.Writer
	pending []int16
	samples int // all, so far
	packet  []byte
}

// theEncoder is the one of a worker, which does one job at a time. A second one
// would be freed by the garbage collector whenever it likes, in the middle of
// another's work on the memory that they share.
var theEncoder = sync.OnceValues(func() (*opus.Encoder, error) {
	enc, err := opus.NewEncoder(Rate, 1, opus.AppVoIP)
	if err != nil {
		return nil, err
	}
	return enc, errors.Join(enc.SetBitrate(voiceBits), enc.SetComplexity(voiceEffort))
})

// begin is called with the first sound: what cannot be read needs no encoder,
// which takes a quarter of a second to compile.
func (e *encoder) begin() (err error) {
	if e.opus, err = theEncoder(); err != nil {
		return err
	}
	e.ogg = &oggWriter{w: e.out}
	return errors.Join(e.opus.Reset(), e.writeHead())
}

// writeHead writes the two packets that Ogg/Opus begins with (RFC 7845, 5).
func (e *encoder) writeHead() error {
	head := append([]byte("OpusHead"), 1, 1)
	head = binary.LittleEndian.AppendUint16(head, preSkip)
	head = binary.LittleEndian.AppendUint32(head, Rate)
	head = append(head, 0, 0, 0) // no gain, channels in the plain order
	const vendor = "frontdesk"
	tags := binary.LittleEndian.AppendUint32([]byte("OpusTags"), uint32(len(vendor)))
	tags = binary.LittleEndian.AppendUint32(append(tags, vendor...), 0)
	for _, packet := range [][]byte{head, tags} {
		e.ogg.add(packet, 0)
		if err := e.ogg.flush(oggMore); err != nil {
			return err
		}
	}
	return nil
}

func (e *encoder) write(samples []int16) error {
	if e.opus == nil {
		if err := e.begin(); err != nil {
			return err
		}
	}
	e.samples += len(samples)
	return e.encode(samples)
}

func (e *encoder) encode(samples []int16) error {
	e.pending = append(e.pending, samples...)
	for len(e.pending) >= voiceFrame {
		n, err := e.opus.Encode(e.pending[:voiceFrame], e.packet)
		if err != nil {
			return err
		}
		e.pending = append(e.pending[:0], e.pending[voiceFrame:]...)
		if e.ogg.full() {
			if err := e.ogg.flush(oggMore); err != nil {
				return err
			}
		}
		e.ogg.add(e.packet[:n], voiceFrame*opusRate/Rate)
	}
	return nil
}

// finish adds what the encoder still looks ahead for, and closes the file with
// the true length.
func (e *encoder) finish() error {
	const ahead = preSkip * Rate / opusRate
	missing := ahead + len(e.pending)
	if err := e.encode(make([]int16, ahead+(voiceFrame-missing%voiceFrame)%voiceFrame)); err != nil {
		return err
	}
	e.ogg.granule = uint64(e.samples*opusRate/Rate + preSkip)
	return errors.Join(e.ogg.flush(oggLast), e.out.Flush())
}
