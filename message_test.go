package frontdesk_test

import (
	"testing"
	"time"

	"frontdesk"
)

func TestTheTextOfAMessageNamesWhatItIsAbout(t *testing.T) {
	at := time.Date(2026, 5, 4, 10, 2, 0, 0, time.UTC)
	about := &frontdesk.Message{ID: "m1", WAMID: "wamid.1", At: at, Content: frontdesk.Text{Body: "Which day?"}}
	note := frontdesk.Message{Content: frontdesk.Attachment{Media: frontdesk.Audio, Voice: true, File: "f1"}, About: about, Files: []frontdesk.File{
		{ID: "f1", State: frontdesk.FileKept, Extract: &frontdesk.Extract{Kind: frontdesk.Transcript, Status: frontdesk.ExtractOK, Text: "on Monday"}},
	}}
	for want, m := range map[string]frontdesk.Message{
		"(nothing)":                        {},
		"Monday":                           {Content: frontdesk.Text{Body: "Monday"}, ReplyTo: "wamid.unknown"},
		"In reply to ‘Which day?’: Monday": {Content: frontdesk.Text{Body: "Monday"}, About: about},
		"In reply to ‘Which day?’: on Monday":               note,
		"Reacted 👍 to ‘Which day?’":                         {Content: frontdesk.Reaction{To: "wamid.1", Emoji: "👍"}, About: about},
		"Chose ‘Mon’ under your message of 10:02":           {Content: frontdesk.Choice{From: "button", Title: "Mon"}, About: about},
		"Tuesday (edited)":                                  {Content: frontdesk.Text{Body: "Tuesday"}, EditedAt: at},
		"In reply to ‘Which day?’: Tuesday (edited)":        {Content: frontdesk.Text{Body: "Tuesday"}, EditedAt: at, About: about},
		"Edited ‘Which day?’, which now says: Which month?": {Content: frontdesk.Edit{Of: "wamid.1", Now: frontdesk.Text{Body: "Which month?"}}, About: about},
		frontdesk.Deleted:                                   {Content: frontdesk.Text{Body: "a secret"}, RevokedAt: at, EditedAt: at, About: about},
	} {
		if got := m.Text(); got != want {
			t.Errorf("the text is %q, want %q", got, want)
		}
	}
}

func TestAMessageNamesWhatItIsAbout(t *testing.T) {
	for want, m := range map[string]frontdesk.Message{
		"":       {Content: frontdesk.Text{}},
		"quoted": {Content: frontdesk.Text{}, ReplyTo: "quoted"},
		"to":     {Content: frontdesk.Reaction{To: "to"}, ReplyTo: "quoted"},
		"edited": {Content: frontdesk.Edit{Of: "edited"}},
		"gone":   {Content: frontdesk.Revoke{Of: "gone"}},
	} {
		if got := m.Names(); got != want {
			t.Errorf("%v names %q, want %q", m.Content, got, want)
		}
	}
}

func TestMarketingIsWantedUntilStopped(t *testing.T) {
	if !(frontdesk.Contact{}).WantsMarketing() || (frontdesk.Contact{MarketingStoppedAt: time.Now()}).WantsMarketing() {
		t.Error("the person's word is read the wrong way round")
	}
}
