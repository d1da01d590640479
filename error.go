package frontdesk

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Code names a kind of failure for programs. Codes are stable: other programs
// branch on them.
type Code string

// What can go wrong with a request to us.
const (
	Invalid         Code = "invalid"         // what was asked cannot be understood
	NotFound        Code = "not_found"       // there is no such thing
	Ambiguous       Code = "ambiguous"       // it could be several; nothing was done
	Conflict        Code = "conflict"        // it contradicts what is already there
	TooLarge        Code = "too_large"       // over a limit of ours in bytes or count
	Unauthenticated Code = "unauthenticated" // no token, or a wrong one
	Denied          Code = "denied"          // known, but not allowed
	Unavailable     Code = "unavailable"     // nothing happened; the same may succeed later
	Timeout         Code = "timeout"         // it took longer than it may
	Internal        Code = "internal"        // a failure nobody foresaw
	LeaseLost       Code = "lease_lost"      // somebody else has taken over the work
	KeyReused       Code = "key_reused"      // the key belongs to another draft
)

// Why the gate refuses a draft.
const (
	NotRegistered Code = "not_registered" // the recipient is not a registered contact
	ManualMode    Code = "manual_mode"    // a human has taken over the conversation
	WindowClosed  Code = "window_closed"  // the person last wrote more than 24 hours ago
	TooLong       Code = "too_long"       // over one of WhatsApp's limits in characters
	Empty         Code = "empty"          // nothing would be left to send
	Unsupported   Code = "unsupported"    // WhatsApp does not carry this, or we cannot read it
	NoAddress     Code = "no_address"     // nothing is known to send to
)

// Why a file cannot be had or read.
const (
	Damaged   Code = "damaged"   // its bytes are not what they should be
	Encrypted Code = "encrypted" // it opens with a password only
	OverLimit Code = "limit"     // reading it took more time, memory or pages than it may
	NoEngine  Code = "no_engine" // nothing is installed or set up that reads it
	Gone      Code = "gone"      // its bytes are no longer to be had
)

// What Meta's answer to a message means to us. The table from Meta's numbers
// to these is adapter/graph's; what becomes of a delivery is adapter/outbox's.
const (
	Unauthorized  Code = "token_rejected"     // the access token is missing, wrong or expired
	Forbidden     Code = "permission_missing" // the token or the account may not do this
	Restricted    Code = "account_restricted" // Meta has restricted or locked the account
	Throttled     Code = "throttled"          // too fast for the number or the app; nothing was sent
	PairThrottled Code = "pair_throttled"     // too many to this person; nothing was sent
	Busy          Code = "meta_unavailable"   // Meta could not serve us; nothing was sent
	Uncertain     Code = "uncertain"          // Meta may or may not have taken it
	Paced         Code = "paced"              // Meta has taken it and lets it wait
	Rejected      Code = "rejected"           // Meta refuses the message as it is
	Undeliverable Code = "undeliverable"      // this person cannot be reached
	OptedOut      Code = "opted_out"          // this person does not want such messages
	HeldBack      Code = "held_back"          // Meta holds such messages back for a day or more
)

// Error is a failure we foresaw. Code is for programs, Message and Next are
// for people and models and may be shown to anybody, Cause is for the log.
type Error struct {
	Code    Code
	Message string // one sentence: what was wrong and why
	Next    string // what would work; empty if nothing is known
	Field   string // the argument or field at fault, if one is
	Meta    int    // Meta's error number, if the failure came from there

	// RetryAfter is how long to wait before trying again, when that is known.
	RetryAfter time.Duration

	Cause error
}

// Errorf makes an Error with a code and a sentence.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// WithNext says what would work.
func (e *Error) WithNext(format string, args ...any) *Error {
	e.Next = fmt.Sprintf(format, args...)
	return e
}

// WithField names the argument or field at fault.
func (e *Error) WithField(name string) *Error {
	e.Field = name
	return e
}

// WithMeta keeps Meta's error number.
func (e *Error) WithMeta(code int) *Error {
	e.Meta = code
	return e
}

// WithRetryAfter says how long to wait before trying again.
func (e *Error) WithRetryAfter(d time.Duration) *Error {
	e.RetryAfter = d
	return e
}

// WithCause keeps what the log should show.
func (e *Error) WithCause(err error) *Error {
	e.Cause = err
	return e
}

// Error gives the whole failure, cause included: it is for logs. Show people
// [Sentence] instead.
func (e *Error) Error() string {
	if e.Cause == nil {
		return e.Message
	}
	return e.Message + ": " + e.Cause.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Ours tells a failure of this program, or of what it stands on, from a refusal:
// nobody has said no, and the same may succeed later.
func (c Code) Ours() bool { return c == Unavailable || c == Timeout || c == Internal }

// CodeOf gives err's code: "" for no error, Timeout for an expired context and
// Internal for a failure nobody foresaw.
func CodeOf(err error) Code {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Code
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return Timeout
	}
	return Internal
}

// Foreseen gives err as an Error that may be shown. A failure nobody foresaw
// becomes an Internal one whose sentence tells nothing of the cause.
func Foreseen(err error) *Error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		return e
	}
	switch code := CodeOf(err); code {
	case Timeout:
		return Errorf(code, "this took longer than it may").WithNext("try again").WithCause(err)
	default:
		return Errorf(code, "something went wrong here; the log has the cause").WithCause(err)
	}
}

// Sentence is what may be shown of err: what was wrong, then what would work.
func Sentence(err error) string {
	e := Foreseen(err)
	switch {
	case e == nil:
		return ""
	case e.Next == "":
		return e.Message
	}
	return e.Message + "; " + e.Next
}
