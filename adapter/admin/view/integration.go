package view

import (
	"time"

	"frontdesk"
)

// Hidden stands for a credential that is there. Sent back, it keeps it.
const Hidden = "********"

// Integration is a business number as answered.
type Integration struct {
	ID                frontdesk.IntegrationID `json:"id"`
	Kind              string                  `json:"kind" doc:"The transport: whatsapp_cloud_api."`
	Name              string                  `json:"name"`
	PhoneNumberID     string                  `json:"phone_number_id" doc:"Meta's id of the number."`
	BusinessAccountID string                  `json:"business_account_id,omitempty" doc:"The WhatsApp Business Account (WABA)."`
	DisplayPhone      string                  `json:"display_phone_number,omitempty" doc:"The number for people."`
	AccessToken       string                  `json:"access_token,omitempty" doc:"Always ******** if there is one; sent back so it is kept."`
	AppSecret         string                  `json:"app_secret,omitempty" doc:"Always ******** if there is one; sent back so it is kept."`
	VerifyToken       string                  `json:"verify_token" doc:"Made here and never changed. Enter it at Meta beside the callback address."`
	CallbackPath      string                  `json:"callback_path" doc:"The path of the number's own callback address, to be entered at Meta after the public address of this server."`
	Metadata          map[string]string       `json:"metadata,omitempty"`
	CreatedAt         time.Time               `json:"created_at"`
	UpdatedAt         time.Time               `json:"updated_at"`
}

// IntegrationOf shows a business number. Its credentials are there or not, and
// never told.
func IntegrationOf(i frontdesk.Integration) Integration {
	return Integration{
		ID: i.ID, Kind: i.Kind, Name: i.Name,
		PhoneNumberID: i.PhoneNumberID, BusinessAccountID: i.BusinessAccountID, DisplayPhone: i.DisplayPhone,
		AccessToken: hide(i.AccessToken), AppSecret: hide(i.AppSecret),
		VerifyToken:  i.VerifyToken.Reveal(),
		CallbackPath: "/whatsapp/" + i.PathToken.Reveal(),
		Metadata:     i.Metadata,
		CreatedAt:    i.CreatedAt.UTC(), UpdatedAt: i.UpdatedAt.UTC(),
	}
}

func hide(s frontdesk.Secret) string {
	if s == "" {
		return ""
	}
	return Hidden
}
