package frontdesk

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
