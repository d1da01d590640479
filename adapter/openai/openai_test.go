package openai_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/adapter/openai"
)

const key = "sk-very-secret-0123456789"

// served is a service at a server that answers so.
func served(t *testing.T, h http.HandlerFunc) *openai.Service {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return &openai.Service{Key: key, BaseURL: s.URL + "/v1/", SpeechModel: "whisper-1", VisionModel: "sees-1", HTTP: s.Client()}
}

// played is the same without a network, for tests in which time is not real.
type played http.HandlerFunc

func (p played) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	p(w, r)
	return w.Result(), r.Context().Err()
}

func service(h http.HandlerFunc) *openai.Service {
	return &openai.Service{Key: key, BaseURL: "http://models.example/v1", SpeechModel: "whisper-1", VisionModel: "sees-1", HTTP: &http.Client{Transport: played(h)}}
}

// says answers with a status and a body.
func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

const spoken = `{"task":"transcribe","language":"english","duration":3.54,"text":" Two pizzas, please. ",
	"segments":[{"text":"Two pizzas","avg_logprob":-0.2,"no_speech_prob":0.01},{"text":"please","avg_logprob":-0.4,"no_speech_prob":0.02}]}`

const seen = `{"choices":[{"message":{"role":"assistant","content":"Total 12.50"},"finish_reason":"stop"}]}`

// calls are both things that a service does, with bytes that do not matter.
var calls = map[string]func(*testing.T, *openai.Service) (frontdesk.Extract, error){
	"sound": func(t *testing.T, s *openai.Service) (frontdesk.Extract, error) {
		return s.Transcribe(t.Context(), "voice.ogg", strings.NewReader("OggS"), "")
	},
	"picture": func(t *testing.T, s *openai.Service) (frontdesk.Extract, error) {
		return s.ReadPicture(t.Context(), "image/png", []byte("PNG"))
	},
}

func TestWhatAServiceRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		code   frontdesk.Code
	}{
		"a wrong key":            {401, `{"error":{"message":"Incorrect API key provided: ` + key + `","code":"invalid_api_key"}}`, frontdesk.Unauthorized},
		"a key for less":         {403, `{"error":"no"}`, frontdesk.Forbidden},
		"a model unknown":        {404, `{"error":{"message":"The model does not exist","code":"model_not_found"}}`, frontdesk.NoEngine},
		"a model unknown, 400":   {400, `{"error":{"message":"bad model","param":"model"}}`, frontdesk.NoEngine},
		"another address":        {404, `<html>nginx</html>`, frontdesk.NoEngine},
		"what is damaged":        {400, `{"error":{"message":"Invalid file format."}}`, frontdesk.Damaged},
		"what it does not read":  {415, ``, frontdesk.Damaged},
		"what is too large":      {413, `<html>413 Request Entity Too Large</html>`, frontdesk.OverLimit},
		"what is too large, 400": {400, `{"error":{"message":"Maximum content size limit (26214400) exceeded"}}`, frontdesk.OverLimit},
	} {
		for what, call := range calls {
			tries := 0
			s := served(t, func(w http.ResponseWriter, r *http.Request) { tries++; says(c.status, c.body)(w, r) })
			_, err := call(t, s)
			if got := frontdesk.CodeOf(err); got != c.code || tries != 1 {
				t.Errorf("%s, %s: %q after %d tries: %v", name, what, got, tries, err)
			}
			discreet(t, err)
		}
	}
}

// discreet looks for the key in all that is to be had of an error.
func discreet(t *testing.T, err error) {
	t.Helper()
	for ; err != nil; err = errors.Unwrap(err) {
		if all := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(all, key) {
			t.Errorf("the key is in %s", all)
		}
	}
}

func TestWhatIsNoAnswerMaySucceedLater(t *testing.T) {
	for name, body := range map[string]string{
		"an error with status 200": `{"error":{"message":"overloaded, ` + key + `"}}`,
		"an error in words":        `{"error":"model is loading"}`,
		"HTML":                     "<html><body>Welcome</body></html>",
		"nothing":                  "",
		"something else":           `{}`,
		"a list":                   `[]`,
		"half of it":               spoken[:100],
		"empty, of no length":      `{"text":"","duration":0}`,
		"no choice":                `{"choices":[]}`,
		"an empty one":             `{"choices":[{"message":{"content":" "}}]}`,
	} {
		for what, call := range calls {
			_, err := call(t, served(t, says(200, body)))
			if frontdesk.CodeOf(err) != frontdesk.Unavailable || !frontdesk.FailedExtract(frontdesk.Transcript, err).Again {
				t.Errorf("%s, %s: %v", name, what, err)
			}
			discreet(t, err)
		}
	}
}

func TestAnEndlessAnswerIsNotRead(t *testing.T) {
	for what, call := range calls {
		sent := 0
		_, err := call(t, served(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			_, _ = io.WriteString(w, `{"text":"`)
			for piece := []byte(strings.Repeat("x", 1<<20)); sent < 200<<20; sent += len(piece) {
				if _, err := w.Write(piece); err != nil {
					return
				}
			}
		}))
		if frontdesk.CodeOf(err) != frontdesk.Unavailable || !strings.Contains(err.Error(), "without end") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAnAnswerAsLongAsMayBe(t *testing.T) {
	for over, want := range map[int]frontdesk.Code{0: "", 1: frontdesk.Unavailable} {
		frame := `{"duration":1,"text":""}`
		body := strings.Replace(frame, `""`, `"`+strings.Repeat("x", openai.MaxAnswer-len(frame)+over)+`"`, 1)
		_, err := calls["sound"](t, served(t, says(200, body)))
		if got := frontdesk.CodeOf(err); got != want {
			t.Errorf("%d too many: %v", over, err)
		}
	}
}

func TestAServiceThatIsNotThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	s := &openai.Service{Key: key, BaseURL: "http://" + address + "/v1", SpeechModel: "m", VisionModel: "m"}
	for what, call := range calls {
		if _, err := call(t, s); frontdesk.CodeOf(err) != frontdesk.Unavailable {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestWithoutAModelItSaysSo(t *testing.T) {
	for what, call := range calls {
		if _, err := call(t, &openai.Service{Key: key}); frontdesk.CodeOf(err) != frontdesk.NoEngine {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAServiceWithoutAKey(t *testing.T) {
	s := served(t, func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Authorization"); got != "" {
			t.Errorf("it is sent %q", got)
		}
		says(200, spoken)(w, r)
	})
	s.Key = ""
	if _, err := calls["sound"](t, s); err != nil {
		t.Error(err)
	}
}

// decoded reads a request's JSON.
func decoded(t *testing.T, r *http.Request) (v map[string]any) {
	t.Helper()
	if err := json.NewDecoder(r.Body).Decode(&v); err != nil {
		t.Error(err)
	}
	return v
}
