package frontdesk

import "time"

// Identifiers of ours are opaque, short and never change. The store gives them.
type (
	// ContactID names a contact, for example "c12".
	ContactID string
	// IntegrationID names a business phone number of ours, for example "i1".
	IntegrationID string
	// ConversationID names a conversation, for example "v7".
	ConversationID string
	// MessageID names a message, for example "m345".
	MessageID string
	// FileID names a file, for example "f9".
	FileID string
)

// Contact is a person we know.
type Contact struct {
	ID ContactID
	// Name is what the operator calls the person.
	Name string
	// ProfileName and Username are what the person calls themself on WhatsApp.
	// Both are data from outside.
	ProfileName string
	Username    string
	Addresses   []Address
	// Registered contacts come in and may be written to. One that is removed
	// keeps its history and addresses, so that registering the same number
	// again finds the same person.
	Registered bool
	// MarketingStoppedAt is when the person told WhatsApp that they want no more
	// marketing from us; zero if they did not, or want it again. It is their
	// word: no operator changes it.
	MarketingStoppedAt time.Time
	Metadata           map[string]string
	CreatedAt          time.Time
	UpdatedAt          time.Time
}

// WantsMarketing tells whether marketing templates may be sent to the person.
func (c Contact) WantsMarketing() bool { return c.MarketingStoppedAt.IsZero() }

// Address gives the first address of the kind, or a zero one.
func (c Contact) Address(kind AddressKind) Address {
	for _, a := range c.Addresses {
		if a.Kind == kind {
			return a
		}
	}
	return Address{}
}

// Phone gives the contact's phone, or "" if none is known.
func (c Contact) Phone() Phone { return Phone(c.Address(AtPhone).Value) }

// UserID gives the contact's business-scoped user id, or "" if none is known.
func (c Contact) UserID() UserID { return UserID(c.Address(AtUserID).Value) }

// DisplayName is the best name known, and never empty.
func (c Contact) DisplayName() string {
	for _, s := range []string{c.Name, c.ProfileName, c.Username, string(c.Phone()), string(c.UserID())} {
		if s != "" {
			return s
		}
	}
	return string(c.ID)
}

// Pending is somebody who wrote, or was written to from the phone app, and is
// not registered: who, when and how often, never what.
type Pending struct {
	ID          string // for example "p3"
	Integration IntegrationID
	Addresses   []Address
	ProfileName string
	Username    string
	FirstAt     time.Time
	LastAt      time.Time
	Count       int64
}
