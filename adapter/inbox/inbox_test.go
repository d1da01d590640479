package inbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/adapter/graph"
	"frontdesk/adapter/inbox"
	"frontdesk/adapter/webhook"
	"frontdesk/contacts"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

// desk is an inbox on a real store.
type desk struct {
	*testing.T
	db    *store.DB
	inbox *inbox.Inbox
	on    frontdesk.Integration
	seen  map[string]int
}

type updates struct{ db *store.DB }

func (u updates) Apply(ctx context.Context, max int, f func(context.Context, inbox.Tx, []frontdesk.Update) error) (int, error) {
	return u.db.Apply(ctx, "inbox", max, func(ctx context.Context, tx *store.Tx, us []frontdesk.Update) error { return f(ctx, tx, us) })
}

func newDesk(t *testing.T) *desk {
	db := storetest.Open(t, store.Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "frontdesk.db")})
	d := &desk{T: t, db: db, seen: map[string]int{}}
	d.on = d.number("1000", "secret")
	if err := db.Follow(t.Context(), store.Pull, true); err != nil {
		t.Fatal(err)
	}
	d.inbox = &inbox.Inbox{
		Log:   updates{db},
		Parse: map[string]func([]byte) ([]frontdesk.Heard, error){frontdesk.CloudAPI: webhook.Parser{Problem: graph.Problem}.Parse},
		Integrations: func() []frontdesk.Integration {
			all, err := db.Integrations(context.Background())
			if err != nil {
				t.Error(err)
			}
			return all
		},
		Idle: 24 * time.Hour, Poll: time.Second, Logger: slog.New(slog.DiscardHandler),
		Wake:    func() <-chan struct{} { return db.Changed(store.Log) },
		Observe: func(what string) { d.seen[what]++ },
	}
	return d
}

func (d *desk) number(id string, secret frontdesk.Secret) frontdesk.Integration {
	d.Helper()
	in, err := d.db.SaveIntegration(d.Context(), frontdesk.Integration{Kind: frontdesk.CloudAPI, PhoneNumberID: id, AccessToken: "t", AppSecret: secret})
	if err != nil {
		d.Fatal(err)
	}
	return in
}

func (d *desk) register(name string, as ...frontdesk.Address) frontdesk.Contact {
	d.Helper()
	c, err := d.db.SaveContact(d.Context(), frontdesk.Contact{Name: name, Registered: true, Addresses: as})
	if err != nil {
		d.Fatal(err)
	}
	return c
}

// hear keeps a body as signed by the first number's app, and applies the log.
func (d *desk) hear(body string) {
	d.Helper()
	d.hearSigned(body, "secret")
}

func (d *desk) hearSigned(body string, secret frontdesk.Secret) {
	d.Helper()
	u := frontdesk.Update{At: time.Now(), Kind: frontdesk.CloudAPI, Signer: frontdesk.Signer(secret), Body: []byte(body)}
	if _, err := d.db.Append(d.Context(), u); err != nil {
		d.Fatal(err)
	}
	d.apply()
}

func (d *desk) apply() {
	d.Helper()
	for {
		n, err := d.inbox.Round(d.Context())
		if err != nil {
			d.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// said gives what is kept, one line each, by sequence.
func (d *desk) said() string {
	d.Helper()
	ms, _, err := d.db.Messages(d.Context(), store.MessageQuery{Limit: 2000})
	if err != nil {
		d.Fatal(err)
	}
	var b strings.Builder
	for _, m := range ms {
		fmt.Fprintf(&b, "%s %d.%d %s\n", m.Contact, m.Session, m.Seq, m.Text())
	}
	return b.String()
}

func (d *desk) events(kind frontdesk.EventKind) []frontdesk.Event {
	d.Helper()
	es, _, err := d.db.Events(d.Context(), store.EventQuery{Kinds: []frontdesk.EventKind{kind}, Limit: 100})
	if err != nil {
		d.Fatal(err)
	}
	return es
}

func (d *desk) conversation(c frontdesk.Contact) frontdesk.Conversation {
	d.Helper()
	v, err := d.db.ConversationOf(d.Context(), c.ID, "")
	if err != nil {
		d.Fatal(err)
	}
	return v
}

// notice wraps the inside of a value for the first number.
func notice(number, inside string) string {
	return `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",` +
		`"metadata":{"phone_number_id":"` + number + `"},` + inside + `}}]}]}`
}

func text(from, id, body string, at time.Time) string {
	b, _ := json.Marshal(body)
	return fmt.Sprintf(`{"from":%q,"id":%q,"timestamp":"%d","type":"text","text":{"body":%s}}`, from, id, at.Unix(), b)
}

func messages(all ...string) string { return notice("1000", `"messages":[`+strings.Join(all, ",")+`]`) }

var ada = contacts.PhoneAddress("+16505551234")

func TestARepeatedWebhookIsOneMessage(t *testing.T) {
	d := newDesk(t)
	d.register("Ada", ada)
	body := messages(text("16505551234", "wamid.1", "hello", time.Now()), text("16505551234", "wamid.1", "hello", time.Now()))
	for range 3 {
		d.hear(body)
	}
	if got := d.said(); got != "c1 1.1 hello\n" {
		t.Errorf("kept\n%s", got)
	}
	if d.seen["kept"] != 1 || d.seen["repeated"] != 5 {
		t.Errorf("observed %v", d.seen)
	}
}

func TestAStrangerIsRejectedInSilenceAndListed(t *testing.T) {
	d := newDesk(t)
	const secretWords = "my secret words"
	for i := range 3 {
		body := messages(text("4915112345678", fmt.Sprintf("wamid.%d", i), secretWords, time.Now()))
		d.hear(body)
		d.hear(body) // told again
	}
	if got := d.said(); got != "" {
		t.Errorf("kept %q", got)
	}
	ps, _, err := d.db.PendingContacts(t.Context(), "", 10)
	if err != nil || len(ps) != 1 || ps[0].Count != 3 {
		t.Fatalf("pending %+v, %v", ps, err)
	}
	if shown := fmt.Sprintf("%+v", ps); strings.Contains(shown, "secret") {
		t.Errorf("the operator is shown what was written: %s", shown)
	}
	if ws, err := d.db.Wishes(t.Context(), 10); err != nil || len(ws) != 0 {
		t.Errorf("something is sent to a stranger: %v, %v", ws, err)
	}
	r := contacts.Registry{Store: d.db, Pending: d.db, Find: func(ctx context.Context, q contacts.Query) ([]frontdesk.Contact, string, error) {
		return d.db.Contacts(ctx, store.ContactQuery(q))
	}}
	if _, err := r.RegisterPending(t.Context(), ps[0].ID, "Bea"); err != nil {
		t.Fatal(err)
	}
	d.hear(messages(text("4915112345678", "wamid.9", "now you hear me", time.Now())))
	if got := d.said(); got != "c1 1.1 now you hear me\n" {
		t.Errorf("kept %q", got)
	}
}

func TestPhrasesStartASessionOnceAndKeepTheirPlace(t *testing.T) {
	d := newDesk(t)
	who := d.register("Ada", ada)
	at := time.Now()
	reset := messages(text("16505551234", "wamid.2", "  ReSet ", at))
	d.hear(messages(text("16505551234", "wamid.1", "before", at)))
	d.hear(reset)
	d.hear(reset)
	d.hear(messages(text("16505551234", "wamid.3", "please reset my password", at)))
	if got := d.said(); got != "c1 1.1 before\nc1 2.3 please reset my password\n" {
		t.Errorf("kept\n%s", got)
	}
	es := d.events(frontdesk.SessionStarted)
	if len(es) != 1 || es[0].Seq != 2 || es[0].Session != 2 || es[0].Data["reason"] != "phrase" {
		t.Errorf("events %+v", es)
	}
	ws, err := d.db.Wishes(t.Context(), 10)
	if err != nil || len(ws) != 1 || ws[0].Draft.To != who.ID || ws[0].Draft.Content.Line() != inbox.Confirmation {
		t.Errorf("wishes %+v, %v", ws, err)
	}
	if !d.conversation(who).WindowOpen(time.Now()) {
		t.Error("a phrase did not open the window")
	}
}

func TestPhrases(t *testing.T) {
	for s, want := range map[string]bool{
		"reset": true, "new session": true, "clear session": true, "start over": true, "/reset": true, "/restart": true, "/new": true,
		"RESET": true, " Start Over\n": true, "please reset my password": false, "reset!": false, "new": false, "restart": false, "": false, "resets": false,
	} {
		if inbox.IsPhrase(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}

func TestSilenceStartsASession(t *testing.T) {
	d := newDesk(t)
	d.register("Ada", ada)
	d.hear(messages(text("16505551234", "wamid.1", "long ago", time.Now().Add(-25*time.Hour))))
	again := messages(text("16505551234", "wamid.2", "back", time.Now()))
	d.hear(again)
	d.hear(again)
	if got := d.said(); got != "c1 1.1 long ago\nc1 2.3 back\n" {
		t.Errorf("kept\n%s", got)
	}
	if ws, err := d.db.Wishes(t.Context(), 10); err != nil || len(ws) != 0 {
		t.Errorf("the idle rule is not silent: %v, %v", ws, err)
	}
}

func TestPhoneUserIDAndBothAreOnePerson(t *testing.T) {
	d := newDesk(t)
	d.register("Ada", ada)
	now := fmt.Sprint(time.Now().Unix())
	d.hear(messages(`{"from":"16505551234","from_user_id":"US.7","id":"a","timestamp":"` + now + `","type":"text","text":{"body":"both"}}`))
	d.hear(messages(`{"from_user_id":"US.7","id":"b","timestamp":"` + now + `","type":"text","text":{"body":"user id"}}`))
	d.hear(messages(`{"from":"16505551234","id":"c","timestamp":"` + now + `","type":"text","text":{"body":"phone"}}`))
	if got := d.said(); got != "c1 1.1 both\nc1 1.2 user id\nc1 1.3 phone\n" {
		t.Errorf("kept\n%s", got)
	}
}

func TestSpellingsOfANumberAreOnePerson(t *testing.T) {
	for registered, sent := range map[frontdesk.Phone]string{
		"+5511987654321": "551187654321", "+525512345678": "5215512345678", "+541123456789": "5491123456789",
	} {
		d := newDesk(t)
		d.register("X", contacts.PhoneAddress(registered))
		d.hear(messages(text(sent, "a", "hi", time.Now())))
		if got := d.said(); got != "c1 1.1 hi\n" {
			t.Errorf("%s as %s: kept %q", registered, sent, got)
		}
	}
}

func TestAnAnnouncedAddressMovesAndThePersonStays(t *testing.T) {
	d := newDesk(t)
	d.register("Ada", ada)
	d.hear(messages(text("16505551234", "a", "old", time.Now())))
	moved := messages(`{"from":"16505551234","id":"s","timestamp":"1","type":"system","system":{"body":"Ada changed","type":"user_changed_number","wa_id":"12195555358"}}`)
	d.hear(moved)
	d.hear(moved)
	d.hear(messages(text("12195555358", "b", "new", time.Now())))
	if got := d.said(); got != "c1 1.1 old\nc1 1.2 Ada changed\nc1 1.3 new\n" {
		t.Errorf("kept\n%s", got)
	}
	if es := d.events(frontdesk.AddressChanged); len(es) != 1 {
		t.Errorf("%d events", len(es))
	}
}

func TestAConflictIsAnEventAndNotAGuess(t *testing.T) {
	d := newDesk(t)
	d.register("Ada", ada)
	d.register("Bea", contacts.UserIDAddress("US.9"))
	body := messages(`{"from":"16505551234","from_user_id":"US.9","id":"a","timestamp":"1779984000","type":"text","text":{"body":"who am I"}}`)
	d.hear(body)
	d.hear(body)
	if got := d.said(); !strings.HasPrefix(got, "c2 ") {
		t.Errorf("kept %q", got)
	}
	if es := d.events(frontdesk.AddressConflict); len(es) != 1 {
		t.Errorf("%d events", len(es))
	}
}

func TestATimeToComeDoesNotHoldTheWindowOpen(t *testing.T) {
	d := newDesk(t)
	who := d.register("Ada", ada)
	d.hear(messages(text("16505551234", "a", "future", time.Now().Add(1000*time.Hour))))
	if v := d.conversation(who); v.LastIn.After(time.Now()) {
		t.Errorf("last wrote at %s", v.LastIn)
	}
	d.hear(messages(text("16505551234", "b", "past", time.Unix(1, 0))))
	if v := d.conversation(who); !v.WindowOpen(time.Now()) {
		t.Error("an old message closed the window")
	}
}

func TestWhatCannotBeReadIsNotedAndPassed(t *testing.T) {
	d := newDesk(t)
	d.register("Ada", ada)
	for _, body := range []string{
		`{"object":"whatsapp_business_account","entry":[{"cha`, `[1,2]`, "", "\xff\xfe", strings.Repeat("[", 20_000),
		notice("1000", `"messages":[{"id":"x","type":"text"}]`), // no sender
	} {
		d.hear(body)
	}
	d.hear(messages(text("16505551234", "a", "after all that", time.Now())))
	if got := d.said(); got != "c1 1.1 after all that\n" {
		t.Errorf("kept %q", got)
	}
	es := d.events(frontdesk.UnreadableUpdate)
	if len(es) != 6 {
		t.Fatalf("%d events", len(es))
	}
	for _, e := range es {
		if e.Data["update"] == "" || !strings.Contains(e.Text, "could not be read: ") {
			t.Errorf("the operator is told %+v", e)
		}
	}
}

func TestAnUpdateSpeaksOnlyForNumbersOfItsApp(t *testing.T) {
	d := newDesk(t)
	d.register("Ada", ada)
	d.number("2000", "another secret")
	d.hearSigned(messages(text("16505551234", "a", "forged", time.Now())), "another secret")
	d.hear(notice("9999", `"messages":[`+text("16505551234", "b", "nobody's", time.Now())+`]`))
	if got := d.said(); got != "" {
		t.Errorf("kept %q", got)
	}
	if es := d.events(frontdesk.UnknownNumber); len(es) != 2 {
		t.Errorf("%d events", len(es))
	}
}

func TestAThousandUpdatesInOneBodyKeepTheirOrder(t *testing.T) {
	d := newDesk(t)
	d.register("Ada", ada)
	var all []string
	for i := range 1000 {
		all = append(all, text("16505551234", fmt.Sprintf("wamid.%d", i), fmt.Sprintf("n%d", i), time.Now()))
	}
	d.hear(messages(all...))
	var want strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&want, "c1 1.%d n%d\n", i+1, i)
	}
	if got := d.said(); got != want.String() {
		t.Errorf("kept %.200s …", got)
	}
}

func TestEveryPayloadIsKeptOrNoted(t *testing.T) {
	files, err := filepath.Glob("../../testdata/meta/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	var d *desk
	for i, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 || strings.Contains(file, "system_") { // which moves Ada to another number
			d = newDesk(t)
			d.number("106540352242922", "secret")
			d.register("Ada", ada, contacts.UserIDAddress("US.13491208655302741918"))
		}
		d.seen = map[string]int{}
		d.hear(string(body))
		if len(d.seen) == 0 {
			t.Errorf("%s came to nothing", file)
		}
		if d.seen["unreadable"] > 0 {
			t.Errorf("%s could not be read", file)
		}
	}
}

func TestKillingBetweenBatchesRepeatsNothing(t *testing.T) {
	d := newDesk(t)
	d.register("Ada", ada)
	for i := range 100 {
		u := frontdesk.Update{At: time.Now(), Kind: frontdesk.CloudAPI, Signer: frontdesk.Signer("secret"),
			Body: []byte(messages(text("16505551234", fmt.Sprintf("wamid.%d", i), fmt.Sprintf("n%d", i), time.Now())))}
		if _, err := d.db.Append(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	for range 10 {
		ctx, cancel := context.WithCancel(t.Context())
		d.inbox.Step = func(string) { cancel() } // dies after the work and before the commit
		d.inbox.Round(ctx)
		d.inbox.Step = nil
		if _, err := d.inbox.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	d.apply()
	if got := strings.Count(d.said(), "\n"); got != 100 {
		t.Errorf("kept %d of 100", got)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	d := newDesk(t)
	d.register("Ada", ada)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- d.inbox.Run(ctx) }()
	u := frontdesk.Update{At: time.Now(), Kind: frontdesk.CloudAPI, Signer: frontdesk.Signer("secret"),
		Body: []byte(messages(text("16505551234", "wamid.1", "hello", time.Now())))}
	if _, err := d.db.Append(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); d.said() == "" && time.Now().Before(deadline); {
		<-time.After(5 * time.Millisecond)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got := d.said(); got != "c1 1.1 hello\n" {
		t.Errorf("kept %q", got)
	}
}
