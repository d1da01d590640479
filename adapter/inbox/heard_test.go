package inbox_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/contacts"
	"frontdesk/store"
)

// theNumber is the one that the payloads in testdata are for.
const theNumber, theAccount = "106540352242922", "102290129340398"

// newBranch is a desk with that number, and Ada as the payloads know her.
func newBranch(t *testing.T) (*desk, frontdesk.Contact) {
	d := newDesk(t)
	d.on = d.number(theNumber, "secret")
	return d, d.register("Ada", ada, contacts.UserIDAddress("US.13491208655302741918"))
}

// hearFile applies a payload of Meta's, twice, as Meta repeats it.
func (d *desk) hearFile(name string) {
	d.Helper()
	body, err := os.ReadFile("../../testdata/meta/" + name + ".json")
	if err != nil {
		d.Fatal(err)
	}
	d.hear(string(body))
	d.hear(string(body))
}

func (d *desk) messages() []frontdesk.Message {
	d.Helper()
	ms, _, err := d.db.Messages(d.Context(), store.MessageQuery{Limit: 2000})
	if err != nil {
		d.Fatal(err)
	}
	return ms
}

// handed is what an agent would be given now.
func (d *desk) handed() string {
	d.Helper()
	b, ok, err := d.db.Claim(d.Context(), store.Claim{Follower: store.Pull, Lease: time.Minute, Limit: 50})
	if err != nil {
		d.Fatal(err)
	}
	if !ok {
		return ""
	}
	var all []string
	for _, m := range b.Messages {
		all = append(all, m.Text())
	}
	for _, e := range b.Events {
		all = append(all, string(e.Kind))
	}
	if err := d.db.Ack(d.Context(), b.Lease, b.UpTo); err != nil {
		d.Fatal(err)
	}
	return strings.Join(all, "\n")
}

func TestWhatStoodBesideAMessageIsKept(t *testing.T) {
	d, _ := newBranch(t)
	d.hearFile("text_referral")
	ms := d.messages()
	if len(ms) != 1 || ms[0].Origin == nil || ms[0].Origin.Ad == nil || ms[0].Origin.Ad.Headline == "" {
		t.Fatalf("kept %+v", ms)
	}
}

func TestAHumanOnThePhoneAppTakesOver(t *testing.T) {
	d, ada := newBranch(t)
	d.hear(notice(theNumber, `"messages":[`+text("16505551234", "a", "hello", time.Unix(1779980000, 0))+`]`))
	d.handed()
	d.hearFile("field_smb_message_echoes")
	ms := d.messages()
	if len(ms) != 2 || ms[1].Direction != frontdesk.Out || ms[1].By != frontdesk.ByPhoneApp || ms[1].Delivery != nil {
		t.Fatalf("kept %+v", ms)
	}
	v := d.conversation(ada)
	if v.Mode != frontdesk.Manual || v.Unread != 0 || !v.LastOut.Equal(ms[1].At) || v.LastIn.Equal(ms[1].At) {
		t.Errorf("the conversation is %+v", v)
	}
	es := d.events(frontdesk.ModeChanged)
	if len(es) != 1 || es[0].Data["reason"] != "phone_app" || es[0].Data["by"] != "phone_app" {
		t.Errorf("events %+v", es)
	}
	if got := d.handed(); got != "mode_changed" {
		t.Errorf("the agent is handed %q", got)
	}
	if due, err := d.db.Due(t.Context(), time.Now().Add(time.Hour), 9); err != nil || len(due) != 0 {
		t.Errorf("to be sent again: %+v, %v", due, err)
	}
	// Who gives the conversation back is not overruled by a repetition.
	automatic := frontdesk.Automatic
	if _, err := d.db.EditConversation(t.Context(), v.ID, store.Edit{Mode: &automatic}); err != nil {
		t.Fatal(err)
	}
	d.hearFile("field_smb_message_echoes")
	if v := d.conversation(ada); v.Mode != frontdesk.Automatic {
		t.Error("a repeated echo took over again")
	}
}

func TestAHumanChangesWhatTheySaid(t *testing.T) {
	d, _ := newBranch(t)
	d.hearFile("field_smb_message_echoes")
	d.hearFile("field_smb_message_echoes_edit_and_revoke")
	if got, want := d.said(), "c1 1.1 (deleted by the sender)\nc1 1.3 (deleted by the sender)\nc1 1.4 Deleted ‘I'll look after this.’\n"; got != want {
		t.Errorf("kept\n%swant\n%s", got, want)
	}
}

func TestAnEchoToAStrangerRegistersNobody(t *testing.T) {
	d := newDesk(t)
	d.number(theNumber, "secret")
	d.hearFile("field_smb_message_echoes")
	ps, _, err := d.db.PendingContacts(t.Context(), "", 9)
	if err != nil || len(ps) != 1 || ps[0].Count != 1 || d.said() != "" {
		t.Errorf("pending %+v, %v; kept %q", ps, err, d.said())
	}
}

// firstWords are what the payloads edit and revoke change.
func firstWords() string {
	return notice(theNumber, `"messages":[`+text("16505551234", "wamid.FIRST", "At eight, secretly", time.Unix(1779980000, 0))+`]`)
}

func TestADeletionHidesWhateverTheOrder(t *testing.T) {
	for _, order := range []string{"first edit revoke", "edit first revoke", "revoke edit first", "revoke first edit", "edit revoke first", "first revoke edit"} {
		d, _ := newBranch(t)
		for _, name := range strings.Fields(order) {
			if name == "first" {
				d.hear(firstWords())
				continue
			}
			d.hearFile(name)
		}
		for _, m := range d.messages() {
			if m.WAMID != "wamid.REVOKE" && m.Text() != frontdesk.Deleted {
				t.Errorf("%s: %s is %q", order, m.WAMID, m.Text())
			}
			if c, err := d.db.FirstSaid(t.Context(), m.ID); err != nil || m.WAMID == "wamid.FIRST" && c.Line() != "At eight, secretly" {
				t.Errorf("what was first said is %v, %v", c, err)
			}
		}
	}
}

func TestEditsAndDeletionsActOnTheThread(t *testing.T) {
	d, ada := newBranch(t)
	d.hear(firstWords())
	d.handed()
	d.hearFile("edit")
	want := "c1 1.1 At nine, not at eight (edited)\nc1 1.2 Edited ‘At eight, secretly’, which now says: At nine, not at eight\n"
	if got := d.said(); got != want {
		t.Errorf("after the edit\n%swant\n%s", got, want)
	}
	if got := d.handed(); got != "Edited ‘At eight, secretly’, which now says: At nine, not at eight" {
		t.Errorf("the agent is handed %q", got)
	}
	d.hearFile("revoke")
	if got := d.handed(); got != "Deleted ‘At nine, not at eight’" {
		t.Errorf("the agent is handed %q", got)
	}
	for _, sought := range []string{"secretly", "nine"} {
		if ms, _, err := d.db.Messages(t.Context(), store.MessageQuery{Search: sought, Limit: 9}); err != nil || len(ms) != 0 {
			t.Errorf("%q finds %+v, %v", sought, ms, err)
		}
	}
	if v := d.conversation(ada); !v.LastIn.Equal(time.Unix(1779980000, 0)) {
		t.Errorf("a change of a message opened the window at %s", v.LastIn)
	}
}

func TestNobodyChangesWhatAnotherSaid(t *testing.T) {
	d, _ := newBranch(t)
	d.register("Eve", contacts.PhoneAddress("+15550002222"))
	d.hear(notice(theNumber, `"messages":[`+text("15550002222", "wamid.FIRST", "Eve's own", time.Unix(1779980000, 0))+`]`))
	d.hearFile("edit")
	d.hearFile("revoke")
	want := "c2 1.1 Eve's own\nc1 1.1 Edited an earlier message, which now says: At nine, not at eight\nc1 1.2 Deleted an earlier message\n"
	if got := d.said(); got != want {
		t.Errorf("kept\n%swant\n%s", got, want)
	}
}

func keepOne(m frontdesk.Message) func(context.Context, *store.Tx, []frontdesk.Update) error {
	return func(ctx context.Context, tx *store.Tx, _ []frontdesk.Update) error {
		_, _, err := tx.KeepMessage(ctx, m)
		return err
	}
}

func TestWhatAMessageIsAboutIsNamed(t *testing.T) {
	d, ada := newBranch(t)
	at := time.Date(2026, 5, 28, 10, 2, 0, 0, time.Local)
	kept := func(wamid, body string) {
		if _, err := d.db.Append(t.Context(), frontdesk.Update{Kind: "none", Body: []byte("{}")}); err != nil {
			t.Fatal(err)
		}
		v, err := d.db.OpenConversation(t.Context(), ada.ID, d.on.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.db.Apply(t.Context(), "ours", 1, keepOne(frontdesk.Message{
			WAMID: wamid, Integration: d.on.ID, Conversation: v.ID, Contact: ada.ID, Direction: frontdesk.Out, By: frontdesk.ByAgent, At: at, Content: frontdesk.Text{Body: body},
		})); err != nil {
			t.Fatal(err)
		}
	}
	kept("wamid.OURS", "Your parcel comes tomorrow")
	now := at.Add(time.Hour).Unix()
	from := fmt.Sprintf(`"from":"16505551234","timestamp":"%d"`, now)
	for _, m := range []string{
		`{` + from + `,"id":"r","type":"reaction","reaction":{"message_id":"wamid.OURS","emoji":"👍"}}`,
		`{` + from + `,"id":"q","context":{"id":"wamid.OURS"},"type":"text","text":{"body":"thank you"}}`,
		`{` + from + `,"id":"b","context":{"id":"wamid.OURS"},"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"slot-2","title":"Tomorrow 9:00"}}}`,
		`{` + from + `,"id":"u","context":{"id":"wamid.NEVER"},"type":"text","text":{"body":"of something else"}}`,
	} {
		d.hear(notice(theNumber, `"messages":[`+m+`]`))
	}
	want := strings.Join([]string{
		"Reacted 👍 to ‘Your parcel comes tomorrow’",
		"In reply to ‘Your parcel comes tomorrow’: thank you",
		"Chose ‘Tomorrow 9:00’ (id slot-2) from the list in your message of 10:02",
		"of something else",
	}, "\n")
	if got := d.handed(); got != want {
		t.Errorf("the agent is handed\n%s\nwant\n%s", got, want)
	}
	if ms, _, err := d.db.Messages(t.Context(), store.MessageQuery{Search: "parcel reacted", Limit: 9}); err != nil || len(ms) != 1 {
		t.Errorf("a reaction is not found by what it is about: %+v, %v", ms, err)
	}
}

func TestTheTimeBeforeIsReadAndNotAnswered(t *testing.T) {
	d, ada := newBranch(t)
	d.hearFile("field_history")
	d.hearFile("field_history_media")
	for _, m := range d.messages() {
		if !m.Past || m.Session != 0 {
			t.Errorf("%q is not of the past: %+v", m.Text(), m)
		}
	}
	if got := d.said(); strings.Count(got, "\n") != 4 || !strings.Contains(got, "From ten to two.") || !strings.Contains(got, "Picture: the hall") {
		t.Errorf("kept\n%s", got)
	}
	v := d.conversation(ada)
	if v.Unread != 0 || !v.LastIn.IsZero() || !v.LastOut.IsZero() || v.Mode != frontdesk.Automatic {
		t.Errorf("the conversation is %+v", v)
	}
	if got := d.handed(); got != "" {
		t.Errorf("the agent is handed %q", got)
	}
	d.hear(notice(theNumber, `"messages":[`+text("16505551234", "new", "now", time.Now())+`]`))
	if got := d.handed(); got != "now" {
		t.Errorf("the agent is handed %q", got)
	}
}

func TestWhatIsSaidInAGroupIsKeptAsAnEvent(t *testing.T) {
	d, ada := newBranch(t)
	d.hearFile("group_text")
	es := d.events(frontdesk.GroupMessage)
	if len(es) != 1 || es[0].Text != "Ada in a group: Good morning all" || es[0].Contact != ada.ID || es[0].Conversation != "" ||
		es[0].Data["content"] != `{"body":"Good morning all"}` || es[0].Data["group"] == "" {
		t.Errorf("events %+v", es)
	}
	if got := d.said() + d.handed(); got != "" {
		t.Errorf("kept or handed over: %q", got)
	}
	ps, _, err := d.db.PendingContacts(t.Context(), "", 9)
	if err != nil || len(ps) != 0 {
		t.Errorf("pending %+v, %v", ps, err)
	}
}

func TestGroupsAreHandedOverIfWanted(t *testing.T) {
	d, ada := newBranch(t)
	d.inbox.Groups = true
	d.hearFile("group_text")
	v := d.conversation(ada)
	if !v.LastIn.IsZero() || v.Unread != 0 || v.WindowOpen(time.Now()) {
		t.Errorf("what was said elsewhere changed the conversation: %+v", v)
	}
	b, ok, err := d.db.Claim(t.Context(), store.Claim{Follower: store.Pull, Lease: time.Minute, Limit: 9})
	if err != nil || !ok || len(b.Messages) != 0 || len(b.Events) != 1 || b.Events[0].Kind != frontdesk.GroupMessage || b.Events[0].Text != "Ada in a group: Good morning all" {
		t.Errorf("handed over %+v, %v", b, err)
	}
	d.hear(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"` + theNumber +
		`"},"messages":[{"from":"16505559999","group_id":"g","id":"wamid.OTHER","timestamp":"1779984000","type":"text","text":{"body":"me too"}}]}}]}]}`)
	es := d.events(frontdesk.GroupMessage)
	if len(es) != 2 || es[0].Conversation != "" || es[1].Conversation != v.ID {
		t.Errorf("a stranger's word is %+v", es)
	}
}

func TestAStopIsThePersonsWord(t *testing.T) {
	d, ada := newBranch(t)
	wish := func(value string, at int64) {
		d.hear(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"user_preferences","value":{"metadata":{"phone_number_id":"` + theNumber +
			`"},"user_preferences":[{"wa_id":"16505551234","category":"marketing_messages","value":"` + value + `","timestamp":` + fmt.Sprint(at) + `}]}}]}]}`)
	}
	wants := func(want bool) {
		t.Helper()
		c, err := d.db.Contact(t.Context(), ada.ID)
		if err != nil || c.WantsMarketing() != want {
			t.Errorf("wants marketing: %v, %v", c.WantsMarketing(), err)
		}
	}
	wants(true)
	wish("stop", 1779984000)
	wish("stop", 1779984000)
	wants(false)
	wish("resume", 1779983000) // said before, told after
	wants(false)
	c, err := d.db.Contact(t.Context(), ada.ID)
	if err != nil {
		t.Fatal(err)
	}
	c.MarketingStoppedAt = time.Time{} // an operator who saves a contact takes nothing back
	if _, err := d.db.SaveContact(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	wants(false)
	wish("resume", 1779985000)
	wants(true)
	if es := d.events(frontdesk.PreferenceChanged); len(es) != 3 || es[0].Contact != ada.ID {
		t.Errorf("events %+v", es)
	}
	d.hear(strings.ReplaceAll(notice(theNumber, `"user_preferences":[{"wa_id":"15550009999","category":"marketing_messages","value":"stop","timestamp":1779984000}]`), `"messages"`, `"user_preferences"`))
	if es := d.events(frontdesk.PreferenceChanged); len(es) != 4 || es[0].Contact != "" || es[0].Data["phone"] != "15550009999" {
		t.Errorf("a stranger's wish is %+v", es[0])
	}
}

func TestNewsGoesToTheNumberOfItsAccount(t *testing.T) {
	for name, tc := range map[string]struct {
		accounts []string // of the numbers, in order
		want     int      // which has it; 0 for none
	}{
		"the account is known":      {[]string{"777", theAccount}, 2},
		"one has no account":        {[]string{"777", ""}, 2},
		"the known one goes before": {[]string{"", theAccount}, 2},
		"another's account":         {[]string{"777", "888"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.on.AppSecret = "another app's"
			if _, err := d.db.SaveIntegration(t.Context(), d.on); err != nil {
				t.Fatal(err)
			}
			want := frontdesk.IntegrationID("")
			for i, account := range tc.accounts {
				in, err := d.db.SaveIntegration(t.Context(), frontdesk.Integration{
					Kind: frontdesk.CloudAPI, PhoneNumberID: fmt.Sprint(2000 + i), BusinessAccountID: account, AccessToken: "t", AppSecret: "secret",
				})
				if err != nil {
					t.Fatal(err)
				}
				if tc.want == i+1 {
					want = in.ID
				}
			}
			d.hearFile("field_message_template_status_update_paused")
			es := d.events(frontdesk.TemplateStatus)
			if len(es) != 2 { // each repetition is an update of its own
				t.Fatalf("%d events", len(es))
			}
			e := es[0]
			if e.Integration != want || e.Data["event"] != "PAUSED" || e.Data["business_account_id"] != theAccount || e.Data["field"] == "" || e.Data["update"] == "" {
				t.Errorf("event %+v, want it for %q", e, want)
			}
		})
	}
}

func TestEveryFieldHasAKindOfEvent(t *testing.T) {
	for name, want := range map[string]frontdesk.EventKind{
		"field_message_template_quality_update": frontdesk.TemplateChanged,
		"field_account_update":                  frontdesk.AccountChanged,
		"field_account_alerts":                  frontdesk.AccountAlert,
		"field_phone_number_quality_update":     frontdesk.QualityChanged,
		"field_group_lifecycle_update":          frontdesk.GroupChanged,
		"field_tea_leaves":                      frontdesk.MetaReported,
		"errors":                                frontdesk.MetaReported,
	} {
		d, _ := newBranch(t)
		d.hearFile(name)
		if es := d.events(want); len(es) == 0 {
			t.Errorf("%s is no %s", name, want)
		}
	}
}
