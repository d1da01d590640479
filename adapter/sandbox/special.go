package sandbox

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
		[]Fault{{On: onGraph, Do: hangUp, Path: "messages", Accepted: true}}},
	{"0000002", "closes the connection without an answer and without taking the message",
		[]Fault{{On: onGraph, Do: hangUp, Path: "messages"}}},
	{"0000003", "answers 503 with a page of HTML",
		[]Fault{{On: onGraph, Do: html, Path: "messages"}}},
	{"0000004", "answers 200 with nothing",
		[]Fault{{On: onGraph, Do: empty, Path: "messages"}}},
	{"0000005", "answers 200 with an error inside",
		[]Fault{{On: onGraph, Do: okError, Path: "messages", Code: 131000}}},
	{"0000006", "answers with a redirect",
		[]Fault{{On: onGraph, Do: redirect, Path: "messages"}}},
	{"0000007", "takes the message after a minute",
		[]Fault{{On: onGraph, Do: hang, Path: "messages", Wait: "1m"}}},
	{"0000008", "takes the message and never reports a status",
		[]Fault{{On: onStatus, Do: drop}}},
	{"0000009", "reports only that it was sent",
		[]Fault{{On: onStatus, Do: drop, Only: Delivered}, {On: onStatus, Do: drop, Only: Read}}},
	{"0000010", "reports read, delivered, sent, in that order",
		[]Fault{{On: onStatus, Do: reverse}}},
	{"0000011", "has the webhook called three times for everything",
		[]Fault{{On: onWebhook, Do: copies, Size: 3}}},
	{"0000012", "answers 500 with a page of HTML although it took the message",
		[]Fault{{On: onGraph, Do: html, Path: "messages", Status: http.StatusInternalServerError, Accepted: true}}},
	{"0000013", "sends files that are gone before they are fetched",
		[]Fault{{On: onGraph, Do: vanish, Path: pathMedia}, {On: onGraph, Do: vanish, Path: pathDownload}}},
	{"0000014", "sends files whose download breaks halfway",
		[]Fault{{On: onGraph, Do: cut, Path: pathDownload}}},
	{"0000015", "sends files whose bytes are not those of their hash",
		[]Fault{{On: onGraph, Do: wrongHash, Path: pathDownload}}},
	{"0000016", "sends files without an address, only with an id",
		[]Fault{{On: onMessage, Do: noURL}}},
	{"0000017", "gets no file: every id sent to it is taken for an expired one",
		[]Fault{{On: onGraph, Do: vanish, Path: pathMessages}}},
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
		return []Fault{{On: onGraph, Do: giveError, Path: "messages", Code: code}}
	case manner == '1':
		return []Fault{{On: onStatus, Do: failed, Code: code}}
	case manner == '2':
		for _, m := range manners {
			if m.Digits == what {
				return m.faults
			}
		}
	}
	return nil
}

// listSpecial shows the table, for people and pages.
func (s *Sandbox) listSpecial(w http.ResponseWriter, _ *http.Request) error {
	return answer(w, http.StatusOK, object{
		"error": "+" + specialPrefix + "0CCCCCCC", "failed": "+" + specialPrefix + "1CCCCCCC",
		"manner": "+" + specialPrefix + "2", "manners": manners,
	})
}
