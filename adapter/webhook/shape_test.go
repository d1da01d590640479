package webhook

import (
	"strings"
	"testing"

	"frontdesk"
)

// What Meta documents in one shape has come in others; a message is not lost by
// it.
func TestOddShapesAreReadAllTheSame(t *testing.T) {
	for said, want := range map[string]frontdesk.Content{
		`"type":"audio","audio":{"id":"1","voice":"true"}`:                           frontdesk.Attachment{Media: frontdesk.Audio, MediaID: "1", Voice: true},
		`"type":"audio","audio":{"id":"1","voice":null}`:                             frontdesk.Attachment{Media: frontdesk.Audio, MediaID: "1"},
		`"type":"audio","audio":{"id":"1","voice":{}}`:                               frontdesk.Attachment{Media: frontdesk.Audio, MediaID: "1"},
		`"type":"sticker","sticker":{"id":2,"animated":1}`:                           frontdesk.Attachment{Media: frontdesk.Sticker, MediaID: "2", Animated: true},
		`"type":"sticker","sticker":{"id":"2","animated":"false"}`:                   frontdesk.Attachment{Media: frontdesk.Sticker, MediaID: "2"},
		`"type":"text","text":{"body":42}`:                                           frontdesk.Text{Body: "42"},
		`"type":"interactive","interactive":{"button_reply":{"id":"a","title":"T"}}`: frontdesk.Choice{From: "button_reply", ID: "a", Title: "T"},
		`"type":"interactive","interactive":{"list_reply":{"id":"a","title":"T"}}`:   frontdesk.Choice{From: "list_reply", ID: "a", Title: "T"},
		`"type":"interactive","interactive":{"type":"call_permission_reply","call_permission_reply":{"response":"accept","is_permanent":"true"}}`: frontdesk.CallPermission{Response: "accept", Permanent: true},
	} {
		heard, err := parser.Parse(wrap(`{"from":"1","id":"wamid.1","timestamp":"1",` + said + `}`))
		if err != nil || len(heard) != 1 || heard[0].Message == nil {
			t.Errorf("%s: %+v, %v", said, heard, err)
		} else if got := heard[0].Message.Content; got != want {
			t.Errorf("%s is read as %#v, want %#v", said, got, want)
		}
	}
}

func TestForwardedMarksAreReadAsWords(t *testing.T) {
	heard, err := parser.Parse(wrap(`{"from":"1","id":"w","type":"text","text":{"body":"x"},"context":{"id":"q","forwarded":"true"}}`))
	if err != nil || len(heard) != 1 || heard[0].Message == nil || !heard[0].Message.Forwarded || heard[0].Message.ReplyTo != "q" {
		t.Errorf("%+v, %v", heard, err)
	}
}

// A card may come as nothing but a vCard.
func TestACardIsReadFromItsVCard(t *testing.T) {
	vcard := `BEGIN:VCARD\r\nVERSION:3.0\r\nN:Luna;Zoe;;;\r\nFN:Zoe\r\n  Luna\r\nitem1.TEL;type=CELL:+39 333 1\r\nTEL:\r\nEND:VCARD`
	for said, want := range map[string]string{
		`{"vcard":"` + vcard + `"}`: "Contact: Zoe Luna +39 333 1",
		`{"name":{"formatted_name":"Z"},"phones":[{"phone":"+34 6"}],"vcard":"` + vcard + `"}`: "Contact: Z +34 6",
		`{"vcard":"no card"}`: "Contact: (no name)",
	} {
		heard, err := parser.Parse(wrap(`{"from":"1","id":"w","type":"contacts","contacts":[` + said + `]}`))
		if err != nil || len(heard) != 1 || heard[0].Message == nil {
			t.Fatalf("%+v, %v", heard, err)
		}
		if got := heard[0].Message.Content.Line(); got != want {
			t.Errorf("%s is told as %q, want %q", said, got, want)
		}
	}
}

// failedWith reads a status that says failed.
func failedWith(t *testing.T, errors string) *frontdesk.Error {
	t.Helper()
	p := Parser{Problem: func(code int, details string) *frontdesk.Error {
		is := map[int]frontdesk.Code{1: frontdesk.Uncertain, 2: frontdesk.Busy, 3: frontdesk.Throttled, 4: frontdesk.PairThrottled}[code]
		return frontdesk.Errorf(is, "said %s", details).WithMeta(code).WithNext("it is tried again by itself")
	}}
	body := strings.Replace(string(wrap("")), `"messages":[]`, `"statuses":[{"id":"w","status":"failed","timestamp":"1"`+errors+`}]`, 1)
	heard, err := p.Parse([]byte(body))
	if err != nil || len(heard) != 1 || heard[0].Status == nil {
		t.Fatalf("%s: %+v, %v", errors, heard, err)
	}
	return heard[0].Status.Problem
}

func TestAFailureAlwaysSaysSomething(t *testing.T) {
	for _, errors := range []string{``, `,"errors":[]`, `,"errors":null`, `,"errors":"x"`, `,"errors":[7]`} {
		if p := failedWith(t, errors); p == nil || p.Code != frontdesk.Rejected || p.Message == "" || p.Next == "" {
			t.Errorf("%q: %+v", errors, p)
		}
	}
	if p := failedWith(t, `,"errors":[{"code":"9","title":"Told","error_data":"in words"}]`); p == nil || p.Meta != 9 || p.Message != "said in words" {
		t.Errorf("error_data as a text: %+v", p)
	}
}

// What failed after Meta had taken it is neither in doubt nor tried again.
func TestAFailureAfterAcceptanceIsSettled(t *testing.T) {
	for code, want := range map[string]frontdesk.Code{"1": frontdesk.Busy, "2": frontdesk.Busy, "3": frontdesk.Throttled, "4": frontdesk.PairThrottled} {
		p := failedWith(t, `,"errors":[{"code":`+code+`,"title":"x"}]`)
		if p == nil || p.Code != want || strings.Contains(p.Next, "by itself") || !strings.Contains(p.Next, "send it again") {
			t.Errorf("%s: %+v", code, p)
		}
	}
}

// What an operator is told of an update that could not be read is in plain
// words, and names nothing of this program's inside.
func TestWhyAnUpdateCannotBeReadIsInPlainWords(t *testing.T) {
	for body, want := range map[string]string{
		`{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":[]}]}]}`: "it has an array where something else is expected",
		`{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages"}]}]}`:            "it is no JSON, or not all of it",
		`{"object":"whatsapp_business_account","entry":[7]}`:                                             "it has a number where something else is expected",
		string(wrap(`{"from":{"a":1},"id":"x"}`)):                                                        "it has an object where something else is expected",
	} {
		heard, err := parser.Parse([]byte(body))
		if err != nil || len(heard) != 1 || heard[0].Problem == nil {
			t.Errorf("%s: %+v, %v", body, heard, err)
		} else if says := heard[0].Problem.Message; !strings.Contains(says, want) || strings.Contains(says, "Go ") || strings.Contains(says, "webhook") {
			t.Errorf("%s: %q, want %q", body, says, want)
		}
	}
	if _, err := parser.Parse([]byte("nope")); err == nil || !strings.Contains(frontdesk.Foreseen(err).Message, "it is no JSON") {
		t.Errorf("no JSON at all: %v", err)
	}
}
