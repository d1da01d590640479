// Package openai borrows ears and eyes from an OpenAI-compatible service.
//
// What such services answer is believed as little as what people send: an answer
// may be slow, endless, HTML, or an error with status 200. Each of these is a
// labelled failure that says whether the same may succeed later. Nothing that is
// read here is an instruction to us; it is text that a machine saw or heard.
package openai

import (
	"net/http"
	"strings"

	"github.com/sashabaranov/go-openai"

	"frontdesk"
)

// engine names these services in an extract; its version is the model.
const engine = "openai"

// Service is an OpenAI-compatible service and its models. It is safe for
// concurrent use. How long a call may take is for ctx to say.
type Service struct {
	// Key is empty for services that want none.
	Key frontdesk.Secret
	// BaseURL ends in /v1; empty is OpenAI's own.
	BaseURL string
	// SpeechModel hears, VisionModel sees; what has none is not done.
	SpeechModel string
	VisionModel string
	// HTTP is http.DefaultClient if nil.
	HTTP *http.Client
}

// client is the library's, for one call, and the line that it speaks through.
func (s *Service) client() (*openai.Client, *line) {
	l := &line{http: s.HTTP}
	if l.http == nil {
		l.http = http.DefaultClient
	}
	config := openai.DefaultConfig(s.Key.Reveal())
	config.HTTPClient = l
	if s.BaseURL != "" {
		config.BaseURL = strings.TrimRight(s.BaseURL, "/")
	}
	return openai.NewClientWithConfig(config), l
}
