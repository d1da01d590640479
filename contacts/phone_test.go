package contacts_test

import (
	"regexp"
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/contacts"
)

func TestParsePhoneReadsWhatPeopleType(t *testing.T) {
	for typed, want := range map[string]frontdesk.Phone{
		"+34600111222":                     "+34600111222",
		" +34 600 111 222 ":                "+34600111222",
		"+34-600.111/222":                  "+34600111222",
		"+34\u00a0600\u2009111\u2011222":   "+34600111222",
		"\u202a+34 600 111 222\u202c":      "+34600111222", // as copied from a contact on a phone
		"0034 600 111 222":                 "+34600111222",
		"(0034) 600-111-222":               "+34600111222",
		"tel:+34-600-111-222":              "+34600111222",
		"TEL:0034600111222":                "+34600111222",
		"wa.me/34600111222":                "+34600111222",
		"https://wa.me/34600111222?text=a": "+34600111222",
		"https://wa.me/+34600111222/":      "+34600111222",
		"+44 (0)20 7946 0958":              "+442079460958",
		"+39 06 1234 5678":                 "+390612345678", // Italy keeps its zero
		"+1 (555) 000-1111":                "+15550001111",  // in no plan, and not refused for it
		"+55 11 8765 4321":                 "+551187654321", // Brazil without the ninth digit
		"+55 11 98765-4321":                "+5511987654321",
		"+5215512345678":                   "+5215512345678", // Mexico as WhatsApp writes it
		"+52 55 1234 5678":                 "+525512345678",
		"+54 9 11 2345-6789":               "+5491123456789",
		"+54 11 15 2345-6789":              "+5491123456789", // Argentina as dialled at home
		"＋３４６００１１１２２２":                     "+34600111222",
		"+٣٤٦٠٠١١١٢٢٢":                     "+34600111222",
	} {
		if got, err := contacts.ParsePhone(typed); err != nil || got != want {
			t.Errorf("ParsePhone(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
}

func TestParsePhoneRefusesAndSaysWhatWouldWork(t *testing.T) {
	for typed, next := range map[string]string{
		"":                        "plus sign",
		"   ":                     "plus sign",
		"Ana":                     "plus sign",
		"600 111 222":             "add the country code",
		"07911 123456":            "add the country code",
		"34600111222":             "write +34600111222 if",
		"tel:600111222":           "add the country code",
		"+":                       "plus sign",
		"++34600111222":           "plus sign", // a second plus is not a separator
		"+34 600 111":             "plus sign", // too short for Spain
		"+34 600 111 222 333":     "plus sign",
		"+999 123456789":          "plus sign", // no such country
		"+1 800 FLOWERS":          "plus sign",
		"+34 600 111 222 ext. 5":  "plus sign",
		"wa.me/":                  "plus sign",
		strings.Repeat("+3", 100): "plus sign",
		"\xff\xfe":                "plus sign",
	} {
		got, err := contacts.ParsePhone(typed)
		if frontdesk.CodeOf(err) != frontdesk.Invalid {
			t.Errorf("ParsePhone(%q) = %q, %v; want an invalid one", typed, got, err)
			continue
		}
		if e := frontdesk.Foreseen(err); !strings.Contains(e.Next, next) || e.Field != "phone" {
			t.Errorf("ParsePhone(%q) says next %q of field %q; want %q", typed, e.Next, e.Field, next)
		}
	}
}

func TestTwoSpellingsAreOnePerson(t *testing.T) {
	for _, pair := range [][2]string{
		{"5511987654321", "551187654321"},
		{"5551991234567", "555191234567"},
		{"5531971234567", "553171234567"},
		{"5215512345678", "525512345678"},
		{"5491123456789", "541123456789"},
		{"5493482345678", "543482345678"},
	} {
		if a, b := contacts.MatchPhone(pair[0]), contacts.MatchPhone(pair[1]); a != b || a == "" {
			t.Errorf("%s and %s are one number, but match as %q and %q", pair[0], pair[1], a, b)
		}
	}
}

func TestTwoPeopleNeverMatch(t *testing.T) {
	for _, pair := range [][2]string{
		{"5511923456789", "551123456789"}, // a mobile of São Paulo and a landline there
		{"5511954321234", "551154321234"},
		{"551187654321", "551287654321"},
		{"5511987654321", "5512987654321"},
		{"5215512345678", "5215512345679"},
		{"5491123456789", "5491123456780"},
		{"15550001111", "15550002222"},
		{"5521512345678", "521512345678"}, // another country each
		{"34600111222", "346001112229"},
		{"4915112345678", "491511234567"},
		{"5691234567890", "561234567890"}, // Chile's 9 is part of the number
		{"5793001234567", "573001234567"}, // so is whatever Colombia's is
		{"8613912345678", "863912345678"},
	} {
		if a, b := contacts.MatchPhone(pair[0]), contacts.MatchPhone(pair[1]); a == b {
			t.Errorf("%s and %s are two people, but both match as %q", pair[0], pair[1], a)
		}
	}
}

func TestMetasSpellingIsKept(t *testing.T) {
	for _, waID := range []string{"551187654321", "5215512345678", "541123456789", "15550001111", "1", "+34600111222"} {
		a := contacts.WaAddress(waID)
		if a.WaID != waID || a.Kind != frontdesk.AtPhone || a.Value != "+"+strings.TrimPrefix(waID, "+") || a.Match == "" {
			t.Errorf("WaAddress(%q) = %+v", waID, a)
		}
	}
	if a := contacts.WaAddress(""); a.Match != "" || a.Value != "" {
		t.Errorf("nothing is an address: %+v", a)
	}
	p, err := contacts.ParsePhone("+55 11 98765 4321")
	if err != nil {
		t.Fatal(err)
	}
	if typed, meta := contacts.PhoneAddress(p), contacts.WaAddress("551187654321"); typed.Match != meta.Match || typed.WaID != "" {
		t.Errorf("%+v and %+v should match", typed, meta)
	}
}

func TestParseUserID(t *testing.T) {
	long := "US." + strings.Repeat("a", 128)
	for _, id := range []string{"US.13491208655302741918", " US.1 ", "ES.aZ09", "US.ENT.123", long} {
		if got, err := contacts.ParseUserID(id); err != nil || string(got) != strings.TrimSpace(id) {
			t.Errorf("ParseUserID(%q) = %q, %v", id, got, err)
		}
	}
	for _, id := range []string{"", "US.", "us.1", "USA.1", "US1", "US.1 2", "US.ENT.", "US.ent.1", long + "a", "+34600111222"} {
		if got, err := contacts.ParseUserID(id); frontdesk.CodeOf(err) != frontdesk.Invalid {
			t.Errorf("ParseUserID(%q) = %q, %v; want an invalid one", id, got, err)
		}
	}
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"+34 600 111 222", "0034600111222", "tel:+1-555-000-1111", "wa.me/5511987654321",
		"+54 11 15 2345 6789", "+5215512345678", "600111222", "+٣٤٦٠٠١١١٢٢٢", "+39 06 1234", "\xff+34", "+800 1234 5678"} {
		f.Add(s)
	}
	e164 := regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	f.Fuzz(func(t *testing.T, s string) {
		p, err := contacts.ParsePhone(s)
		if err != nil {
			if frontdesk.CodeOf(err) != frontdesk.Invalid || frontdesk.Foreseen(err).Next == "" {
				t.Fatalf("%q is refused without a remedy: %v", s, err)
			}
			return
		}
		if !e164.MatchString(string(p)) {
			t.Fatalf("%q became %q, which is not E.164", s, p)
		}
		if again, err := contacts.ParsePhone(string(p)); err != nil || again != p {
			t.Fatalf("%q became %q, and that %q, %v", s, p, again, err)
		}
		if m := contacts.MatchPhone(p.Digits()); contacts.MatchPhone(m) != m {
			t.Fatalf("the key of %q is %q, whose key is another", p, m)
		}
	})
}
