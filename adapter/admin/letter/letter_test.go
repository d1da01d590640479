package letter

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"frontdesk"
)

var now = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// clerk has one picture, which says how it was asked for, and one message of c1.
func clerk() Clerk {
	return Clerk{
		Fit: func(_ context.Context, id frontdesk.FileID, as string) (frontdesk.Attachment, []string, error) {
			if id != "f1" {
				return frontdesk.Attachment{}, nil, frontdesk.Errorf(frontdesk.NotFound, "there is no file %s", id)
			}
			return frontdesk.Attachment{Media: frontdesk.Image, File: id}, []string{"as " + as}, nil
		},
		Message: func(_ context.Context, id frontdesk.MessageID) (frontdesk.Message, error) {
			return frontdesk.Message{ID: id, WAMID: "wamid.1", Contact: "c1", Integration: "i1", Direction: frontdesk.In, At: now, Content: frontdesk.Text{Body: "hi"}}, nil
		},
		Now: func() time.Time { return now },
	}
}

// written is what a letter to c1 becomes.
func written(t *testing.T, letter string) (frontdesk.Draft, []string, error) {
	t.Helper()
	var l Letter
	if err := json.Unmarshal([]byte(letter), &l); err != nil {
		t.Fatal(err)
	}
	d := frontdesk.Draft{To: "c1"}
	notes, err := clerk().Write(t.Context(), &d, l)
	return d, notes, err
}

func TestAFileIsMadeFitForItsType(t *testing.T) {
	for kind, as := range map[string]string{"file": "auto", "image": "image", "document": "document", "voice": "voice", "sticker": "sticker"} {
		d, notes, err := written(t, `{"type":"`+kind+`","`+kind+`":{"file_id":"f1","caption":"c"}}`)
		if a, ok := d.Content.(frontdesk.Attachment); err != nil || !ok || a.File != "f1" || a.Caption != "c" || !slices.Equal(notes, []string{"as " + as}) {
			t.Errorf("%s became %+v with %q, %v", kind, d.Content, notes, err)
		}
	}
	for _, kind := range []string{"audio", "video"} { // which no picture is
		if _, _, err := written(t, `{"type":"`+kind+`","`+kind+`":{"file_id":"f1"}}`); frontdesk.CodeOf(err) != frontdesk.Unsupported {
			t.Errorf("a picture as %s: %v", kind, err)
		}
	}
}

func TestEveryFileOfAQuestionIsMadeFit(t *testing.T) {
	d, notes, err := written(t, `{"type":"interactive","interactive":{"kind":"cards","header_file":{"file_id":"f1"},"cards":[{"header_file":{"file_id":"f1"}},{"sku":"S"}]}}`)
	q, ok := d.Content.(frontdesk.Interactive)
	if err != nil || !ok || len(notes) != 2 || q.Figure.File != "f1" || q.Cards[0].Figure.File != "f1" || q.Cards[1].Figure != nil {
		t.Errorf("%+v with %q, %v", d.Content, notes, err)
	}
}

func TestWhatIsAtFaultIsNamed(t *testing.T) {
	for letter, field := range map[string]string{
		`{"type":"text"}`: "text",
		`{"type":"text","text":{"body":"x"},"location":{}}`:                                                                  "location",
		`{"type":"image","image":{"file_id":"f2"}}`:                                                                          "image.file_id",
		`{"type":"interactive","interactive":{"header_file":{"file_id":"f2"}}}`:                                              "interactive.header_file.file_id",
		`{"type":"interactive","interactive":{"cards":[{"header_file":{"file_id":"f1"}},{"header_file":{"file_id":"f2"}}]}}`: "interactive.cards[1].header_file.file_id",
	} {
		if d, _, err := written(t, letter); err == nil || frontdesk.Foreseen(err).Field != field || d.Content != nil {
			t.Errorf("%s: %v, content %v", letter, err, d.Content)
		}
	}
}

func TestAReactionGoesWhereItsMessageIs(t *testing.T) {
	d, _, err := written(t, `{"type":"reaction","reaction":{"message_id":"m1","emoji":"👍"}}`)
	if err != nil || d.Integration != "i1" || d.Content != (frontdesk.Reaction{To: "wamid.1", Emoji: "👍"}) {
		t.Errorf("%+v, %v", d, err)
	}
	for name, elsewhere := range map[string]frontdesk.Draft{"another person": {To: "c2"}, "another number": {To: "c1", Integration: "i2"}} {
		_, err := clerk().Write(t.Context(), &elsewhere, Letter{Type: "reaction", Reaction: &Emoji{Message: "m1"}})
		if frontdesk.CodeOf(err) != frontdesk.Invalid || frontdesk.Foreseen(err).Field != "reaction.message_id" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
