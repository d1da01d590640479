package frontdesk

import "time"

// Integration is one business phone number of ours, and how to speak for it.
type Integration struct {
	ID   IntegrationID
	Kind string // the transport: CloudAPI
	Name string

	PhoneNumberID     string // Meta's id of the number; updates are routed by it
	BusinessAccountID string // the WhatsApp Business Account (WABA)
	DisplayPhone      string // the number for people, as Meta shows it

	AccessToken Secret
	AppSecret   Secret
	VerifyToken Secret
	// PathToken is the last part of the integration's own callback address,
	// /whatsapp/{token}.
	PathToken Secret

	Metadata  map[string]string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// CloudAPI is the kind of an integration that is a number on Meta's official
// WhatsApp Cloud API.
const CloudAPI = "whatsapp_cloud_api"
