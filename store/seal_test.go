package store

import (
	"strings"
	"testing"

	"frontdesk"
)

func TestASealOpensOnlyInItsPlace(t *testing.T) {
	key := func(b string) frontdesk.Secret { return frontdesk.Secret(strings.Repeat(b, 43)) }
	s, err := newSealer(key("A"))
	if err != nil {
		t.Fatal(err)
	}
	other, err := newSealer(key("B"))
	if err != nil {
		t.Fatal(err)
	}
	sealed := s.close("EAAG", "integration i1 access_token")
	if again := s.close("EAAG", "integration i1 access_token"); again == sealed || strings.Contains(sealed, "EAAG") {
		t.Errorf("a seal tells that two secrets are equal, or the secret: %s", sealed)
	}
	if got, err := s.open(sealed, "integration i1 access_token"); err != nil || got != "EAAG" {
		t.Errorf("the seal does not open: %v", err)
	}
	for name, open := range map[string]func() (frontdesk.Secret, error){
		"in another row":    func() (frontdesk.Secret, error) { return s.open(sealed, "integration i2 access_token") },
		"in another column": func() (frontdesk.Secret, error) { return s.open(sealed, "integration i1 app_secret") },
		"with another key":  func() (frontdesk.Secret, error) { return other.open(sealed, "integration i1 access_token") },
		"when it was changed": func() (frontdesk.Secret, error) {
			return s.open(sealed[:len(sealed)-2]+"zz", "integration i1 access_token")
		},
		"when it was cut":    func() (frontdesk.Secret, error) { return s.open(sealed[:20], "integration i1 access_token") },
		"when it is no seal": func() (frontdesk.Secret, error) { return s.open("EAAG", "integration i1 access_token") },
	} {
		if _, err := open(); frontdesk.CodeOf(err) != frontdesk.Denied {
			t.Errorf("%s it gives %v", name, err)
		}
	}
	if sealed := s.close("", "x"); sealed != "" {
		t.Errorf("no secret is sealed as %q", sealed)
	}
}
