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
	// FileID names the bytes of a file, for example "f9".
	FileID string
)

// Phone is a number in E.164: a plus sign and 7 to 15 digits. What people type
// becomes one only through contacts.ParsePhone, which knows the world's
// numbering plans.
type Phone string

// Digits gives the number without its plus sign, as Meta writes a wa_id.
func (p Phone) Digits() string {
	if len(p) > 0 && p[0] == '+' {
		return string(p[1:])
	}
	return string(p)
}

// UserID is a business-scoped user id (BSUID) as Meta sent it, for example
// "US.13491208655302741918". It outlives changes of username and is new when
// the person changes phone number.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
type UserID string

// AddressKind says what an address is.
type AddressKind string

// The kinds of address.
const (
	AtPhone        AddressKind = "phone"
	AtUserID       AddressKind = "user_id"
	AtParentUserID AddressKind = "parent_user_id"
)

// Address is where a person can be reached or recognised. Either kind may be
// missing and either may change; the person stays.
type Address struct {
	Kind AddressKind
	// Value is the address for people: a [Phone], or a [UserID] as sent.
	Value string
	// WaID is the phone as Meta writes it (digits, and not always what the
	// numbering plan says). It is kept as sent, never normalised, and preferred
	// for sending. Empty until Meta has written it, and for user ids.
	WaID string
	// Match is equal for two spellings of one address, and for nothing else:
	// Brazil's ninth digit and Mexico's and Argentina's mobile prefix do not
	// make two people of one. contacts computes it; the store keeps it unique.
	Match string
}

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

// Integration is one business phone number of ours, and how to speak for it.
type Integration struct {
	ID   IntegrationID
	Kind string // the transport, CloudAPI for now
	Name string

	PhoneNumberID     string // Meta's id of the number; updates are routed by it
	BusinessAccountID string // the WhatsApp Business Account (WABA)
	DisplayPhone      string // the number for people, as Meta shows it

	AccessToken Secret
	AppSecret   Secret
	VerifyToken Secret
	// PathToken is the last part of the integration's own callback address,
	// /whatsapp/{token}.
	PathToken Secret

	Metadata  map[string]string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// CloudAPI is the kind of an integration that is a number on Meta's official
// WhatsApp Cloud API.
const CloudAPI = "whatsapp_cloud_api"
