package fault

import (
	"net/http"
	"strconv"
)

// specialPrefix begins the numbers that always fail in the same way: a German
// mobile prefix, so that every library takes them for real numbers, then one
// digit for the manner and seven for what.
const specialPrefix = "49152"

// A special number is +49152, a digit and seven more:
//
//	+49152 0 CCCCCCC   sending to it is answered with Meta's error CCCCCCC
//	+49152 1 CCCCCCC   it is accepted, and then fails with CCCCCCC
//	+49152 2 000000N   misbehaves in the manner N of this list
//
// So +49152 0 0131026 is not on WhatsApp, and says so at once.
var manners = []struct {
	Digits string `json:"digits"`
	Does   string `json:"does"`
	faults []Fault
}{
	{"0000001", "takes the message, then closes the connection without an answer",
		[]Fault{{On: OnGraph, Do: HangUp, Path: PathMessages, Accepted: true}}},
	{"0000002", "closes the connection without an answer and without taking the message",
		[]Fault{{On: OnGraph, Do: HangUp, Path: PathMessages}}},
	{"0000003", "answers 503 with a page of HTML",
		[]Fault{{On: OnGraph, Do: HTML, Path: PathMessages}}},
	{"0000004", "answers 200 with nothing",
		[]Fault{{On: OnGraph, Do: Empty, Path: PathMessages}}},
	{"0000005", "answers 200 with an error inside",
		[]Fault{{On: OnGraph, Do: OKError, Path: PathMessages, Code: 131000}}},
	{"0000006", "answers with a redirect",
		[]Fault{{On: OnGraph, Do: Redirect, Path: PathMessages}}},
	{"0000007", "takes the message after a minute",
		[]Fault{{On: OnGraph, Do: Hang, Path: PathMessages, Wait: "1m"}}},
	{"0000008", "takes the message and never reports a status",
		[]Fault{{On: OnStatus, Do: Drop}}},
	{"0000009", "reports only that it was sent",
		[]Fault{{On: OnStatus, Do: Drop, Only: "delivered"}, {On: OnStatus, Do: Drop, Only: "read"}}},
	{"0000010", "reports read, delivered, sent, in that order",
		[]Fault{{On: OnStatus, Do: Reverse}}},
	{"0000011", "has the webhook called three times for everything",
		[]Fault{{On: onWebhook, Do: Copies, Size: 3}}},
	{"0000012", "answers 500 with a page of HTML although it took the message",
		[]Fault{{On: OnGraph, Do: HTML, Path: PathMessages, Status: http.StatusInternalServerError, Accepted: true}}},
	{"0000013", "sends files that are gone before they are fetched",
		[]Fault{{On: OnGraph, Do: Vanish, Path: PathMedia}, {On: OnGraph, Do: Vanish, Path: PathDownload}}},
	{"0000014", "sends files whose download breaks halfway",
		[]Fault{{On: OnGraph, Do: Cut, Path: PathDownload}}},
	{"0000015", "sends files whose bytes are not those of their hash",
		[]Fault{{On: OnGraph, Do: WrongHash, Path: PathDownload}}},
	{"0000016", "sends files without an address, only with an id",
		[]Fault{{On: OnMessage, Do: NoURL}}},
	{"0000017", "gets no file: every id sent to it is taken for an expired one",
		[]Fault{{On: OnGraph, Do: Vanish, Path: PathMessages}}},
}

// special gives the faults that belong to a phone number.
func special(phone string) []Fault {
	if len(phone) != len(specialPrefix)+8 || phone[:len(specialPrefix)] != specialPrefix {
		return nil
	}
	manner, what := phone[len(specialPrefix)], phone[len(specialPrefix)+1:]
	code, err := strconv.Atoi(what)
	switch {
	case err != nil:
	case manner == '0':
		return []Fault{{On: OnGraph, Do: GiveError, Path: PathMessages, Code: code}}
	case manner == '1':
		return []Fault{{On: OnStatus, Do: Failed, Code: code}}
	case manner == '2':
		for _, m := range manners {
			if m.Digits == what {
				return m.faults
			}
		}
	}
	return nil
}

// Specials is the table of special numbers, for people and pages.
func Specials() map[string]any {
	return map[string]any{
		"error": "+" + specialPrefix + "0CCCCCCC", "failed": "+" + specialPrefix + "1CCCCCCC",
		"manner": "+" + specialPrefix + "2", "manners": manners,
	}
}
