package view

import (
	"strings"
	"time"

	"frontdesk"
)

// Delivery is a message on its way, as answered.
type Delivery struct {
	ID            frontdesk.MessageID      `json:"id" doc:"Also the id of its message."`
	Part          int                      `json:"part"`
	Parts         int                      `json:"parts"`
	State         frontdesk.State          `json:"state" enum:"queued,sending,unknown,sent,delivered,read,played,failed" doc:"How far it has come. unknown: Meta may or may not have it; it is not sent again by itself, and a status may settle it."`
	Contact       frontdesk.ContactID      `json:"contact"`
	Conversation  frontdesk.ConversationID `json:"conversation"`
	Integration   frontdesk.IntegrationID  `json:"integration"`
	By            frontdesk.By             `json:"by" enum:"agent,operator"`
	Type          string                   `json:"type"`
	Text          string                   `json:"text" doc:"What it says, for readers."`
	Key           string                   `json:"idempotency_key,omitempty" doc:"The one it was handed in with here."`
	WAMID         string                   `json:"wamid,omitempty" doc:"Meta's id, once it has taken it."`
	Attempts      int                      `json:"attempts"`
	NextAttemptAt *time.Time               `json:"next_attempt_at,omitempty" doc:"Of a queued one: when it is due."`
	Code          frontdesk.Code           `json:"code,omitempty" doc:"What went wrong last, for programs."`
	Error         string                   `json:"error,omitempty" doc:"And for people."`
	MetaCode      int                      `json:"meta_code,omitempty" doc:"Meta's number for it."`
	CreatedAt     time.Time                `json:"created_at"`
	UpdatedAt     time.Time                `json:"updated_at"`
	Trace         string                   `json:"trace,omitempty" doc:"Follows it through the log."`
}

// OperatorsKey begins the keys of what operators send, apart from agents' and
// this program's own. It is not shown.
const OperatorsKey = "admin:"

// DeliveryOf shows a delivery.
func DeliveryOf(d frontdesk.Delivery) Delivery {
	v := Delivery{
		ID: d.ID, Part: d.Part, Parts: d.Parts, State: d.State, Contact: d.Contact, Conversation: d.Conversation, Integration: d.Integration,
		By: d.By, Type: d.Content.Type(), Text: d.Content.Line(), WAMID: d.WAMID, Attempts: d.Attempts,
		Code: d.Code, Error: d.Problem, MetaCode: d.MetaCode, CreatedAt: d.CreatedAt.UTC(), UpdatedAt: d.UpdatedAt.UTC(), Trace: d.Trace,
	}
	if key, ours := strings.CutPrefix(d.Key, OperatorsKey); ours {
		v.Key = key
	}
	if d.State == frontdesk.Queued {
		at := d.NextAt.UTC()
		v.NextAttemptAt = &at
	}
	return v
}
