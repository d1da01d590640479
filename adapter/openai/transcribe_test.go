package openai_test

import (
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/adapter/openai"
)

func TestASoundIsTranscribed(t *testing.T) {
	s := served(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1/audio/transcriptions" || r.Header.Get("Authorization") != "Bearer "+key {
			t.Errorf("%s with %q", r.URL.Path, r.Header.Get("Authorization"))
		}
		f, head, err := r.FormFile("file")
		if err != nil {
			t.Error(err)
			return
		}
		b, _ := io.ReadAll(f)
		if string(b) != "OggS and more" || head.Filename != "sound.ogg" || head.Header.Get("Content-Type") != "audio/ogg" {
			t.Errorf("it is sent %q as %q, %v", b, head.Filename, head.Header)
		}
		if r.FormValue("model") != "whisper-1" || r.FormValue("language") != "en" || r.FormValue("response_format") != "verbose_json" {
			t.Errorf("it is asked for %v", r.Form)
		}
		says(200, spoken)(w, r)
	})
	e, err := s.Transcribe(t.Context(), "../My \"voice\r\nX: y\".OGG", strings.NewReader("OggS and more"), "en")
	if err != nil {
		t.Fatal(err)
	}
	if e.Kind != frontdesk.Transcript || e.Status != frontdesk.ExtractOK || e.Text != "Two pizzas, please." || e.Engine != "openai" || e.Version != "whisper-1" {
		t.Errorf("%+v", e)
	}
	if e.Language != "en" || e.Seconds != 3.54 || math.Abs(e.Confidence-math.Exp(-0.3)) > 1e-9 {
		t.Errorf("%+v", e)
	}
}

func TestWhatHasNoSpeechIsEmpty(t *testing.T) {
	segment := func(noSpeech, logprob float64) string {
		return fmt.Sprintf(`{"text":"Thank you.","avg_logprob":%v,"no_speech_prob":%v}`, logprob, noSpeech)
	}
	for name, c := range map[string]struct {
		text, segments string
		want           frontdesk.ExtractStatus
	}{
		"no text":                       {"", "", frontdesk.ExtractEmpty},
		"surely none":                   {"Thank you.", segment(0.8, -0.3), frontdesk.ExtractEmpty},
		"perhaps none, and unsure":      {"Thank you.", segment(0.6, -1), frontdesk.ExtractEmpty},
		"perhaps none, but sure":        {"Thank you.", segment(0.79, -0.99), frontdesk.ExtractOK},
		"some, and unsure":              {"Thank you.", segment(0.59, -2), frontdesk.ExtractOK},
		"none at first, but later some": {"Thank you.", segment(0.9, -1) + "," + segment(0.1, -0.2), frontdesk.ExtractOK},
	} {
		e, err := calls["sound"](t, served(t, says(200, fmt.Sprintf(`{"text":%q,"duration":2,"language":"xx","segments":[%s]}`, c.text, c.segments))))
		if err != nil || e.Status != c.want || (e.Text == "") != (c.want == frontdesk.ExtractEmpty) || e.Seconds != 2 {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
}

func TestLanguagesAreCodes(t *testing.T) {
	for said, want := range map[string]string{
		"english": "en", "German": "de", "haitian creole": "ht", "cantonese": "yue", "en": "en", "pt-BR": "pt", "haw": "haw", "": "", "klingonese": "", "??": "",
	} {
		e, err := calls["sound"](t, served(t, says(200, fmt.Sprintf(`{"text":"x","duration":1,"language":%q}`, said))))
		if err != nil || e.Language != want {
			t.Errorf("%q is %q, %v", said, e.Language, err)
		}
	}
}

// TestAModelThatHasNoVerboseForm is asked in the plain one, with all the bytes
// again.
func TestAModelThatHasNoVerboseForm(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		status frontdesk.ExtractStatus
		code   frontdesk.Code
	}{
		"words": {`{"text":"hello"}`, frontdesk.ExtractOK, ""},
		"none":  {`{"text":""}`, frontdesk.ExtractEmpty, ""},
		"error": {`{"error":{"message":"busy"}}`, "", frontdesk.Unavailable},
		"else":  {`{}`, "", frontdesk.Unavailable},
	} {
		for kind, r := range map[string]io.Reader{"file": strings.NewReader("OggS"), "stream": io.MultiReader(strings.NewReader("OggS"))} {
			var forms []string
			s := served(t, func(w http.ResponseWriter, r *http.Request) {
				f, _, err := r.FormFile("file")
				if err != nil {
					t.Error(err)
					return
				}
				b, _ := io.ReadAll(f)
				forms = append(forms, r.FormValue("response_format")+":"+string(b))
				if len(forms) == 1 {
					says(400, `{"error":{"message":"response_format 'verbose_json' is not compatible with this model","param":"response_format"}}`)(w, r)
					return
				}
				says(200, c.answer)(w, r)
			})
			e, err := s.Transcribe(t.Context(), "a.ogg", r, "")
			if frontdesk.CodeOf(err) != c.code || e.Status != c.status || strings.Join(forms, " ") != "verbose_json:OggS json:OggS" {
				t.Errorf("%s, %s: %v, %+v, %v", name, kind, forms, e, err)
			}
		}
	}
}

// zeros is a sound without end.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestTheLargestSound(t *testing.T) {
	for over, want := range map[int64]frontdesk.Code{0: "", 1: frontdesk.OverLimit} {
		for kind, r := range map[string]io.Reader{
			"stream": io.LimitReader(zeros{}, openai.MaxSound+over),
			"file":   io.NewSectionReader(blank{}, 0, openai.MaxSound+over),
		} {
			asked := false
			_, err := served(t, func(w http.ResponseWriter, r *http.Request) { asked = true; says(200, spoken)(w, r) }).
				Transcribe(t.Context(), "a.wav", r, "")
			if frontdesk.CodeOf(err) != want || asked != (want == "") {
				t.Errorf("%s, %d too many: %v", kind, over, err)
			}
			if want != "" && !strings.Contains(frontdesk.Sentence(err), "25 MB") {
				t.Errorf("the limit is not named: %v", err)
			}
		}
	}
}

type blank struct{}

func (blank) ReadAt(b []byte, _ int64) (int, error) { clear(b); return len(b), nil }

func TestASoundThatCannotBeRead(t *testing.T) {
	broken := errors.New("the disk is broken")
	s := served(t, says(200, spoken))
	for kind, r := range map[string]io.Reader{"stream": failing{broken}, "file": io.NewSectionReader(failing{broken}, 0, 100)} {
		if _, err := s.Transcribe(t.Context(), "a.ogg", r, ""); !errors.Is(err, broken) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	_, err := s.Transcribe(t.Context(), "a.ogg", strings.NewReader(""), "")
	if frontdesk.CodeOf(err) != frontdesk.Damaged {
		t.Errorf("%v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func (f failing) ReadAt([]byte, int64) (int, error) { return 0, f.err }
