package sound_test

import (
	"math"
	"testing"

	"frontdesk"
	"frontdesk/media/sound"
)

func near(a, b float64) bool { return math.Abs(a-b) < 0.1 }

func TestLookTellsWhatAFileIs(t *testing.T) {
	p := pool(t)
	for name, want := range map[string]sound.Look{
		"voice.ogg":   {Format: "ogg/opus", Codec: "opus", Channels: 1, Seconds: 3.54, MIMEType: "audio/ogg; codecs=opus"},
		"silence.ogg": {Format: "ogg/opus", Codec: "opus", Channels: 1, Seconds: 2, MIMEType: "audio/ogg; codecs=opus"},
		"vorbis.ogg":  {Format: "ogg/vorbis", Codec: "vorbis", Channels: 1, Seconds: 3.54, MIMEType: "audio/ogg"},
		"voice.mp3":   {Format: "mp3", Codec: "mp3", Channels: 1, Seconds: 3.6, MIMEType: "audio/mpeg"},
		"music.mp3":   {Format: "mp3", Codec: "mp3", Channels: 2, Seconds: 1.05, MIMEType: "audio/mpeg"},
		"voice.wav":   {Format: "wav", Codec: "pcm_16", Channels: 1, Seconds: 3.54, MIMEType: "audio/wav"},
	} {
		var l sound.Look
		if _, err := p.Do(t.Context(), "sound.look", media(name), sound.Params{}, &l); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !near(l.Seconds, want.Seconds) {
			t.Errorf("%s: %v seconds, it has %v", name, l.Seconds, want.Seconds)
		}
		l.Seconds = want.Seconds
		if l != want {
			t.Errorf("%s: %+v, it is %+v", name, l, want)
		}
	}
}

func TestLookTellsMoreWithFFprobe(t *testing.T) {
	p, params := pool(t), ffmpeg(t)
	for name, want := range map[string]sound.Look{
		"voice.webm": {Format: "webm", Codec: "opus", Channels: 1, Seconds: 3.55, MIMEType: "audio/webm"},
		"voice.m4a":  {Format: "m4a", Codec: "aac", Channels: 1, Seconds: 3.6, MIMEType: "audio/mp4"},
		"voice.amr":  {Format: "amr", Codec: "amr_nb", Channels: 1, Seconds: 1, MIMEType: "audio/amr"},
		"clip.mp4":   {Format: "mp4", Codec: "aac", Video: "h264", Channels: 1, Seconds: 1, Width: 160, Height: 120, MIMEType: "video/mp4"},
		"clip.mov":   {Format: "mov", Codec: "aac", Video: "h264", Channels: 1, Seconds: 1, Width: 160, Height: 120, MIMEType: "video/quicktime"},
		"clip.3gp":   {Format: "3gp", Codec: "aac", Video: "h263", Channels: 1, Seconds: 1, Width: 176, Height: 144, MIMEType: "video/3gpp"},
	} {
		var l sound.Look
		if _, err := p.Do(t.Context(), "sound.look", media(name), params, &l); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !near(l.Seconds, want.Seconds) {
			t.Errorf("%s: %v seconds, it has %v", name, l.Seconds, want.Seconds)
		}
		l.Seconds = want.Seconds
		if l != want {
			t.Errorf("%s: %+v, it is %+v", name, l, want)
		}
	}
}

func TestLookNamesWhatItCannotOpen(t *testing.T) {
	p := pool(t)
	for name, format := range map[string]string{"voice.m4a": "m4a", "voice.webm": "webm", "voice.amr": "amr", "clip.3gp": "3gp"} {
		var l sound.Look
		if _, err := p.Do(t.Context(), "sound.look", media(name), sound.Params{}, &l); err != nil || l.Format != format || l.MIMEType == "" {
			t.Errorf("%s: %+v, %v", name, l, err)
		}
	}
}

func TestWhatIsNoSoundIsRefused(t *testing.T) {
	p := pool(t)
	params := sound.Params{}
	params.FFmpeg, params.FFprobe = sound.FindFFmpeg()
	for name, want := range map[string]frontdesk.Code{
		"":                         frontdesk.Damaged,
		"x":                        frontdesk.Unsupported,
		"%PDF-1.7 and so on":       frontdesk.Unsupported,
		"#EXTM3U\n/etc/passwd":     frontdesk.Unsupported, // a playlist
		"OggS":                     frontdesk.Damaged,
		"RIFF\x00\x00\x00\x00WAVE": frontdesk.Damaged,
		"\xff\xfb":                 frontdesk.Unsupported,
	} {
		path := written(t, []byte(name))
		for _, job := range []string{"sound.wav", "sound.voice"} {
			_, err := p.Do(t.Context(), job, path, params, nil)
			if got := frontdesk.CodeOf(err); got != want {
				t.Errorf("%s of %q: %v", job, name, err)
			}
		}
	}
}
