package frontdesk

import "time"

// Heard is one thing an update tells, in the order told. A transport's parser
// makes them of a body; the inbox decides what becomes of each. Exactly one of
// Message, Past, Status, Change, Preference, Report and Problem is set, and one
// that a reader does not know is to be passed over.
type Heard struct {
	// Account is Meta's id of the business account it is for.
	Account string
	// Number is Meta's id of the business number it is for; empty for news of
	// the whole account.
	Number string
	// From is the person it is about: who wrote, or, if Message went out from
	// the phone app, whom it was written to.
	From Sender
	// Origin is what stands beside Message or Past; nil if nothing does.
	Origin *Origin

	Message    *Message    // something was said; ids and conversation are not known yet
	Past       *Message    // something was said before this number was ours: to be read, not to be answered
	Status     *Status     // how far a message of ours has come
	Change     *Change     // the sender's address changed
	Preference *Preference // the sender says what they want to be sent
	Report     *Report     // Meta tells of something else
	Problem    *Error      // this part could not be read; the rest was
}

// Sender is who something comes from, as far as the update tells. Any field
// may be missing.
type Sender struct {
	WaID         string // digits, as sent
	UserID       string
	ParentUserID string
	ProfileName  string
	Username     string
	// Group is Meta's id of the group it was said in; empty between two.
	Group string
}

// Change is word of a new address: the person stays.
type Change struct {
	WAMID string
	At    time.Time
	Kind  AddressKind
	// Old may be unknown; then the person is who it comes from.
	Old  string
	New  string
	Body string // what WhatsApp shows
	Name string // Meta's word for the change
}

// Preference is what a person told WhatsApp that they want from us.
type Preference struct {
	At       time.Time
	Category string // "marketing_messages"
	Value    string // "stop" or "resume"
	Detail   string // what WhatsApp says of it
}

// Stops tells whether marketing is not wanted any more.
func (p Preference) Stops() bool { return p.Value == "stop" }

// Line is the preference in words, never empty.
func (p Preference) Line() string {
	switch {
	case p.Category == "marketing_messages" && p.Value == "stop":
		return "Wants no more marketing messages"
	case p.Category == "marketing_messages" && p.Value == "resume":
		return "Wants marketing messages again"
	}
	return joined("Changed what they want to be sent ("+p.Category+": "+p.Value+")", p.Detail)
}

// Report is news from Meta that is neither a message nor a status.
type Report struct {
	Field string // the webhook field, for example "account_update"
	Text  string // one sentence
	// Data holds the facts for programs, under Meta's names; what is nested has
	// a name with dots.
	Data map[string]string
}
