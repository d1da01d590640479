package sound_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"frontdesk"
	"frontdesk/media/sound"
)

// samples checks a WAV's header and gives what is in it.
func samples(t *testing.T, b []byte) []int16 {
	t.Helper()
	head := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(b)-8))...)
	head = append(head, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00data"...)
	head = binary.LittleEndian.AppendUint32(head, uint32(len(b)-44))
	if !bytes.HasPrefix(b, head) {
		t.Fatalf("its header is %q", b[:min(44, len(b))])
	}
	out := make([]int16, (len(b)-44)/2)
	for i := range out {
		out[i] = int16(binary.LittleEndian.Uint16(b[44+2*i:]))
	}
	return out
}

func rms(s []int16) float64 {
	var sum float64
	for _, x := range s {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum / float64(max(1, len(s))))
}

// alike is how much two sounds are the same, from 0 to 1, wherever within an
// eighth of a second the one begins in the other.
func alike(a, b []int16) (best float64) {
	for shift := -eighth; shift <= eighth; shift++ {
		var ab, aa, bb float64
		for i := eighth; i < min(len(a), len(b))-eighth; i++ {
			x, y := float64(a[i]), float64(b[i+shift])
			ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
		}
		best = max(best, ab/math.Sqrt(aa*bb+1))
	}
	return best
}

const eighth = sound.Rate / 8

// TestEveryFormatBecomesTheSameWAV compares with the voice as it was before it
// was written in each of them.
func TestEveryFormatBecomesTheSameWAV(t *testing.T) {
	p := pool(t)
	original := samples16k(t)
	for name, c := range map[string]struct {
		engine string
		alike  float64
	}{
		"voice.wav": {"wav", 0.9999}, "voice.ogg": {"pion/opus", 0.85}, "voice.mp3": {"go-mp3", 0.98},
		"voice.m4a": {"ffmpeg", 0.97}, "voice.webm": {"ffmpeg", 0.85}, "vorbis.ogg": {"ffmpeg", 0.9},
	} {
		t.Run(name, func(t *testing.T) {
			params := sound.Params{}
			if c.engine == "ffmpeg" {
				params = ffmpeg(t)
			}
			var v sound.Wav
			b, err := do(t, p, "sound.wav", media(name), params, &v)
			if err != nil {
				t.Fatal(err)
			}
			s := samples(t, b)
			if got := alike(original, s); got < c.alike {
				t.Errorf("it is the same sound to %v only", got)
			}
			if v.Engine != c.engine || v.Cut != "" || !near(v.Seconds, float64(len(s))/sound.Rate) || math.Abs(v.Seconds-3.55) > 0.15 {
				t.Errorf("%+v, and %d samples", v, len(s))
			}
		})
	}
}

func samples16k(t *testing.T) []int16 { return samples(t, bytesOf(t, media("voice.wav"))) }

func TestTheRestBecomesWAVToo(t *testing.T) {
	p, params := pool(t), ffmpeg(t)
	for name, seconds := range map[string]float64{
		"music.mp3": 1.05, "silence.ogg": 2, "noise.ogg": 2, "voice.amr": 1, "clip.mp4": 1, "clip.mov": 1, "clip.3gp": 1,
	} {
		var v sound.Wav
		b, err := do(t, p, "sound.wav", media(name), params, &v)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		s := samples(t, b)
		if math.Abs(v.Seconds-seconds) > 0.15 || v.Cut != "" {
			t.Errorf("%s: %+v", name, v)
		}
		if quiet := rms(s) < 3; quiet != (name == "silence.ogg") {
			t.Errorf("%s is as loud as %v", name, rms(s))
		}
	}
}

func TestWithoutFFmpegItSaysWhatToInstall(t *testing.T) {
	p := pool(t)
	for _, name := range []string{"voice.m4a", "voice.amr", "voice.webm", "clip.mp4"} {
		for _, job := range []string{"sound.wav", "sound.voice"} {
			_, err := p.Do(t.Context(), job, media(name), sound.Params{}, nil)
			code(t, err, frontdesk.NoEngine)
			if frontdesk.Foreseen(err).Next == "" {
				t.Errorf("%s does not say what would work", name)
			}
		}
	}
	_, err := p.Do(t.Context(), "sound.wav", media("voice.m4a"), sound.Params{FFmpeg: "/nowhere/ffmpeg"}, nil)
	code(t, err, frontdesk.NoEngine)
}

// tone is a WAV of a second of 440 Hz; each channel has it.
func tone(tag, bits, rate, channels int) []byte {
	var data []byte
	for i := range rate {
		x := 0.5 * math.Sin(2*math.Pi*440*float64(i)/float64(rate))
		for range channels {
			switch {
			case tag == 3 && bits == 32:
				data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(x)))
			case tag == 3:
				data = binary.LittleEndian.AppendUint64(data, math.Float64bits(x))
			case bits == 8:
				data = append(data, byte(128+127*x))
			default:
				var b [4]byte
				binary.LittleEndian.PutUint32(b[:], uint32(int32(x*math.MaxInt32)))
				data = append(data, b[4-bits/8:]...)
			}
		}
	}
	return riff(tag, bits, rate, channels, uint32(len(data)), data)
}

// riff writes a WAV that may say anything of itself.
func riff(tag, bits, rate, channels int, claimed uint32, data []byte) []byte {
	b := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00")
	b = binary.LittleEndian.AppendUint16(b, uint16(tag))
	b = binary.LittleEndian.AppendUint16(b, uint16(channels))
	b = binary.LittleEndian.AppendUint32(b, uint32(rate))
	b = binary.LittleEndian.AppendUint32(b, uint32(rate*channels*bits/8))
	b = binary.LittleEndian.AppendUint16(b, uint16(channels*bits/8))
	b = binary.LittleEndian.AppendUint16(b, uint16(bits))
	b = append(b, "LIST\x03\x00\x00\x00abc\x00data"...)
	return append(binary.LittleEndian.AppendUint32(b, claimed), data...)
}

// TestEveryWAVBecomesSixteenKilohertz compares with the tone as it should be.
func TestEveryWAVBecomesSixteenKilohertz(t *testing.T) {
	p := pool(t)
	want := make([]int16, sound.Rate)
	for i := range want {
		want[i] = int16(16384 * math.Sin(2*math.Pi*440*float64(i)/sound.Rate))
	}
	for _, c := range [][4]int{
		{1, 8, 8000, 1}, {1, 16, 8000, 2}, {1, 16, 11025, 1}, {1, 24, 16000, 1}, {1, 16, 22050, 2}, {1, 32, 44100, 1},
		{3, 32, 44100, 2}, {3, 64, 48000, 1}, {1, 16, 48000, 6}, {1, 24, 96000, 2}, {1, 16, 192000, 1}, {1, 16, 15999, 1},
	} {
		var v sound.Wav
		b, err := do(t, p, "sound.wav", written(t, tone(c[0], c[1], c[2], c[3])), sound.Params{}, &v)
		if err != nil {
			t.Errorf("%v: %v", c, err)
			continue
		}
		s := samples(t, b)
		if n := len(s) - len(want); n < -2 || n > 2 {
			t.Errorf("%v: %d samples", c, len(s))
		}
		if got := alike(want, s); got < 0.999 {
			t.Errorf("%v: the same tone to %v only", c, got)
		}
		if loud := rms(s); loud < 11000 || loud > 12000 {
			t.Errorf("%v: as loud as %v", c, loud)
		}
	}
}

// TestWhatIsTooHighIsNotHeardLower: 12 kHz cannot be in 16 kHz, and must not
// come back as 4.
func TestWhatIsTooHighIsNotHeardLower(t *testing.T) {
	var data []byte
	for i := range 48000 {
		data = binary.LittleEndian.AppendUint16(data, uint16(int16(16000*math.Sin(2*math.Pi*12000*float64(i)/48000))))
	}
	b, err := do(t, pool(t), "sound.wav", written(t, riff(1, 16, 48000, 1, uint32(len(data)), data)), sound.Params{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if loud := rms(samples(t, b)[800:15200]); loud > 16 {
		t.Errorf("it is as loud as %v", loud)
	}
}

func TestAWAVThatLies(t *testing.T) {
	p := pool(t)
	data := make([]byte, 32000)
	for _, c := range []struct {
		name                      string
		tag, bits, rate, channels int
		claimed                   uint32
		code                      frontdesk.Code
		cut                       bool
	}{
		{"it says nothing of its length", 1, 16, 16000, 1, 0, "", false},
		{"it was written as a stream", 1, 16, 16000, 1, math.MaxUint32, "", false},
		{"it claims more than there is", 1, 16, 16000, 1, 1 << 30, "", true},
		{"it has no channel", 1, 16, 16000, 0, 32000, frontdesk.Damaged, false},
		{"it has a hundred channels", 1, 16, 16000, 100, 32000, frontdesk.Damaged, false},
		{"it has no rate", 1, 16, 0, 1, 32000, frontdesk.Damaged, false},
		{"it has a rate beyond all", 1, 16, math.MaxInt32, 1, 32000, frontdesk.Damaged, false},
		{"it has seven bits", 1, 7, 16000, 1, 32000, frontdesk.Damaged, false},
		{"it has no bits", 1, 0, 16000, 1, 32000, frontdesk.Damaged, false},
		{"it is of a kind unknown", 99, 16, 16000, 1, 32000, frontdesk.Damaged, false},
	} {
		var v sound.Wav
		_, err := do(t, p, "sound.wav", written(t, riff(c.tag, c.bits, c.rate, c.channels, c.claimed, data)), sound.Params{}, &v)
		if frontdesk.CodeOf(err) != c.code || err == nil && (v.Cut != "") != c.cut {
			t.Errorf("%s: %+v, %v", c.name, v, err)
		}
	}
}
