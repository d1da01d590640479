package contacts

import "frontdesk"

// Policy says whom a rule lets through.
type Policy string

// The policies.
const (
	// Registered lets registered contacts through and nobody else.
	Registered Policy = "registered"
	// Anyone lets through whoever has an address.
	Anyone Policy = "anyone"
)

// ParsePolicy reads the name of a policy.
func ParsePolicy(s string) (Policy, error) {
	switch p := Policy(s); p {
	case Registered, Anyone:
		return p, nil
	}
	return "", frontdesk.Errorf(frontdesk.Invalid, "%q is not a policy", s).WithNext("use registered or anyone")
}

// MayWrite tells whether c may be written to: nil if so, else NotRegistered
// with what would work. Whether WhatsApp's own rules allow it is the outbox's
// question.
func MayWrite(c frontdesk.Contact, p Policy) error {
	if c.Registered || p == Anyone {
		return nil
	}
	return frontdesk.Errorf(frontdesk.NotRegistered, "this person is not a registered contact, and only those are written to").
		WithNext("ask the operator to register them")
}
