package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// TestAServiceHears drives the program with an OpenAI-compatible service: what
// it hears becomes the message, it is asked again when it is busy, and what it
// cannot do is said.
func TestAServiceHears(t *testing.T) {
	s := newService(t)
	v := newVisit(t, "OPENAI_BASE_URL="+s.URL+"/v1", "OPENAI_API_KEY=sk-test")
	v.serve("--agent", "echo", "--speech", "openai", "--speech-model", "ears-1", "--ocr", "off")
	for i := range 3 {
		v.register(i)
	}
	note := v.sample("voice.ogg")

	v.show(sender(0), "voice", "", note)
	v.answer(sender(0), `^You said: Due pizze, per favore$`)
	e := v.extract("Sender 0")
	if e.Status != "ok" || e.Engine != "openai ears-1" || e.Language != "it" || e.Seconds < 2 || math.Abs(e.Confidence-math.Exp(-0.3)) > 0.001 {
		t.Errorf("%+v", e)
	}
	if got := s.last(); got.model != "ears-1" || got.key != "Bearer sk-test" || !bytes.Equal(got.sound, note) {
		t.Errorf("the service was asked of %s by %q for %d bytes", got.model, got.key, len(got.sound))
	}

	asked := s.count()
	s.fail(http.StatusServiceUnavailable)
	v.show(sender(1), "voice", "", note)
	v.answer(sender(1), `^You said: Due pizze, per favore$`)
	if n := s.count() - asked; n != 2 {
		t.Errorf("a service that was busy once was asked %d times", n)
	}

	// A service that says no to this sound is not asked for ever.
	asked = s.count()
	s.fail(http.StatusBadRequest)
	v.show(sender(2), "voice", "", note)
	v.answer(sender(2), `^You said: Voice note \(.*could not be transcribed: `)
	if n := s.count() - asked; n != 1 {
		t.Errorf("a service that refused was asked %d times", n)
	}
	if e := v.extract("Sender 2"); e.Status != "failed" || e.Code == "" {
		t.Errorf("%+v", e)
	}
	v.stop()
	if strings.Contains(v.log.String(), "sk-test") {
		t.Error("the key is in the log")
	}
}

// TestAServiceSees: with --ocr openai a model reads pictures, which it is given
// no larger than models look at them.
func TestAServiceSees(t *testing.T) {
	s := newService(t)
	v := newVisit(t, "OPENAI_BASE_URL="+s.URL+"/v1")
	v.serve("--agent", "echo", "--speech", "off", "--ocr", "openai", "--vision-model", "eyes-1")
	for i := range 2 {
		v.register(i)
	}
	v.show(sender(0), "image", "receipt.jpg", v.sample("receipt.jpg"))
	v.answer(sender(0), `^You said: Picture.*the text in it: TOTAL 12\.50`)
	e := v.extract("Sender 0")
	if e.Kind != "ocr" || e.Status != "ok" || e.Engine != "openai eyes-1" || e.Text != "TOTAL 12.50" {
		t.Errorf("%+v", e)
	}
	if got := s.last(); got.model != "eyes-1" || got.side == 0 || got.side > 1568 {
		t.Errorf("%s was shown a picture of %d pixels", got.model, got.side)
	}
	s.see("NONE")
	v.show(sender(1), "image", "landscape.jpg", v.sample("landscape.jpg"))
	v.answer(sender(1), `^You said: Picture \(.*no text found\)$`)
	v.stop()
}

// TestAServiceIsNeeded: an engine that is asked for by name and is not set up is
// told at the start.
func TestAServiceIsNeeded(t *testing.T) {
	v := newVisit(t, "OPENAI_BASE_URL=", "OPENAI_API_KEY=")
	for _, args := range [][]string{{"--speech", "openai"}, {"--ocr", "openai"}} {
		out, err := v.frontdesk(append([]string{"serve"}, args...)...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), args[0]) || !strings.Contains(string(out), "OPENAI_API_KEY") {
			t.Errorf("%v: %v: %s", args, err, out)
		}
	}
}

// shownExtract is what agents see of what was read in a file.
type shownExtract struct {
	Kind, Status, Text, Engine, Language, Code string
	Confidence, Seconds                        float64
}

// extract is what was read in the only file of somebody.
func (v *visit) extract(name string) shownExtract {
	v.Helper()
	var got struct {
		Messages []struct {
			Files []struct{ Extract shownExtract }
		}
	}
	if err := v.desk.tool(v.Context(), "/mcp", "read_whatsapp_messages", fmt.Sprintf(`{"contact":%q}`, name), &got); err != nil {
		v.Fatal(err)
	}
	for _, m := range got.Messages {
		for _, f := range m.Files {
			return f.Extract
		}
	}
	v.Fatalf("%s has no file", name)
	return shownExtract{}
}

// standIn is an OpenAI-compatible service, as far as files need one.
type standIn struct {
	*httptest.Server
	mu     sync.Mutex
	asked  []question
	status []int // answered first, one each
	seen   string
}

// question is what the service was asked.
type question struct {
	key, model string
	sound      []byte
	side       int // of a picture, the longer one
}

func newService(t *testing.T) *standIn {
	s := &standIn{seen: "TOTAL 12.50"}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/audio/transcriptions", s.hear)
	mux.HandleFunc("POST /v1/chat/completions", s.look)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func (s *standIn) fail(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = append(s.status, status)
}

func (s *standIn) see(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = text
}

func (s *standIn) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

func (s *standIn) last() question {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[len(s.asked)-1]
}

// take notes a question, and answers it here if it is to fail.
func (s *standIn) take(w http.ResponseWriter, q question) (failed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, q)
	if len(s.status) == 0 {
		return false
	}
	w.WriteHeader(s.status[0])
	s.status = s.status[1:]
	_, _ = io.WriteString(w, `{"error":{"message":"not now","type":"server_error"}}`)
	return true
}

func (s *standIn) hear(w http.ResponseWriter, r *http.Request) {
	q := question{key: r.Header.Get("Authorization"), model: r.FormValue("model")}
	if f, _, err := r.FormFile("file"); err == nil {
		q.sound, _ = io.ReadAll(f) // what is missing is seen by its length
		_ = f.Close()
	}
	if s.take(w, q) {
		return
	}
	if r.FormValue("response_format") != "verbose_json" {
		http.Error(w, "this stand-in was to be asked for all it knows", http.StatusTeapot)
		return
	}
	_, _ = io.WriteString(w, `{"task":"transcribe","language":"italian","duration":2.5,"text":" Due pizze, per favore ",
		"segments":[{"text":" Due pizze,","avg_logprob":-0.2,"no_speech_prob":0.01},{"text":" per favore","avg_logprob":-0.4,"no_speech_prob":0.02}]}`)
}

func (s *standIn) look(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Model    string
		Messages []struct{ Content json.RawMessage }
	}
	err := json.NewDecoder(r.Body).Decode(&asked)
	q := question{key: r.Header.Get("Authorization"), model: asked.Model}
	for _, m := range asked.Messages {
		side, serr := sideOf(m.Content)
		q.side, err = max(q.side, side), errors.Join(err, serr)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusTeapot)
		return
	}
	if s.take(w, q) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = json.NewEncoder(w).Encode(map[string]any{"choices": []any{map[string]any{"message": map[string]string{"role": "assistant", "content": s.seen}, "finish_reason": "stop"}}})
}

// sideOf is the longer side of the picture in a message; 0 for none.
func sideOf(content json.RawMessage) (int, error) {
	var parts []struct {
		Image struct{ URL string } `json:"image_url"`
	}
	if json.Unmarshal(content, &parts) != nil {
		return 0, nil // words
	}
	for _, p := range parts {
		_, b64, is := strings.Cut(p.Image.URL, ";base64,")
		if !is {
			continue
		}
		b, err := base64.StdEncoding.DecodeString(b64)
		if err != nil {
			return 0, err
		}
		size, _, err := image.DecodeConfig(bytes.NewReader(b))
		return max(size.Width, size.Height), err
	}
	return 0, nil
}
