package admin

import (
	"cmp"
	"context"
	"crypto/rand"
	"strings"

	"frontdesk"
	"frontdesk/adapter/admin/view"
	"frontdesk/contacts"
)

// numbers are the operations on integrations.
type numbers struct {
	store   Integrations
	changed func()
}

type oneIntegration struct {
	Body view.Integration
}

type newIntegration struct {
	Body struct {
		Name              string            `json:"name,omitempty" doc:"What you call the number; its phone if absent."`
		PhoneNumberID     string            `json:"phone_number_id" example:"106540352242922" doc:"Meta's id of the number."`
		BusinessAccountID string            `json:"business_account_id,omitempty" doc:"The WhatsApp Business Account (WABA)."`
		DisplayPhone      string            `json:"display_phone_number,omitempty" doc:"The number for people."`
		AccessToken       string            `json:"access_token" doc:"A system user's token that does not expire is best."`
		AppSecret         string            `json:"app_secret" doc:"Of the app that the webhook belongs to."`
		Metadata          map[string]string `json:"metadata,omitempty"`
	}
}

func (n numbers) create(ctx context.Context, in *newIntegration) (*oneIntegration, error) {
	b := in.Body
	i := frontdesk.Integration{Kind: frontdesk.CloudAPI, VerifyToken: generated(), PathToken: generated()}
	err := numberEdit{
		name: &b.Name, phoneNumberID: &b.PhoneNumberID, businessAccountID: &b.BusinessAccountID, displayPhone: &b.DisplayPhone,
		accessToken: &b.AccessToken, appSecret: &b.AppSecret, metadata: contacts.Entries(b.Metadata),
	}.apply(&i)
	if err != nil {
		return nil, err
	}
	return n.save(ctx, i)
}

// generated makes a token that nobody can guess.
func generated() frontdesk.Secret { return frontdesk.Secret(strings.ToLower(rand.Text())) }

func (n numbers) save(ctx context.Context, i frontdesk.Integration) (*oneIntegration, error) {
	i.Name = cmp.Or(i.Name, i.DisplayPhone, "WhatsApp "+i.PhoneNumberID)
	i, err := n.store.SaveIntegration(ctx, i)
	if err != nil {
		return nil, err
	}
	n.tell()
	return &oneIntegration{view.IntegrationOf(i)}, nil
}

func (n numbers) tell() {
	if n.changed != nil {
		n.changed()
	}
}

// list answers a page. There are few integrations, so the store gives them all.
func (n numbers) list(ctx context.Context, in *Page) (*list[view.Integration], error) {
	all, err := n.store.Integrations(ctx)
	if err != nil {
		return nil, err
	}
	id := func(i frontdesk.Integration) string { return string(i.ID) }
	if all, err = after(all, in.Cursor, id); err != nil {
		return nil, err
	}
	page, next := upTo(in.Limit, all, id)
	return listed(page, view.IntegrationOf, next), nil
}

func (n numbers) get(ctx context.Context, in *ByID) (*oneIntegration, error) {
	i, err := n.store.Integration(ctx, frontdesk.IntegrationID(in.ID))
	return &oneIntegration{view.IntegrationOf(i)}, err
}

type integrationPatch struct {
	ByID
	Body struct {
		Name              Opt[string]             `json:"name,omitempty"`
		PhoneNumberID     Opt[string]             `json:"phone_number_id,omitempty"`
		BusinessAccountID Opt[string]             `json:"business_account_id,omitempty"`
		DisplayPhone      Opt[string]             `json:"display_phone_number,omitempty"`
		AccessToken       Opt[string]             `json:"access_token,omitempty" doc:"******** keeps the one there."`
		AppSecret         Opt[string]             `json:"app_secret,omitempty" doc:"******** keeps the one there."`
		VerifyToken       Opt[string]             `json:"verify_token,omitempty" doc:"Never changes: send the one there, or none."`
		Metadata          Opt[map[string]*string] `json:"metadata,omitempty" doc:"Merged: a null value takes an entry out, null for all takes all out."`
	}
}

func (n numbers) update(ctx context.Context, in *integrationPatch) (*oneIntegration, error) {
	i, err := n.store.Integration(ctx, frontdesk.IntegrationID(in.ID))
	if err != nil {
		return nil, err
	}
	b := in.Body
	if b.VerifyToken.Sent && b.VerifyToken.Value != i.VerifyToken.Reveal() {
		return nil, bad("verify_token", "the verify token of a number never changes").
			WithNext("leave it out, or add the number again to have a new one")
	}
	err = numberEdit{
		name: b.Name.pointer(), phoneNumberID: b.PhoneNumberID.pointer(), businessAccountID: b.BusinessAccountID.pointer(),
		displayPhone: b.DisplayPhone.pointer(), accessToken: b.AccessToken.pointer(), appSecret: b.AppSecret.pointer(),
		metadata: changesOf(i.Metadata, b.Metadata),
	}.apply(&i)
	if err != nil {
		return nil, err
	}
	return n.save(ctx, i)
}

func (n numbers) remove(ctx context.Context, in *ByID) (*nothing, error) {
	if err := n.store.RemoveIntegration(ctx, frontdesk.IntegrationID(in.ID)); err != nil {
		return nil, err
	}
	n.tell()
	return nil, nil
}
