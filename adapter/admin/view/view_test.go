package view

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"frontdesk"
)

func shown(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestACredentialIsThereOrNotAndNeverTold(t *testing.T) {
	s := shown(t, IntegrationOf(frontdesk.Integration{ID: "i1", AccessToken: "hunter2", VerifyToken: "v"}))
	if strings.Contains(s, "hunter2") || !strings.Contains(s, `"access_token":"`+Hidden+`"`) || strings.Contains(s, "app_secret") {
		t.Errorf("a number is shown as %s", s)
	}
}

func TestWhatWasTakenBackIsNotShown(t *testing.T) {
	m := frontdesk.Message{ID: "m1", Content: frontdesk.Location{Name: "a secret place"}, Files: []frontdesk.File{{ID: "f1", Filename: "a secret.pdf"}}}
	if s := shown(t, MessageOf(m, frontdesk.Contact{})); !strings.Contains(s, `"location":{`) || !strings.Contains(s, "a secret place") || !strings.Contains(s, `"f1"`) {
		t.Errorf("it is shown as %s", s)
	}
	m.RevokedAt = time.Unix(1, 0)
	if s := shown(t, MessageOf(m, frontdesk.Contact{})); strings.Contains(s, "secret") || strings.Contains(s, `"f1"`) || !strings.Contains(s, "revoked_at") {
		t.Errorf("taken back it is shown as %s", s)
	}
}

func TestATextHasNoObjectBesideIt(t *testing.T) {
	s := shown(t, MessageOf(frontdesk.Message{ID: "m1", Content: frontdesk.Text{Body: "hi"}}, frontdesk.Contact{}))
	if !strings.Contains(s, `"text":"hi"`) || strings.Count(s, `"text":`) != 1 {
		t.Errorf("a text is shown as %s", s)
	}
}

func TestOnlyOperatorsKeysAreShown(t *testing.T) {
	for key, want := range map[string]string{OperatorsKey + "order-7": "order-7", "order-7": "", "": ""} {
		if v := DeliveryOf(frontdesk.Delivery{Key: key, Content: frontdesk.Text{Body: "hi"}}); v.Key != want {
			t.Errorf("%q is shown as %q", key, v.Key)
		}
	}
}
