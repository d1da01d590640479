package contacts

import (
	"regexp"
	"strings"

	"frontdesk"
)

// PhoneAddress is the address of a number as an operator gave it. Meta's own
// spelling of it is not known yet.
func PhoneAddress(p frontdesk.Phone) frontdesk.Address {
	return frontdesk.Address{Kind: frontdesk.AtPhone, Value: string(p), Match: MatchPhone(p.Digits())}
}

// WaAddress is the address of a number as Meta wrote it. The spelling is kept
// and never checked against a numbering plan: Meta's numbers need not be in it.
func WaAddress(waID string) frontdesk.Address {
	if waID == "" {
		return frontdesk.Address{Kind: frontdesk.AtPhone}
	}
	digits := strings.TrimPrefix(waID, "+")
	return frontdesk.Address{Kind: frontdesk.AtPhone, Value: "+" + digits, WaID: waID, Match: MatchPhone(digits)}
}

// UserIDAddress is the address of a business-scoped user id as Meta wrote it.
func UserIDAddress(id string) frontdesk.Address {
	return frontdesk.Address{Kind: frontdesk.AtUserID, Value: id, Match: id}
}

// ParentUserIDAddress is the address of a user id that holds for several
// business portfolios of one owner.
func ParentUserIDAddress(id string) frontdesk.Address {
	return frontdesk.Address{Kind: frontdesk.AtParentUserID, Value: id, Match: id}
}

// addressOf gives the address that Meta wrote as one of the kind.
func addressOf(kind frontdesk.AddressKind, value string) frontdesk.Address {
	switch kind {
	case frontdesk.AtPhone:
		return WaAddress(value)
	case frontdesk.AtParentUserID:
		return ParentUserIDAddress(value)
	}
	return UserIDAddress(value)
}

// userID is a country, a dot and up to 128 letters or digits; ENT stands
// between them in a parent id.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
var userID = regexp.MustCompile(`^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$`)

// ParseUserID reads a business-scoped user id, or the parent form of one, as
// people copy it.
func ParseUserID(s string) (frontdesk.UserID, error) {
	s = strings.TrimSpace(s)
	if !userID.MatchString(s) {
		return "", frontdesk.Errorf(frontdesk.Invalid, "this is not a WhatsApp user id").
			WithField("user_id").
			WithNext("copy it as Meta sent it, for example US.13491208655302741918")
	}
	return frontdesk.UserID(s), nil
}

// typedUserID gives the address of an id that somebody copied: its form says
// which kind it is.
func typedUserID(id frontdesk.UserID) frontdesk.Address {
	if strings.HasPrefix(string(id)[2:], ".ENT.") {
		return ParentUserIDAddress(string(id))
	}
	return UserIDAddress(string(id))
}
