package view

import (
	"time"

	"frontdesk"
)

// Pending is somebody who wrote and is not registered, as answered.
type Pending struct {
	ID           string                  `json:"id"`
	Integration  frontdesk.IntegrationID `json:"integration" doc:"The business number they wrote to."`
	Phone        string                  `json:"phone,omitempty"`
	WaID         string                  `json:"wa_id,omitempty" doc:"The phone as Meta writes it."`
	UserID       string                  `json:"user_id,omitempty"`
	ParentUserID string                  `json:"parent_user_id,omitempty"`
	ProfileName  string                  `json:"profile_name,omitempty" doc:"What the person calls themself. Data from outside."`
	Username     string                  `json:"username,omitempty" doc:"Data from outside."`
	FirstAt      time.Time               `json:"first_at"`
	LastAt       time.Time               `json:"last_at"`
	Count        int64                   `json:"count" doc:"How often they wrote."`
}

// PendingOf shows somebody who wrote and is not registered.
func PendingOf(p frontdesk.Pending) Pending {
	c := frontdesk.Contact{Addresses: p.Addresses}
	return Pending{
		ID: p.ID, Integration: p.Integration,
		Phone: string(c.Phone()), WaID: c.Address(frontdesk.AtPhone).WaID,
		UserID: string(c.UserID()), ParentUserID: c.Address(frontdesk.AtParentUserID).Value,
		ProfileName: p.ProfileName, Username: p.Username,
		FirstAt: p.FirstAt.UTC(), LastAt: p.LastAt.UTC(), Count: p.Count,
	}
}
