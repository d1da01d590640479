package sandbox

import "frontdesk/adapter/sandbox/card"

// playLocation sends a place.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/location-messages
func playLocation(_ *Sandbox, d draft, m *Message) error {
	p, err := card.ReadPlace("location", d.Location)
	if err != nil {
		return err
	}
	m.Card = &card.Card{Kind: "location", Place: p}
	m.Text = m.Card.Line()
	return nil
}
