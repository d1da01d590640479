package posted

import (
	"encoding/json"
	"strings"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/strict"
)

// Limits of what an interactive message offers.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages
const (
	maxButtons        = 3
	maxButtonTitle    = 20
	maxButtonID       = 256
	maxSections       = 10
	maxRows           = 10 // of all sections together
	maxRowID          = 200
	maxRowTitle       = 24
	maxRowDescription = 72
	maxSectionTitle   = 24
	maxListLabel      = 20
	maxLinkTitle      = 20
	maxFlowLabel      = 30
	maxPayload        = 512
)

// actButtons is one to three buttons, each with an id of its own.
func actButtons(_ card.Finder, raw json.RawMessage, c *card.Card) error {
	var a struct {
		Buttons []replyButton `json:"buttons"`
	}
	if err := strict.Read("interactive['action']", raw, &a); err != nil {
		return err
	}
	if err := strict.Among("buttons", len(a.Buttons), 1, maxButtons); err != nil {
		return err
	}
	buttons, err := replies(a.Buttons)
	c.Buttons = buttons
	return err
}

type replyButton struct {
	Type  string `json:"type"`
	Reply *struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	} `json:"reply"`
}

// replies reads reply buttons, whose ids and titles differ.
func replies(posted []replyButton) ([]card.Button, error) {
	var buttons []card.Button
	var ids, titles []string
	for _, b := range posted {
		if b.Type != "reply" || b.Reply == nil {
			return nil, refusal.BadParameter("Param interactive['action']['buttons'][]['type'] must be one of {reply}.")
		}
		err := strict.First(
			strict.Within("Button title", b.Reply.Title, 1, maxButtonTitle),
			strict.Within("Button ID", b.Reply.ID, 1, maxButtonID))
		if err != nil {
			return nil, err
		}
		ids, titles = append(ids, b.Reply.ID), append(titles, b.Reply.Title)
		buttons = append(buttons, card.Button{Kind: "reply", ID: b.Reply.ID, Title: b.Reply.Title})
	}
	return buttons, strict.First(strict.Distinct("button ID", ids), strict.Distinct("button title", titles))
}

// actList is up to ten rows in up to ten sections, behind a button.
func actList(_ card.Finder, raw json.RawMessage, c *card.Card) error {
	var a struct {
		Button   string `json:"button"`
		Sections []struct {
			Title string     `json:"title"`
			Rows  []card.Row `json:"rows"`
		} `json:"sections"`
	}
	if err := strict.Read("interactive['action']", raw, &a); err != nil {
		return err
	}
	err := strict.First(strict.Within("Button label", a.Button, 1, maxListLabel), strict.Among("sections", len(a.Sections), 1, maxSections))
	if err != nil {
		return err
	}
	c.Label = a.Button
	var ids []string
	for _, section := range a.Sections {
		if err := checkSection(section.Title, section.Rows, len(a.Sections)); err != nil {
			return err
		}
		for _, r := range section.Rows {
			ids = append(ids, r.ID)
		}
		c.Sections = append(c.Sections, card.Section{Title: section.Title, Rows: section.Rows})
	}
	if len(ids) > maxRows {
		return refusal.Invalid("Total row count exceed max allowed count: 10")
	}
	return strict.Distinct("row ID", ids)
}

// checkSection looks at one of n sections.
func checkSection(title string, rows []card.Row, n int) error {
	least := 0
	if n > 1 {
		least = 1
	}
	if err := strict.First(strict.Within("Section title", title, least, maxSectionTitle), strict.Among("rows", len(rows), 1, maxRows)); err != nil {
		return err
	}
	for _, r := range rows {
		err := strict.First(strict.Within("Row ID", r.ID, 1, maxRowID), strict.Within("Row title", r.Title, 1, maxRowTitle),
			strict.Within("Row description", r.Description, 0, maxRowDescription))
		if err != nil {
			return err
		}
	}
	return nil
}

// parametric is the action of a kind that has a name and parameters.
func parametric(raw json.RawMessage, name string, parameters any) error {
	var a struct {
		Name       string          `json:"name"`
		Parameters json.RawMessage `json:"parameters"`
	}
	if err := strict.Read("interactive['action']", raw, &a); err != nil {
		return err
	}
	if a.Name != name {
		return refusal.BadParameter("Param interactive['action']['name'] must be one of {%s}.", name)
	}
	if parameters == nil {
		return nil
	}
	return strict.Read("interactive['action']['parameters']", a.Parameters, parameters)
}

// named is an action that has nothing but a name, and shows one button.
func named(name string, b card.Button) func(card.Finder, json.RawMessage, *card.Card) error {
	return func(_ card.Finder, raw json.RawMessage, c *card.Card) error {
		c.Buttons = []card.Button{b}
		return parametric(raw, name, nil)
	}
}

// actLink is one button that opens an address.
func actLink(_ card.Finder, raw json.RawMessage, c *card.Card) error {
	b, err := linkButton(raw)
	c.Buttons = []card.Button{b}
	return err
}

func linkButton(raw json.RawMessage) (card.Button, error) {
	var p struct {
		Title string `json:"display_text"`
		URL   string `json:"url"`
	}
	if err := parametric(raw, "cta_url", &p); err != nil {
		return card.Button{}, err
	}
	return card.Button{Kind: "url", Title: p.Title, Value: p.URL}, strict.First(
		strict.Within("display_text", p.Title, 1, maxLinkTitle), strict.WebAddress("url", p.URL))
}

// actFlow is one button that opens a form.
//
// Source: https://developers.facebook.com/docs/whatsapp/flows/guides/sendingaflow
func actFlow(_ card.Finder, raw json.RawMessage, c *card.Card) error {
	var p struct {
		Version string          `json:"flow_message_version"`
		ID      string          `json:"flow_id"`
		Name    string          `json:"flow_name"`
		Label   string          `json:"flow_cta"`
		Token   string          `json:"flow_token"`
		Mode    string          `json:"mode"`
		Action  string          `json:"flow_action"`
		Payload json.RawMessage `json:"flow_action_payload"`
	}
	if err := parametric(raw, "flow", &p); err != nil {
		return err
	}
	c.Buttons = []card.Button{{Kind: "flow", Title: p.Label, Value: p.Token}}
	switch {
	case p.Version != "3":
		return refusal.Invalid("Param flow_message_version must be one of {3}.")
	case (p.ID == "") == (p.Name == ""):
		return refusal.Invalid("Exactly one of flow_id and flow_name must be present.")
	case p.Mode != "" && p.Mode != "draft" && p.Mode != "published":
		return refusal.Invalid("Param mode must be one of {draft, published}.")
	case p.Action != "" && p.Action != "navigate" && p.Action != "data_exchange":
		return refusal.Invalid("Param flow_action must be one of {navigate, data_exchange}.")
	}
	return strict.Within("flow_cta", p.Label, 1, maxFlowLabel)
}

// actAddress asks for a postal address, which WhatsApp does in India only.
func actAddress(_ card.Finder, raw json.RawMessage, c *card.Card) error {
	var p struct {
		Country string          `json:"country"`
		Values  json.RawMessage `json:"values"`
		Saved   json.RawMessage `json:"saved_addresses"`
		Errors  json.RawMessage `json:"validation_errors"`
	}
	if err := parametric(raw, "address_message", &p); err != nil {
		return err
	}
	c.Buttons = []card.Button{{Kind: "address", Title: "Provide address"}}
	if !strings.EqualFold(p.Country, "IN") {
		return refusal.Invalid("Param country must be one of {IN}.")
	}
	return nil
}

// actCall shows a button that calls the business.
func actCall(_ card.Finder, raw json.RawMessage, c *card.Card) error {
	var p struct {
		Title   string `json:"display_text"`
		Minutes int    `json:"ttl_minutes"`
		Payload string `json:"payload"`
	}
	if err := parametric(raw, "voice_call", &p); err != nil {
		return err
	}
	c.Buttons = []card.Button{{Kind: "call", Title: p.Title, ID: p.Payload}}
	if p.Minutes != 0 && (p.Minutes < 1 || p.Minutes > 43_200) {
		return refusal.Invalid("Param ttl_minutes must be from 1 to 43200.")
	}
	return strict.First(strict.Within("display_text", p.Title, 1, maxLinkTitle), strict.Within("payload", p.Payload, 0, maxPayload))
}
