package media

import (
	"context"
	"errors"
	"os"
	"slices"

	"frontdesk"
	"frontdesk/media/sound"
	"frontdesk/media/speech"
	"frontdesk/media/worker"
)

// hear gives the words in a sound. It is decoded first, whoever listens: that
// shows whether it is sound at all, how long it is, and whether there is
// anything to hear.
func (r *Reader) hear(ctx context.Context, f frontdesk.File, t Type, path string) (frontdesk.Extract, error) {
	if kind := t.Kind(); kind != frontdesk.Audio && kind != frontdesk.Video {
		return frontdesk.Extract{}, frontdesk.Errorf(frontdesk.Damaged, "this is %s and not sound, whatever it was sent as", t.Name())
	}
	if r.Speech.Name == "" {
		return frontdesk.Extract{}, frontdesk.Errorf(frontdesk.NoEngine, "no engine that hears speech is on").WithNext("%s", r.Speech.Why)
	}
	var wav sound.Wav
	made, err := r.Work.Do(ctx, "sound.wav", path, r.FFmpeg, &wav)
	if frontdesk.CodeOf(err) == frontdesk.NoEngine && r.Speech.Name == Model && serviceReads(t) {
		return r.ask(ctx, f, t, path) // the service decodes what we cannot
	}
	if err != nil {
		return frontdesk.Extract{}, err
	}
	e, err := r.words(ctx, f, t, path, made)
	e.Seconds, e.Cut = wav.Seconds, join(e.Cut, wav.Cut)
	return e, errors.Join(err, made.Close())
}

func (r *Reader) words(ctx context.Context, f frontdesk.File, t Type, path string, wav *worker.Made) (e frontdesk.Extract, err error) {
	measured, err := speech.Measure(wav.Name())
	if err != nil {
		return e, err
	}
	if measured.Silent() {
		return frontdesk.Extract{Status: frontdesk.ExtractEmpty, Engine: r.Speech.Name, Version: r.Speech.Version}, nil
	}
	if r.Speech.Name == Model {
		if serviceReads(t) {
			return r.ask(ctx, f, t, path)
		}
		return r.ask(ctx, f, Type{MIMEType: "audio/wav", Extension: ".wav"}, wav.Name())
	}
	_, err = r.Work.Do(ctx, "speech.command", wav.Name(), r.Speech.Params(r.Language), &e)
	return e, err
}

// serviceReads tells whether the usual services take a type as it is.
//
// Source: https://platform.openai.com/docs/guides/speech-to-text
func serviceReads(t Type) bool {
	return slices.Contains([]string{"audio/ogg", "audio/mpeg", "audio/mp4", "audio/wav", "video/webm", "video/mp4", "audio/flac"}, bareType(t.MIMEType))
}

// ask has a service listen. It goes by the name's extension.
func (r *Reader) ask(ctx context.Context, f frontdesk.File, t Type, path string) (frontdesk.Extract, error) {
	file, err := os.Open(path)
	if err != nil {
		return frontdesk.Extract{}, err
	}
	defer file.Close()
	return r.Listen(ctx, Filename("voice", t), file, r.Language)
}
