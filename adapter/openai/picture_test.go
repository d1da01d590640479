package openai_test

import (
	"net/http"
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/adapter/openai"
)

func TestAPictureIsRead(t *testing.T) {
	s := served(t, func(w http.ResponseWriter, r *http.Request) {
		asked := decoded(t, r)
		messages, _ := asked["messages"].([]any)
		if r.URL.Path != "/v1/chat/completions" || asked["model"] != "sees-1" || len(messages) != 2 {
			t.Errorf("%s: %v", r.URL.Path, asked)
			return
		}
		system, user := messages[0].(map[string]any), messages[1].(map[string]any)
		if said, _ := system["content"].(string); system["role"] != "system" || !strings.Contains(said, "NONE") {
			t.Errorf("it is told %v", system)
		}
		parts, _ := user["content"].([]any)
		if len(parts) != 1 || parts[0].(map[string]any)["image_url"].(map[string]any)["url"] != "data:image/png;base64,UE5H" {
			t.Errorf("it is shown %v", user)
		}
		says(200, seen)(w, r)
	})
	e, err := calls["picture"](t, s)
	if err != nil || e.Kind != frontdesk.OCR || e.Status != frontdesk.ExtractOK || e.Text != "Total 12.50" || e.Engine != "openai" || e.Version != "sees-1" || e.Cut != "" {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestAPictureWithoutTextIsEmpty(t *testing.T) {
	for _, said := range []string{"NONE", "none", " NONE.\n", "`NONE`"} {
		e, err := calls["picture"](t, served(t, says(200, strings.Replace(seen, "Total 12.50", strings.ReplaceAll(said, "\n", `\n`), 1))))
		if err != nil || e.Status != frontdesk.ExtractEmpty || e.Text != "" {
			t.Errorf("%q: %+v, %v", said, e, err)
		}
	}
	e, err := calls["picture"](t, served(t, says(200, strings.Replace(seen, "Total 12.50", "NONE of your business", 1))))
	if err != nil || e.Text != "NONE of your business" {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestTextThatIsLongerThanTheModelWrites(t *testing.T) {
	e, err := calls["picture"](t, served(t, says(200, strings.Replace(seen, `"stop"`, `"length"`, 1))))
	if err != nil || e.Cut == "" || e.Text == "" {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestPicturesThatAreNotSent(t *testing.T) {
	s := served(t, func(http.ResponseWriter, *http.Request) { t.Error("it is asked all the same") })
	for name, c := range map[string]struct {
		mime string
		b    []byte
		code frontdesk.Code
	}{
		"a document": {"application/pdf", []byte("x"), frontdesk.Unsupported},
		"nothing":    {"image/png", nil, frontdesk.Damaged},
		"too much":   {"image/png", make([]byte, openai.MaxPicture+1), frontdesk.OverLimit},
	} {
		if _, err := s.ReadPicture(t.Context(), c.mime, c.b); frontdesk.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := served(t, says(200, seen)).ReadPicture(t.Context(), "image/jpeg", make([]byte, openai.MaxPicture)); err != nil {
		t.Errorf("the largest: %v", err)
	}
}
