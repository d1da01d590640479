package sound

import (
	"context"
	"os"

	"frontdesk/media/worker"
)

// Look is what a file is, without decoding it.
type Look struct {
	// Format is the box: ogg/opus, ogg/vorbis, mp3, wav, m4a, amr, webm, aac,
	// flac, mp4, mov, 3gp and so on.
	Format string `json:"format"`
	// Codec is how the sound in it is written, Video how the picture is; empty if
	// there is none, or nothing here knows it.
	Codec    string `json:"codec,omitempty"`
	Video    string `json:"video,omitempty"`
	Channels int    `json:"channels,omitempty"`
	// Seconds is 0 if the file does not say and nothing here reads it.
	Seconds  float64 `json:"seconds,omitempty"`
	Width    int     `json:"width,omitempty"`
	Height   int     `json:"height,omitempty"`
	MIMEType string  `json:"mime_type"`
	// Broken tells of Ogg/Opus that it breaks off, or is damaged on the way.
	Broken bool `json:"broken,omitempty"`
}

// VoiceNote tells whether WhatsApp plays it as a voice note as it is.
func (l Look) VoiceNote() bool { return l.Format == "ogg/opus" && l.Channels == 1 }

// lookers are the formats that are read without ffprobe.
var lookers = map[string]func(*os.File) (Look, error){
	"ogg/opus": lookOpus, "ogg/vorbis": lookOgg, "ogg": lookOgg, "mp3": lookMP3, "wav": lookWAV,
}

func look(ctx context.Context, in worker.Input) (any, string, error) {
	var p Params
	if err := in.Params(&p); err != nil {
		return nil, "", err
	}
	l, err := lookAt(ctx, in.Path, p)
	return l, "", err
}

func lookAt(ctx context.Context, path string, p Params) (l Look, err error) {
	f, err := os.Open(path)
	if err != nil {
		return l, err
	}
	defer f.Close()
	k, err := recognize(f)
	if err != nil {
		return l, err
	}
	found := Look{Format: k.format, Codec: k.codec, MIMEType: k.video}
	own := lookers[k.format]
	if own != nil {
		err = careful(func() (err error) { l, err = own(f); return err })
	}
	if p.FFprobe != "" && (own == nil || err != nil || l.Seconds == 0) {
		l, err = probe(ctx, p.FFprobe, path, k)
	}
	if err != nil {
		return l, unreadable(err)
	}
	l.Format = found.Format
	if l.Codec == "" {
		l.Codec = found.Codec
	}
	l.MIMEType = k.video
	if own != nil || l.Video == "" && p.FFprobe != "" || k.format == "m4a" {
		l.MIMEType = k.audio
	}
	return l, nil
}
