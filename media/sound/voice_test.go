package sound_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/media/sound"
)

func TestEveryFormatBecomesAVoiceNote(t *testing.T) {
	p := pool(t)
	original := samples16k(t)
	for name, c := range map[string]struct{ ffmpeg, voice bool }{
		"voice.wav": {false, true}, "voice.mp3": {false, true}, "voice.ogg": {false, true}, "music.mp3": {}, "noise.ogg": {}, "silence.ogg": {},
		"voice.m4a": {true, true}, "voice.webm": {true, true}, "vorbis.ogg": {true, true}, "voice.amr": {true, false}, "clip.mp4": {true, false},
	} {
		t.Run(name, func(t *testing.T) {
			params := sound.Params{}
			if c.ffmpeg {
				params = ffmpeg(t)
			}
			var m sound.Made
			note, err := do(t, p, "sound.voice", media(name), params, &m)
			if err != nil {
				t.Fatal(err)
			}
			if m.MIMEType != "audio/ogg; codecs=opus" || m.Bytes != int64(len(note)) || m.Cut != "" {
				t.Errorf("%+v, and %d bytes", m, len(note))
			}
			if bits := float64(8*len(note)) / m.Seconds; bits > 24000 {
				t.Errorf("%v bits a second", bits)
			}
			path := written(t, note)
			var l sound.Look
			if _, err := p.Do(t.Context(), "sound.look", path, sound.Params{}, &l); err != nil || !l.VoiceNote() || math.Abs(l.Seconds-m.Seconds) > 0.001 {
				t.Errorf("%+v, %v; it was made with %v s", l, err, m.Seconds)
			}
			b, err := do(t, p, "sound.wav", path, sound.Params{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := alike(original, samples(t, b)); c.voice && got < 0.65 {
				t.Errorf("it is the same sound to %v only", got)
			}
		})
	}
}

// TestOthersReadOurVoiceNotes: opusinfo complains of what is not by the rules.
func TestOthersReadOurVoiceNotes(t *testing.T) {
	p, params := pool(t), ffmpeg(t)
	for name, seconds := range map[string]string{"voice.wav": "3.54", "music.mp3": ""} {
		note, err := do(t, p, "sound.voice", media(name), sound.Params{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		path := written(t, note)
		out, err := exec.Command(params.FFprobe, "-v", "warning", "-show_entries", "stream=codec_name,channels:format=duration", "-of", "csv=p=0", path).CombinedOutput()
		if said := string(out); err != nil || !strings.HasPrefix(said, "opus,1\n"+seconds) {
			t.Errorf("ffprobe says %q, %v", said, err)
		}
		opusinfo(t, path)
	}
}

func opusinfo(t *testing.T, path string) {
	t.Helper()
	program, err := exec.LookPath("opusinfo")
	if err != nil && everything() {
		t.Fatal("opusinfo is not installed")
	} else if err != nil {
		t.Log("opusinfo is not installed, so it is not asked")
		return
	}
	out, err := exec.Command(program, path).CombinedOutput()
	said := strings.ToLower(string(out))
	if err != nil || strings.Contains(said, "warning") || strings.Contains(said, "error") || !strings.Contains(said, "logical stream 1 ended") {
		t.Errorf("opusinfo says %s, %v", out, err)
	}
}

func TestAVoiceNoteIsAsLongAsWhatWasSaid(t *testing.T) {
	p := pool(t)
	for _, n := range []int{1, 104, 215, 216, 217, 319, 320, 321, 640, 16000, 16001} {
		data := make([]byte, 2*n)
		var m sound.Made
		note, err := do(t, p, "sound.voice", written(t, riff(1, 16, 16000, 1, uint32(len(data)), data)), sound.Params{}, &m)
		if err != nil {
			t.Fatal(err)
		}
		last := bytes.LastIndex(note, []byte("OggS"))
		if got := binary.LittleEndian.Uint64(note[last+6:]); got != uint64(3*n+312) {
			t.Errorf("%d samples end at %d", n, got)
		}
		var l sound.Look
		if _, err := p.Do(t.Context(), "sound.look", written(t, note), sound.Params{}, &l); err != nil || math.Abs(l.Seconds-float64(n)/16000) > 1e-6 {
			t.Errorf("%d samples are %v s, %v", n, l.Seconds, err)
		}
	}
}

// long is a WAV of silence, of so many seconds and so many samples more. On disk
// it is a hole.
func long(t *testing.T, seconds, over int) string {
	t.Helper()
	size := 2 * (sound.Rate*seconds + over)
	head := riff(1, 16, sound.Rate, 1, uint32(size), nil)
	path := written(t, head)
	if err := os.Truncate(path, int64(len(head)+size)); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTooLongForAVoiceNote(t *testing.T) {
	if !everything() {
		t.Skip("half an hour is not encoded here; set FRONTDESK_TEST_ALL=1")
	}
	p := pool(t)
	for over, want := range map[int]frontdesk.Code{0: "", 1: frontdesk.OverLimit} {
		_, err := do(t, p, "sound.voice", long(t, sound.MaxVoiceSeconds, over), sound.Params{}, nil)
		code(t, err, want)
	}
}

func TestTooLongForAWAVIsCut(t *testing.T) {
	p := pool(t)
	for over, cut := range map[int]bool{0: false, 1: true} {
		var v sound.Wav
		f, err := p.Do(t.Context(), "sound.wav", long(t, sound.MaxSeconds, over), sound.Params{}, &v)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if i, err := f.Stat(); err != nil || i.Size() != 44+2*sound.Rate*sound.MaxSeconds || v.Seconds != sound.MaxSeconds || (v.Cut != "") != cut {
			t.Errorf("%d too many: %+v, %v", over, v, err)
		}
	}
}
