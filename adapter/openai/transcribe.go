package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/sashabaranov/go-openai"

	"frontdesk"
)

// MaxSound is the largest file that OpenAI takes; other services take as much or
// more.
//
// Source: https://platform.openai.com/docs/guides/speech-to-text
const MaxSound = 25 << 20

// sounds are the types of what these services take, by the end of the name,
// which is what they judge by.
var sounds = map[string]string{
	".flac": "audio/flac", ".mp3": "audio/mpeg", ".mpga": "audio/mpeg", ".mpeg": "audio/mpeg", ".mp4": "audio/mp4", ".m4a": "audio/mp4",
	".ogg": "audio/ogg", ".oga": "audio/ogg", ".opus": "audio/ogg", ".wav": "audio/wav", ".webm": "audio/webm",
}

// upload is a sound as the library wants it.
type upload struct {
	io.ReadSeeker
	name, kind string
	failed     error // to read: that is no fault of the service
}

func (u *upload) Read(b []byte) (n int, err error) {
	if n, err = u.ReadSeeker.Read(b); err != nil && !errors.Is(err, io.EOF) {
		u.failed = err
	}
	return n, err
}

// ContentType is asked by the library.
func (u *upload) ContentType() string { return u.kind }

// newUpload never passes on a name that a person chose. What cannot be read
// twice is kept in memory.
func newUpload(name string, r io.Reader) (*upload, error) {
	u := &upload{}
	ext := strings.ToLower(filepath.Ext(name))
	if u.kind = sounds[ext]; u.kind == "" {
		ext, u.kind = "", "application/octet-stream"
	}
	u.name = "sound" + ext
	var ok bool
	if u.ReadSeeker, ok = r.(io.ReadSeeker); !ok {
		b, err := io.ReadAll(io.LimitReader(r, MaxSound+1))
		if err != nil {
			return nil, err
		}
		u.ReadSeeker = bytes.NewReader(b)
	}
	size, err := u.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	switch {
	case size == 0:
		return nil, frontdesk.Errorf(frontdesk.Damaged, "the sound is empty")
	case size > MaxSound:
		return nil, frontdesk.Errorf(frontdesk.OverLimit, "the sound is larger than the service takes: %d MB", MaxSound>>20)
	}
	return u, nil
}

// Transcribe hears the words in a sound. name tells its kind by its end, as in
// voice.ogg. language is ISO 639 and may be empty. r is read from its start, and
// once more if it can go back there and the service wants another form of
// asking.
func (s *Service) Transcribe(ctx context.Context, name string, r io.Reader, language string) (frontdesk.Extract, error) {
	if s.SpeechModel == "" {
		return frontdesk.Extract{}, frontdesk.Errorf(frontdesk.NoEngine, "no model for speech is set").WithNext("set one")
	}
	u, err := newUpload(name, r)
	if err != nil {
		return frontdesk.Extract{}, err
	}
	client, l := s.client()
	answer, err := s.ask(ctx, client, u, language, openai.AudioResponseFormatVerboseJSON)
	plain := err != nil && l.status == http.StatusBadRequest && bytes.Contains(l.body, []byte("response_format"))
	if plain { // as OpenAI's newer models do
		answer, err = s.ask(ctx, client, u, language, openai.AudioResponseFormatJSON)
	}
	if u.failed != nil {
		return frontdesk.Extract{}, u.failed
	}
	if err != nil {
		return frontdesk.Extract{}, s.problem(err, l, "sound")
	}
	if err := l.heardNothing(answer, plain); err != nil {
		return frontdesk.Extract{}, s.problem(err, l, "sound")
	}
	return s.transcript(answer), nil
}

func (s *Service) ask(ctx context.Context, c *openai.Client, u *upload, language string, f openai.AudioResponseFormat) (openai.AudioResponse, error) {
	if _, err := u.Seek(0, io.SeekStart); err != nil {
		return openai.AudioResponse{}, err
	}
	return c.CreateTranscription(ctx, openai.AudioRequest{Model: s.SpeechModel, Reader: u, FilePath: u.name, Format: f, Language: language})
}

// heardNothing finds answers in which there is none: the library makes an empty
// result of anything that is JSON. A sound without words has a length all the
// same, or in the plain form a text that is there and empty.
func (l *line) heardNothing(a openai.AudioResponse, plain bool) error {
	if err := l.failedWith200(); err != nil {
		return err
	}
	var answer struct{ Text *string }
	if err := json.Unmarshal(l.body, &answer); err != nil {
		return err
	}
	if answer.Text == nil || a.Text == "" && a.Duration == 0 && !plain {
		return errors.New("there is no transcript in the answer")
	}
	return nil
}

func (s *Service) transcript(a openai.AudioResponse) frontdesk.Extract {
	e := frontdesk.Extract{
		Kind: frontdesk.Transcript, Status: frontdesk.ExtractOK, Engine: engine, Version: s.SpeechModel,
		Language: languageCode(a.Language), Seconds: max(0, a.Duration), Confidence: confidence(a),
	}
	e.Text, _ = frontdesk.Clean(strings.TrimSpace(a.Text))
	if e.Text == "" || noSpeech(a) {
		e.Status, e.Text, e.Confidence = frontdesk.ExtractEmpty, "", 0
	}
	return e
}

// confidence is the mean probability of what was heard; 0 if the service does
// not tell.
func confidence(a openai.AudioResponse) float64 {
	if len(a.Segments) == 0 {
		return 0
	}
	var sum float64
	for _, s := range a.Segments {
		sum += s.AvgLogprob
	}
	if sum == 0 {
		return 0
	}
	return math.Exp(min(0, sum/float64(len(a.Segments))))
}

// Whisper makes up words when there are none, and tells so. The lower bound is
// for words it is unsure of, as in its own program.
const (
	surelyNoSpeech  = 0.8
	perhapsNoSpeech = 0.6
	unsure          = -1.0
)

func noSpeech(a openai.AudioResponse) bool {
	for _, s := range a.Segments {
		if s.NoSpeechProb < perhapsNoSpeech || s.NoSpeechProb < surelyNoSpeech && s.AvgLogprob > unsure {
			return false
		}
	}
	return len(a.Segments) > 0
}
