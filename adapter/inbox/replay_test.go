package inbox_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/adapter/graph"
	"frontdesk/adapter/inbox"
	"frontdesk/adapter/webhook"
	"frontdesk/contacts"
	"frontdesk/store"
)

type again struct{ *store.DB }

func (a again) Reread(ctx context.Context, ids []frontdesk.UpdateID, f func(context.Context, inbox.Tx, []frontdesk.Update) error) (int, error) {
	return a.DB.Reread(ctx, ids, func(ctx context.Context, tx *store.Tx, us []frontdesk.Update) error { return f(ctx, tx, us) })
}

// older makes the desk read as a version did that knew less: no reactions, and
// none of what names "later".
func (d *desk) older() {
	now := webhook.Parser{Problem: graph.Problem}.Parse
	d.inbox.Parse = map[string]func([]byte) ([]frontdesk.Heard, error){frontdesk.CloudAPI: func(body []byte) ([]frontdesk.Heard, error) {
		heard, err := now(body)
		for i, h := range heard {
			if h.Message == nil {
				continue
			}
			if _, is := h.Message.Content.(frontdesk.Reaction); is {
				h.Message.Content = frontdesk.Unknown{Kind: "reaction", Raw: body}
			}
			if strings.Contains(h.Message.Text(), "later") {
				heard[i] = frontdesk.Heard{Number: h.Number, Problem: frontdesk.Errorf(frontdesk.Invalid, "a message cannot be read")}
			}
		}
		if strings.Contains(string(body), "another age") {
			return nil, frontdesk.Errorf(frontdesk.Invalid, "the body cannot be read")
		}
		return heard, err
	}}
}

func (d *desk) newer() {
	d.inbox.Parse = map[string]func([]byte) ([]frontdesk.Heard, error){frontdesk.CloudAPI: webhook.Parser{Problem: graph.Problem}.Parse}
	d.inbox.Again = again{d.db}
}

func (d *desk) replay() inbox.Replayed {
	d.Helper()
	r, err := d.inbox.Replay(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	return r
}

func reaction(id, to string) string {
	return `{"from":"16505551234","id":"` + id + `","timestamp":"1779980000","type":"reaction","reaction":{"message_id":"` + to + `","emoji":"👍"}}`
}

func TestALaterVersionReadsAgain(t *testing.T) {
	d := newDesk(t)
	d.register("Ada", ada)
	at := time.Unix(1779980000, 0)
	d.older()
	d.hear(messages(text("16505551234", "a", "plain", at)))
	d.hear(messages(reaction("r", "a")))
	d.hear(messages(text("16505551234", "b", "read later", at), text("4915112345678", "s", "a stranger", at), text("16505551234", "reset", "reset", at)))
	d.hear(messages(text("16505551234", "c", "of another age", at)))
	d.hear(`{"object":"nonsense"}`)
	d.handed()
	unreadable := len(d.events(frontdesk.UnreadableUpdate))

	d.register("Sam", contacts.PhoneAddress("+4915112345678")) // who was rejected rightly
	d.newer()
	if got, want := d.replay(), (inbox.Replayed{Updates: 4, Changed: 1, Heard: 2, Unread: 1}); got != want {
		t.Errorf("replayed %+v, want %+v", got, want)
	}
	want := "c1 1.1 plain\nc1 1.2 Reacted 👍 to ‘plain’\nc1 2.4 read later\nc1 2.5 of another age\n"
	if got := d.said(); got != want {
		t.Errorf("kept\n%swant\n%s", got, want)
	}
	if got := d.handed(); got != "read later\nof another age" {
		t.Errorf("the agent is handed %q", got)
	}
	if got := len(d.events(frontdesk.UnreadableUpdate)); got != unreadable {
		t.Errorf("the operator is told %d times of what cannot be read, want %d", got, unreadable)
	}
	if got := len(d.events(frontdesk.SessionStarted)); got != 1 {
		t.Errorf("%d sessions began", got)
	}
	if got, want := d.replay(), (inbox.Replayed{Updates: 1, Unread: 1}); got != want {
		t.Errorf("done again %+v, want %+v", got, want)
	}
	if got := d.said(); got != want {
		t.Errorf("done again, kept\n%s", got)
	}
}

func TestWhatIsGoneFromTheLogIsCounted(t *testing.T) {
	d := newDesk(t)
	d.register("Ada", ada)
	d.older()
	d.hear(messages(reaction("r", "a")))
	if n, err := d.db.Prune(t.Context(), time.Now().Add(time.Hour)); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	d.newer()
	if got, want := d.replay(), (inbox.Replayed{Gone: 1}); got != want {
		t.Errorf("replayed %+v, want %+v", got, want)
	}
	if got := d.said(); got != "c1 1.1 A message of a kind not yet known (reaction)\n" {
		t.Errorf("kept %q", got)
	}
}

func TestManyAreReadAgainInBatches(t *testing.T) {
	d := newDesk(t)
	d.register("Ada", ada)
	d.older()
	const many = 2*inbox.Batch + 3
	for i := range many {
		d.hear(messages(reaction(fmt.Sprint("r", i), "a")))
	}
	d.newer()
	if got, want := d.replay(), (inbox.Replayed{Updates: many, Changed: many}); got != want {
		t.Errorf("replayed %+v, want %+v", got, want)
	}
	if got := d.replay(); got != (inbox.Replayed{}) {
		t.Errorf("done again %+v", got)
	}
}

func TestAnEchoReadAgainTakesNobodysPlace(t *testing.T) {
	d, ada := newBranch(t)
	d.inbox.Parse = map[string]func([]byte) ([]frontdesk.Heard, error){frontdesk.CloudAPI: func([]byte) ([]frontdesk.Heard, error) {
		return nil, frontdesk.Errorf(frontdesk.Invalid, "not yet")
	}}
	d.hearFile("field_smb_message_echoes")
	d.newer()
	d.replay()
	if v := d.conversation(ada); v.Mode != frontdesk.Automatic || len(d.messages()) != 1 {
		t.Errorf("the conversation is %+v", v)
	}
}
