// Package sound decodes sound and makes voice notes.
//
// People send what their phones record, in a dozen boxes; engines that hear
// words want one kind of WAV, and WhatsApp plays as a voice note one kind of Ogg
// only. Ogg/Opus, MP3 and WAV are read by decoders of our own, so that they are
// understood with nothing installed; the rest by ffmpeg where it is found. It is
// told what a file is by us and never guesses: a playlist that names other files
// of this machine is no sound. All of it runs in a worker, as a stream.
package sound

import (
	"fmt"
	"time"

	"frontdesk"
	"frontdesk/media/worker"
)

const (
	// Rate is the samples a second that engines and voice notes get.
	Rate = 16000
	// MaxSeconds is how much of a file is made into WAV; the rest is cut.
	MaxSeconds = 2 * 60 * 60
	// MaxVoiceSeconds is how long a voice note may be: what our encoder does in
	// half of its time. A longer one is refused, for half of it would not be what
	// was to be said.
	MaxVoiceSeconds = 30 * 60
)

// The limits of a worker. With less than 160 MB of data the Opus encoder cannot
// be compiled; with less than 384 MB ffmpeg, which inherits the limit, cannot
// take a picture out of a video of 48 million pixels.
const (
	maxTime   = 120 * time.Second
	maxMemory = 512 << 20
	maxDisk   = 1 << 30
)

// Params are what every job takes: where ffmpeg is, since a worker has no PATH
// to look in. Empty is not installed.
type Params struct {
	FFmpeg  string `json:"ffmpeg,omitempty"`
	FFprobe string `json:"ffprobe,omitempty"`
}

// Family is the jobs on sound:
//
//	sound.look   Params → [Look]
//	sound.wav    Params → [Wav] and the file, 16 kHz, one channel, 16 bit
//	sound.voice  Params → [Made] and the file, mono Ogg/Opus
//	video.still  Params → [Still] and the file, a JPEG
func Family() worker.Family {
	return worker.Family{
		Name:   "sound",
		Limits: worker.Limits{Time: maxTime, Memory: maxMemory, Disk: maxDisk},
		Jobs:   map[string]worker.Job{"sound.look": look, "sound.wav": wav, "sound.voice": voice, "video.still": still},
	}
}

func damaged(cause error) *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Damaged, "it is damaged: no sound can be read from it").WithCause(cause)
}

// careful turns a decoder's panic, which a file can be made for, into an error.
func careful(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the decoder panicked: %v", r)
		}
	}()
	return f()
}
