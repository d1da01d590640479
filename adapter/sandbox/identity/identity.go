package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"frontdesk/adapter/sandbox/refusal"
)

// waForms are the countries whose WhatsApp ids differ from the number dialled:
// Brazil loses the ninth digit, Mexico and Argentina gain one after the
// country code.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
var waForms = []struct {
	dialled *regexp.Regexp
	waID    string
}{
	{regexp.MustCompile(`^55(\d\d)9(\d{8})$`), "55${1}${2}"},
	{regexp.MustCompile(`^52(\d{10})$`), "521${1}"},
	{regexp.MustCompile(`^54(\d{10})$`), "549${1}"},
}

// WAID gives WhatsApp's form of a number in digits.
func WAID(number string) string {
	for _, f := range waForms {
		if f.dialled.MatchString(number) {
			return f.dialled.ReplaceAllString(number, f.waID)
		}
	}
	return number
}

// punctuation is what people and Meta allow between the digits of a number.
var punctuation = strings.NewReplacer("+", "", " ", "", "-", "", "(", "", ")", "", ".", "")

// Digits is a number without punctuation.
func Digits(number string) string { return punctuation.Replace(number) }

// ParsePhone reads a phone number and gives its WhatsApp id, which is the name
// of a phone here.
func ParsePhone(number string) (string, error) {
	d := Digits(number)
	if len(d) < 5 || len(d) > 15 || strings.Trim(d, "0123456789") != "" {
		return "", refusal.Say(http.StatusBadRequest, "%q is not a phone number; use 5 to 15 digits with the country code", number)
	}
	return WAID(d), nil
}

// countries are calling codes and the country a BSUID begins with. The longest
// code that fits is meant.
var countries = map[string]string{
	"1": "US", "7": "RU", "20": "EG", "27": "ZA", "31": "NL", "32": "BE", "33": "FR", "34": "ES", "351": "PT",
	"353": "IE", "358": "FI", "36": "HU", "380": "UA", "39": "IT", "40": "RO", "41": "CH", "420": "CZ", "43": "AT",
	"44": "GB", "45": "DK", "46": "SE", "47": "NO", "48": "PL", "49": "DE", "51": "PE", "52": "MX", "54": "AR",
	"55": "BR", "56": "CL", "57": "CO", "60": "MY", "61": "AU", "62": "ID", "63": "PH", "64": "NZ", "65": "SG",
	"66": "TH", "81": "JP", "82": "KR", "84": "VN", "86": "CN", "90": "TR", "91": "IN", "92": "PK", "94": "LK",
	"234": "NG", "254": "KE", "852": "HK", "880": "BD", "886": "TW", "965": "KW", "966": "SA", "971": "AE", "972": "IL",
}

func country(phone string) string {
	for n := 3; n > 0; n-- {
		if c := countries[phone[:n]]; c != "" {
			return c
		}
	}
	return "US"
}

// UserID gives the business-scoped user id of a phone: always the same for
// the same phone, and never readable as one.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
func UserID(phone string) string {
	sum := sha256.Sum256([]byte("bsuid " + phone))
	return fmt.Sprintf("%s.%d", country(phone), 1e19+binary.BigEndian.Uint64(sum[:])%8e18)
}

var userIDs = regexp.MustCompile(`^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$`)

// IsUserID says whether a text has the form of a business-scoped user id.
func IsUserID(text string) bool { return userIDs.MatchString(text) }

var (
	firstNames = []string{"Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Frances", "Ken", "Radia", "Niklaus",
		"Hedy", "Dennis", "Margaret", "Tony", "Katherine", "Claude"}
	lastNames = []string{"Rivera", "Okafor", "Lindgren", "Moreau", "Tanaka", "Novak", "Silva", "Haddad", "Kaya",
		"Brandt", "Costa", "Mbeki", "Iyer", "Walsh", "Duarte", "Petrov"}
)

// ProfileName gives the name a phone has until somebody sets another.
func ProfileName(phone string) string {
	sum := sha256.Sum256([]byte("name " + phone))
	return firstNames[sum[0]%16] + " " + lastNames[sum[1]%16]
}

// NewMessageID gives a message id that looks like Meta's: base64 over the phone and
// twenty random digits.
func NewMessageID(phone string) string {
	var random [10]byte
	_, _ = rand.Read(random[:]) // it never fails
	b := append([]byte{0x1c, 0x18, byte(len(phone))}, phone...)
	b = append(b, 0x15, 0x02, 0x00, 0x12, 0x18, 0x14)
	b = append(b, strings.ToUpper(hex.EncodeToString(random[:]))...)
	return "wamid." + base64.StdEncoding.EncodeToString(append(b, 0))
}
