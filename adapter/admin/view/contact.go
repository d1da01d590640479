// Package view is how an operator's program sees what we know.
//
// Its types are those of the OpenAPI document, apart from our nouns: what a
// program may rely on must not change when a noun does, a credential must have no
// way out, and what somebody took back is not shown by another way. Nothing is
// looked up or decided here.
package view

import (
	"time"

	"frontdesk"
)

// Contact is a person as answered.
type Contact struct {
	ID           frontdesk.ContactID `json:"id"`
	Name         string              `json:"name" doc:"What the operator calls the person."`
	Phone        string              `json:"phone,omitempty" doc:"In E.164."`
	WaID         string              `json:"wa_id,omitempty" doc:"The phone as Meta writes it."`
	UserID       string              `json:"user_id,omitempty" doc:"Meta's business-scoped user id (BSUID)."`
	ParentUserID string              `json:"parent_user_id,omitempty"`
	ProfileName  string              `json:"profile_name,omitempty" doc:"What the person calls themself on WhatsApp. Data from outside."`
	Username     string              `json:"username,omitempty" doc:"The person's WhatsApp username. Data from outside."`
	Metadata     map[string]string   `json:"metadata,omitempty"`
	CreatedAt    time.Time           `json:"created_at"`
	UpdatedAt    time.Time           `json:"updated_at"`
}

// ContactOf shows a contact.
func ContactOf(c frontdesk.Contact) Contact {
	return Contact{
		ID: c.ID, Name: c.Name,
		Phone: string(c.Phone()), WaID: c.Address(frontdesk.AtPhone).WaID,
		UserID: string(c.UserID()), ParentUserID: c.Address(frontdesk.AtParentUserID).Value,
		ProfileName: c.ProfileName, Username: c.Username, Metadata: c.Metadata,
		CreatedAt: c.CreatedAt.UTC(), UpdatedAt: c.UpdatedAt.UTC(),
	}
}
