package admin

import (
	"cmp"
	"regexp"
	"strings"
	"unicode/utf8"

	"frontdesk"
	"frontdesk/adapter/admin/view"
	"frontdesk/contacts"
)

// Limits of what is kept about a business number.
const (
	maxLine       = 200  // characters of a name
	maxCredential = 4096 // bytes; Meta's tokens are a few hundred
)

// numberEdit is what is to change of an integration; nil stays.
type numberEdit struct {
	name, phoneNumberID, businessAccountID, displayPhone *string
	accessToken, appSecret                               *string
	metadata                                             map[string]*string
}

func (e numberEdit) apply(i *frontdesk.Integration) (err error) {
	err = cmp.Or(
		setLine(&i.Name, e.name, "name"),
		setNumberID(&i.PhoneNumberID, e.phoneNumberID),
		setMetaID(&i.BusinessAccountID, e.businessAccountID, "business_account_id"),
		setLine(&i.DisplayPhone, e.displayPhone, "display_phone_number"),
		setCredential(&i.AccessToken, e.accessToken, "access_token"),
		setCredential(&i.AppSecret, e.appSecret, "app_secret"),
	)
	if err != nil {
		return err
	}
	i.Metadata, err = contacts.MergeMetadata(i.Metadata, e.metadata)
	return err
}

func setLine(at, to *string, field string) error {
	if to == nil {
		return nil
	}
	s, _ := frontdesk.Clean(*to)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > maxLine {
		return bad(field, "this has more than %d characters", maxLine).WithNext("shorten it")
	}
	*at = s
	return nil
}

// metaID is how Meta writes its ids, and some room.
var metaID = regexp.MustCompile(`^[A-Za-z0-9_-]{0,64}$`)

func setMetaID(at, to *string, field string) error {
	if to == nil {
		return nil
	}
	id := strings.TrimSpace(*to)
	if !metaID.MatchString(id) {
		return bad(field, "this is not an id of Meta's").WithNext("copy the number from WhatsApp's API setup page at Meta")
	}
	*at = id
	return nil
}

func setNumberID(at, to *string) error {
	if to != nil && strings.TrimSpace(*to) == "" {
		return bad("phone_number_id", "an integration needs Meta's id of its number").
			WithNext("copy the phone number id, not the number, from WhatsApp's API setup page at Meta")
	}
	return setMetaID(at, to, "phone_number_id")
}

// setCredential keeps the one there for the stand-in that was answered. A
// credential cannot be taken away: without a token nothing could be sent, and
// an empty secret would let anybody sign.
func setCredential(at *frontdesk.Secret, to *string, field string) error {
	if to == nil {
		return nil
	}
	secret := strings.TrimSpace(*to)
	switch {
	case secret == view.Hidden && *at != "":
	case secret == view.Hidden:
		return bad(field, "%s stands for a credential that is kept, and none is", view.Hidden).WithNext("send the credential itself")
	case secret == "":
		return bad(field, "an integration needs this credential").WithNext("copy it from the app's pages at Meta")
	case len(secret) > maxCredential:
		return bad(field, "this has more than %d bytes", maxCredential).WithNext("copy the credential alone")
	case strings.ContainsFunc(secret, notVisible):
		return bad(field, "a credential is visible ASCII without spaces").WithNext("copy the credential alone")
	default:
		*at = frontdesk.Secret(secret)
	}
	return nil
}

func notVisible(r rune) bool { return r <= ' ' || r >= 0x7f }

func bad(field, format string, args ...any) *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Invalid, format, args...).WithField(field)
}
