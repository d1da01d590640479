package contacts

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"frontdesk"
)

// maxTyped is the longest text that is looked at as a phone number: 15 digits,
// each with separators around it, and a link in front.
const maxTyped = 96

// ParsePhone reads a phone number as people type it: with a plus sign or 00 and
// the country code, any separators, or as a tel: or wa.me link. It is the only
// door from text to a [frontdesk.Phone].
//
// A number without a country code is refused rather than guessed: the digits
// of one country's number are often a number in another. A number of a length
// that its country does not have is refused too; whether it is assigned to
// anybody is not asked, since WhatsApp knows numbers that the published plans
// do not.
func ParsePhone(s string) (frontdesk.Phone, error) {
	if len(s) > maxTyped {
		return "", badPhone("this is too long for a phone number")
	}
	digits, international, ok := typedDigits(s)
	switch {
	case !ok:
		return "", badPhone("%q is not a phone number", s)
	case !international:
		return "", nationalPhone(s, digits)
	}
	n, err := phonenumbers.Parse("+"+digits, "")
	if err != nil {
		return "", badPhone("no country has phone numbers like +%s", digits).WithCause(err)
	}
	if !possible(n) && !possibleOnWhatsApp(digits) {
		return "", badPhone("+%s has too many or too few digits for a number with country code +%d", digits, n.GetCountryCode())
	}
	p := phonenumbers.Format(n, phonenumbers.E164)
	if !steady(p) {
		return "", badPhone("+%s begins with more zeros than a number has", digits)
	}
	return frontdesk.Phone(p), nil
}

// steady tells whether a number stays itself when it is read again. The library
// takes one leading zero off after the country code; behind it another may
// stand, or too little be left.
func steady(p string) bool {
	if len(p) < len("+")+7 || len(p) > len("+")+15 {
		return false
	}
	n, err := phonenumbers.Parse(p, "")
	return err == nil && phonenumbers.Format(n, phonenumbers.E164) == p
}

func badPhone(format string, args ...any) *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Invalid, format, args...).
		WithField("phone").
		WithNext("write it with a plus sign and the country code, for example +34 600 111 222")
}

// nationalPhone says what to add. Digits that do not start with 0 may already
// have their country code; only whoever typed them knows.
func nationalPhone(s, digits string) *frontdesk.Error {
	e := badPhone("%q has no country code", strings.TrimSpace(s))
	if len(digits) > 10 && digits[0] != '0' {
		return e.WithNext("write +%s if these digits begin with the country code, else put a plus sign and the country code in front", digits)
	}
	return e.WithNext("add the country code with a plus sign, for example +34 600 111 222")
}

// typedDigits takes what separates digits out of s. It tells whether s says
// that its digits begin with a country code; ok is false if s is not a number.
func typedDigits(s string) (digits string, international, ok bool) {
	s, _ = frontdesk.Clean(s)
	s, international = unlink(strings.TrimSpace(s))
	var b strings.Builder
	plus := false
	for _, r := range s {
		switch {
		case (r == '+' || r == '＋') && b.Len() == 0 && !plus:
			plus, international = true, true
		case unicode.IsDigit(r):
			b.WriteByte(digit(r))
		case !separator(r):
			return "", false, false
		}
	}
	digits = b.String()
	if rest, found := strings.CutPrefix(digits, "00"); found && !international {
		digits, international = rest, true
	}
	return digits, international, digits != ""
}

// unlink takes the front off a tel: or wa.me link. What a wa.me link names
// always begins with the country code.
func unlink(s string) (rest string, international bool) {
	lower := strings.ToLower(s)
	if strings.HasPrefix(lower, "tel:") {
		return s[len("tel:"):], false
	}
	for _, front := range []string{"https://wa.me/", "http://wa.me/", "wa.me/"} {
		if strings.HasPrefix(lower, front) {
			rest, _, _ = strings.Cut(s[len(front):], "?")
			return strings.TrimSuffix(rest, "/"), true
		}
	}
	return s, false
}

// digit gives a decimal digit of any script as ASCII. In Unicode each script's
// ten digits stand together, in order, and begin at a run's start.
func digit(r rune) byte {
	if r < unicode.MaxASCII {
		return byte(r)
	}
	n := 0
	for unicode.IsDigit(r-1) && n < 9 {
		r--
		n++
	}
	return byte('0' + n)
}

// separator tells whether people put r between the digits of a number.
func separator(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || strings.ContainsRune("()[]./·−", r)
}

func possible(n *phonenumbers.PhoneNumber) bool {
	return phonenumbers.IsPossibleNumberWithReason(n) == phonenumbers.IS_POSSIBLE
}

// possibleOnWhatsApp accepts the spellings that WhatsApp uses and the plans no
// longer do, such as Mexico's 1 after the country code.
func possibleOnWhatsApp(digits string) bool {
	folded := MatchPhone(digits)
	if folded == digits {
		return false
	}
	n, err := phonenumbers.Parse("+"+folded, "")
	return err == nil && possible(n)
}

// MatchPhone gives the key by which two spellings of one number are equal.
// WhatsApp writes the numbers of three countries in two ways, with and without
// a digit that says "mobile"; the key leaves that digit out where it cannot
// make two people one. All other digits stand as they are.
//
//   - Brazil put a 9 before mobile numbers of eight digits, which began with 6
//     to 9. A 9 before anything else was never left out: without it the number
//     would be a landline's.
//   - Mexico wrote a 1 between 52 and a mobile's ten digits until 2019.
//   - Argentina writes a 9 between 54 and a mobile's ten digits.
//
// Meta keeps accounts under either form.
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers
func MatchPhone(digits string) string {
	if len(digits) != 13 {
		return digits
	}
	switch {
	case strings.HasPrefix(digits, "55") && digits[4] == '9' && digits[5] >= '6':
		return digits[:4] + digits[5:]
	case strings.HasPrefix(digits, "521"):
		return "52" + digits[3:]
	case strings.HasPrefix(digits, "549"):
		return "54" + digits[3:]
	}
	return digits
}
