package storetest

import (
	"strings"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){
	"AnIntegrationIsKeptWhole":        anIntegrationIsKeptWhole,
	"IntegrationsAreDistinct":         integrationsAreDistinct,
	"ARemovedIntegrationKeepsItsPast": aRemovedIntegrationKeepsItsPast,
	"AWrongKeyIsSaidAtTheStart":       aWrongKeyIsSaidAtTheStart,
})

func whole() frontdesk.Integration {
	return frontdesk.Integration{
		Kind: frontdesk.CloudAPI, Name: "Shop", PhoneNumberID: "106540352242922", BusinessAccountID: "102290129340398", DisplayPhone: "+1 555 078 3881",
		AccessToken: "EAAG-access", AppSecret: "app-secret", VerifyToken: "verify", PathToken: "path", Metadata: map[string]string{"team": "sales"},
	}
}

func anIntegrationIsKeptWhole(d *desk) {
	in := whole()
	kept := get(d.db.SaveIntegration(d.ctx, in))(d)
	in.ID, in.CreatedAt, in.UpdatedAt = kept.ID, kept.CreatedAt, kept.UpdatedAt
	d.secrets(kept, in)
	in.AccessToken, in.VerifyToken = "EAAG-another", ""
	kept = get(d.db.SaveIntegration(d.ctx, in))(d)
	in.UpdatedAt = kept.UpdatedAt
	d.secrets(kept, in)
	all := get(d.copy().Integrations(d.ctx))(d)
	d.same(len(all), 1)
	d.secrets(all[0], in)
}

// secrets compares integrations without printing what they hide.
func (d *desk) secrets(got, want frontdesk.Integration) {
	d.Helper()
	if got.AccessToken != want.AccessToken || got.AppSecret != want.AppSecret || got.VerifyToken != want.VerifyToken || got.PathToken != want.PathToken {
		d.Fatal("a credential is not what was kept")
	}
	d.same(got, want)
}

func integrationsAreDistinct(d *desk) {
	first := get(d.db.SaveIntegration(d.ctx, whole()))(d)
	for field, other := range map[string]frontdesk.Integration{
		"phone_number_id": {PhoneNumberID: first.PhoneNumberID},
		"path_token":      {PhoneNumberID: "2", PathToken: "path"},
	} {
		_, err := d.db.SaveIntegration(d.ctx, other)
		d.code(err, frontdesk.Conflict)
		if e := frontdesk.Foreseen(err); e.Field != field || !strings.Contains(e.Message, string(first.ID)) {
			d.Errorf("the refusal is %q about %q", e.Message, e.Field)
		}
	}
	second := get(d.db.SaveIntegration(d.ctx, frontdesk.Integration{PhoneNumberID: "2", PathToken: "other"}))(d)
	second.PathToken = "path"
	_, err := d.db.SaveIntegration(d.ctx, second)
	d.code(err, frontdesk.Conflict)
	d.same(len(get(d.db.Integrations(d.ctx))(d)), 2)
}

func aRemovedIntegrationKeepsItsPast(d *desk) {
	in := get(d.db.SaveIntegration(d.ctx, whole()))(d)
	v := get(d.db.OpenConversation(d.ctx, d.person("Ana").ID, in.ID))(d)
	m := d.hear(v, "hello")
	d.ok(d.db.RemoveIntegration(d.ctx, in.ID))
	d.code(d.db.RemoveIntegration(d.ctx, in.ID), frontdesk.NotFound)
	d.same(len(get(d.db.Integrations(d.ctx))(d)), 0)
	d.same(get(d.db.Message(d.ctx, m.ID))(d).Integration, in.ID)
	if again := get(d.db.SaveIntegration(d.ctx, whole()))(d); again.ID == in.ID {
		d.Error("a new integration has an old one's id")
	}
}

func aWrongKeyIsSaidAtTheStart(d *desk) {
	get(d.db.SaveIntegration(d.ctx, whole()))(d)
	other := frontdesk.Secret("b3RoZXIga2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMuLi4=")
	_, err := store.Open(d.ctx, store.Options{URL: d.url, Key: other})
	d.code(err, frontdesk.Denied)
	if said := frontdesk.Sentence(err); !strings.Contains(said, "key") || strings.Contains(said, "EAAG") {
		d.Errorf("the refusal is %q", said)
	}
	for _, bad := range []frontdesk.Secret{"", "short", "not base64 at all!", "QUJD"} {
		_, err := store.Open(d.ctx, store.Options{URL: d.url, Key: bad})
		d.code(err, frontdesk.Invalid)
	}
}
