package sound_test

import (
	"bytes"
	"image/jpeg"
	"testing"

	"frontdesk"
	"frontdesk/media/sound"
)

func TestAVideoGivesAPicture(t *testing.T) {
	p, params := pool(t), ffmpeg(t)
	for name, want := range map[string]sound.Still{
		"clip.mp4": {Width: 160, Height: 120}, "clip.mov": {Width: 160, Height: 120}, "clip.3gp": {Width: 176, Height: 144},
	} {
		var s sound.Still
		b, err := do(t, p, "video.still", media(name), params, &s)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		picture, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if size := picture.Bounds().Size(); size.X != want.Width || size.Y != want.Height || !near(s.Seconds, 1) {
			t.Errorf("%s: %v, %+v", name, size, s)
		}
		if s.Width != want.Width || s.Height != want.Height {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestWhatHasNoPictureGivesNone(t *testing.T) {
	p, params := pool(t), ffmpeg(t)
	for name, want := range map[string]frontdesk.Code{"voice.m4a": frontdesk.Unsupported, "voice.ogg": frontdesk.Unsupported, "broken.m4a": frontdesk.Damaged} {
		_, err := p.Do(t.Context(), "video.still", media(name), params, nil)
		if frontdesk.CodeOf(err) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := p.Do(t.Context(), "video.still", media("clip.mp4"), sound.Params{}, nil)
	code(t, err, frontdesk.NoEngine)
}
