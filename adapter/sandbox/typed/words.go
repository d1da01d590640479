package typed

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"unicode/utf8"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/refusal"
)

// Bounds of what a person sends: of a text, and of contacts, an order or a form.
const (
	maxTyped     = 65_536
	maxTypedCard = 64 << 10
)

// Words is what a person says: the fields of its own in the webhook's message,
// and what the phone shows.
type Words struct {
	Fields map[string]any
	Text   string
	Card   *card.Card
}

// plainKinds are what people can say that needs nothing else to be known.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
var plainKinds = map[string]func(t Act) (Words, error){
	"text":                  sayText,
	"reaction":              sayReaction,
	"button":                sayButton,
	"button_reply":          sayReply,
	"list_reply":            sayReply,
	"unsupported":           sayUnsupported,
	"location":              sayLocation,
	"contacts":              sayContacts,
	"order":                 sayOrder,
	"nfm_reply":             sayForm,
	"call_permission_reply": sayPermission,
}

// Kinds are those kinds.
func Kinds() []string { return slices.Sorted(maps.Keys(plainKinds)) }

// Plain says whether an act is of one of those kinds.
func (t Act) Plain() bool { return plainKinds[t.Type] != nil }

// Say is what a plain act says.
func (t Act) Say() (Words, error) { return plainKinds[t.Type](t) }

func sayText(t Act) (Words, error) {
	if t.Text == "" {
		return Words{}, refusal.Say(http.StatusBadRequest, "text is missing")
	}
	if utf8.RuneCountInString(t.Text) > maxTyped {
		return Words{}, refusal.Say(http.StatusBadRequest, "a person cannot type more than %d characters at once", maxTyped)
	}
	return Words{Fields: map[string]any{"type": "text", "text": map[string]any{"body": t.Text}}, Text: t.Text}, nil
}

func sayReaction(t Act) (Words, error) {
	if t.MessageID == "" {
		return Words{}, refusal.Say(http.StatusBadRequest, "message_id is missing: what do you react to?")
	}
	r := map[string]any{"message_id": t.MessageID}
	if t.Emoji != "" {
		r["emoji"] = t.Emoji
	}
	return Words{Fields: map[string]any{"type": "reaction", "reaction": r}, Text: t.Emoji}, nil
}

func sayButton(t Act) (Words, error) {
	if t.Text == "" {
		return Words{}, refusal.Say(http.StatusBadRequest, "text is missing: what does the button say?")
	}
	return Words{Fields: map[string]any{"type": "button", "button": map[string]any{"payload": cmp.Or(t.Payload, t.Text), "text": t.Text}}, Text: t.Text}, nil
}

func sayReply(t Act) (Words, error) {
	if t.ID == "" || t.Title == "" {
		return Words{}, refusal.Say(http.StatusBadRequest, "id and title of what was tapped are missing")
	}
	picked := map[string]any{"id": t.ID, "title": t.Title}
	if t.Type == "list_reply" && t.Description != "" {
		picked["description"] = t.Description
	}
	return Words{Fields: map[string]any{"type": "interactive", "interactive": map[string]any{"type": t.Type, t.Type: picked}}, Text: t.Title}, nil
}

func sayUnsupported(t Act) (Words, error) {
	e := refusal.Of(131051, "Message type is currently not supported.")
	return Words{Fields: map[string]any{
		"type": "unsupported", "unsupported": map[string]any{"type": cmp.Or(t.Kind, "poll_creation")}, "errors": []map[string]any{e.InWebhook()},
	}, Text: cmp.Or(t.Text, "("+cmp.Or(t.Kind, "poll_creation")+")")}, nil
}

// sayLocation shares a place.
func sayLocation(t Act) (Words, error) {
	p := t.Location
	if p == nil || p.Latitude < -90 || p.Latitude > 90 || p.Longitude < -180 || p.Longitude > 180 {
		return Words{}, refusal.Say(http.StatusBadRequest, "location has a latitude from -90 to 90 and a longitude from -180 to 180")
	}
	c := &card.Card{Kind: "location", Place: p}
	return Words{Fields: map[string]any{"type": "location", "location": p}, Text: c.Line(), Card: c}, nil
}

// sayContacts shares contact cards. One whose origin is contact_request is what
// a business asked for.
func sayContacts(t Act) (Words, error) {
	var all []card.Contact
	if len(t.Contacts) > maxTypedCard || json.Unmarshal(t.Contacts, &all) != nil || len(all) == 0 || len(all) > card.MaxContacts {
		return Words{}, refusal.Say(http.StatusBadRequest, "contacts is a list of 1 to %d cards, each with a name and phones", card.MaxContacts)
	}
	c := card.PeopleCard(all)
	return Words{Fields: map[string]any{"type": "contacts", "contacts": all}, Text: c.Line(), Card: c}, nil
}

// sayOrder orders from the catalogue.
func sayOrder(t Act) (Words, error) {
	o := t.Order
	if o == nil || len(o.Items) == 0 || len(o.Items) > card.MaxProducts {
		return Words{}, refusal.Say(http.StatusBadRequest, "order has a catalog_id and 1 to %d product_items", card.MaxProducts)
	}
	for _, i := range o.Items {
		if i.Product == "" || i.Quantity < 1 || i.Price < 0 {
			return Words{}, refusal.Say(http.StatusBadRequest, "each of product_items has a product_retailer_id, a quantity, an item_price and a currency")
		}
	}
	c := &card.Card{Kind: "order", Catalog: o.Catalog, Items: o.Items, Body: o.Text}
	return Words{Fields: map[string]any{"type": "order", "order": o}, Text: cmp.Or(o.Text, (&card.Card{Items: o.Items}).Line()), Card: c}, nil
}

// sayForm answers a form. Meta hands the answers on as JSON in a string.
func sayForm(t Act) (Words, error) {
	f := t.Form
	if f == nil || f.Response == nil {
		return Words{}, noForm()
	}
	response, err := json.Marshal(f.Response)
	if err != nil || len(response) > maxTypedCard {
		return Words{}, noForm()
	}
	c := &card.Card{Kind: "nfm_reply", Body: cmp.Or(f.Body, "Sent"), Answers: f.Response}
	reply := map[string]any{"name": cmp.Or(f.Name, "flow"), "body": c.Body, "response_json": string(response)}
	return Words{Fields: map[string]any{"type": "interactive", "interactive": map[string]any{"type": "nfm_reply", "nfm_reply": reply}}, Text: c.Body, Card: c}, nil
}

func noForm() error {
	return refusal.Say(http.StatusBadRequest, "nfm_reply has a response, which is an object")
}

// sayPermission lets a business call, or not.
func sayPermission(t Act) (Words, error) {
	if t.Response != "accept" && t.Response != "reject" {
		return Words{}, refusal.Say(http.StatusBadRequest, "response is accept or reject")
	}
	reply := map[string]any{"response": t.Response, "response_source": "user_action", "is_permanent": t.Permanent}
	text := map[string]string{"accept": "Calls allowed", "reject": "Calls not allowed"}[t.Response]
	return Words{Fields: map[string]any{"type": "interactive", "interactive": map[string]any{"type": "call_permission_reply", "call_permission_reply": reply}}, Text: text}, nil
}

// AsText is what an act says as a text, whatever its kind.
func (t Act) AsText() (Words, error) { return sayText(t) }

// AsContact is what a person of that name and number says who hands over their
// own card, as a button asked for.
func (t Act) AsContact(name, id string) (Words, error) {
	var v card.Contact
	v.Name.Formatted, v.Name.First, v.Origin = name, name, "contact_request"
	v.Phones = []card.ContactPhone{{Phone: "+" + id, WaID: id, Type: "CELL"}}
	own, err := json.Marshal([]card.Contact{v})
	if err != nil {
		return Words{}, err
	}
	t.Contacts = own
	return sayContacts(t)
}

// NamesFile says whether an act names a file.
func (t Act) NamesFile() error {
	if t.ID == "" || t.MIMEType == "" {
		return refusal.Say(http.StatusBadRequest, "id and mime_type of the file are missing")
	}
	return nil
}

// AsFile is what an act says that names a file.
func (t Act) AsFile() Words {
	f := map[string]any{"id": t.ID, "mime_type": t.MIMEType, "sha256": t.SHA256}
	for k, v := range map[string]string{"url": t.URL, "caption": t.Caption, "filename": t.Filename} {
		if v != "" {
			f[k] = v
		}
	}
	switch t.Type {
	case "audio":
		f["voice"] = t.Voice
	case "sticker":
		f["animated"] = t.Animated
	}
	return Words{Fields: map[string]any{"type": t.Type, t.Type: f}, Text: cmp.Or(t.Caption, t.Filename, "("+t.Type+")")}
}
