package sound

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"frontdesk/media/worker"
)

// Wav is what was made of a file for an engine that hears words.
type Wav struct {
	Seconds float64 `json:"seconds"`
	// Cut says what was left out; empty if nothing was.
	Cut string `json:"cut,omitempty"`
	// Engine is the decoder.
	Engine string `json:"engine"`
}

func wav(ctx context.Context, in worker.Input) (any, string, error) {
	var p Params
	if err := in.Params(&p); err != nil {
		return nil, "", err
	}
	path := filepath.Join(in.Temp, "sound.wav")
	v, err := makeWAV(ctx, in.Path, path, p)
	return v, path, err
}

func makeWAV(ctx context.Context, from, to string, p Params) (v Wav, err error) {
	f, err := os.Create(to)
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w, err := newWAVWriter(f)
	if err != nil {
		return v, err
	}
	h, err := decode(ctx, from, p, MaxSeconds, w.write)
	if err != nil {
		return v, err
	}
	return Wav{Seconds: h.seconds, Cut: h.cut, Engine: h.engine}, w.finish()
}

// spoken says a length in words.
func spoken(seconds int) string {
	if seconds%3600 == 0 {
		return fmt.Sprintf("%d hours", seconds/3600)
	}
	return fmt.Sprintf("%d minutes", seconds/60)
}
