package business

import (
	"slices"

	"frontdesk/adapter/sandbox/identity"
)

// Number is one business phone number, with the credentials and the callback
// that Meta would keep for it.
type Number struct {
	PhoneNumberID     string
	BusinessAccountID string
	DisplayPhone      string // with or without "+" and spaces
	VerifiedName      string
	AccessToken       string
	AppSecret         string
	VerifyToken       string
	Webhook           string // the callback URL
}

// Metadata is how the webhook names the number.
func (n Number) Metadata() map[string]any {
	return map[string]any{"display_phone_number": identity.Digits(n.DisplayPhone), "phone_number_id": n.PhoneNumberID}
}

// Accounts are those of some numbers, each once.
func Accounts(numbers []Number) []string {
	var all []string
	for _, n := range numbers {
		if !slices.Contains(all, n.BusinessAccountID) {
			all = append(all, n.BusinessAccountID)
		}
	}
	return all
}
