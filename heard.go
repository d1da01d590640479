package frontdesk

import "time"

// Heard is one thing an update tells, in the order told. A transport's parser
// makes them of a body; the inbox decides what becomes of each. Exactly one of
// Message, Status, Change, Report and Problem is set.
type Heard struct {
	// Number is Meta's id of the business number it is for.
	Number string
	From   Sender

	Message *Message // something was said; ids and conversation are not known yet
	Status  *Status  // how far a message of ours has come
	Change  *Change  // the sender's address changed
	Report  *Report  // Meta tells of something else
	Problem *Error   // this part could not be read; the rest was
}

// Sender is who something comes from, as far as the update tells. Any field
// may be missing.
type Sender struct {
	WaID         string // digits, as sent
	UserID       string
	ParentUserID string
	ProfileName  string
	Username     string
}

// Change is word of a new address: the person stays.
type Change struct {
	WAMID string
	At    time.Time
	Kind  AddressKind
	Old   string
	New   string
	Body  string // what WhatsApp shows
	Name  string // Meta's word for the change
}

// Report is news from Meta that is neither a message nor a status.
type Report struct {
	Field string // the webhook field, for example "account_update"
	Text  string
}
