package sandbox

import (
	"cmp"
	"encoding/json"
	"net/http"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/posted"
	"frontdesk/adapter/sandbox/refusal"
)

// maxTypedCard is how large contacts, an order or a form may be that a person
// sends.
const maxTypedCard = 64 << 10

// sayLocation shares a place.
func sayLocation(_ *Sandbox, _ *phone.Phone, t typed) (saying, error) {
	p := t.Location
	if p == nil || p.Latitude < -90 || p.Latitude > 90 || p.Longitude < -180 || p.Longitude > 180 {
		return saying{}, refusal.Say(http.StatusBadRequest, "location has a latitude from -90 to 90 and a longitude from -180 to 180")
	}
	c := &card.Card{Kind: "location", Place: p}
	return saying{fields: object{"type": "location", "location": p}, text: c.Line(), card: c}, nil
}

// sayContacts shares contact cards. One whose origin is contact_request is what
// a business asked for.
func sayContacts(_ *Sandbox, p *phone.Phone, t typed) (saying, error) {
	var all []posted.Contact
	if len(t.Contacts) > maxTypedCard || json.Unmarshal(t.Contacts, &all) != nil || len(all) == 0 || len(all) > posted.MaxContacts {
		return saying{}, refusal.Say(http.StatusBadRequest, "contacts is a list of 1 to %d cards, each with a name and phones", posted.MaxContacts)
	}
	c := posted.PeopleCard(all)
	return saying{fields: object{"type": "contacts", "contacts": all}, text: c.Line(), card: c}, nil
}

// sayOrder orders from the catalogue.
func sayOrder(_ *Sandbox, _ *phone.Phone, t typed) (saying, error) {
	o := t.Order
	if o == nil || len(o.Items) == 0 || len(o.Items) > posted.MaxProducts {
		return saying{}, refusal.Say(http.StatusBadRequest, "order has a catalog_id and 1 to %d product_items", posted.MaxProducts)
	}
	for _, i := range o.Items {
		if i.Product == "" || i.Quantity < 1 || i.Price < 0 {
			return saying{}, refusal.Say(http.StatusBadRequest, "each of product_items has a product_retailer_id, a quantity, an item_price and a currency")
		}
	}
	c := &card.Card{Kind: "order", Catalog: o.Catalog, Items: o.Items, Body: o.Text}
	return saying{fields: object{"type": "order", "order": o}, text: cmp.Or(o.Text, (&card.Card{Items: o.Items}).Line()), card: c}, nil
}

// order is what a person wants of a catalogue.
type order struct {
	Catalog string      `json:"catalog_id"`
	Text    string      `json:"text"`
	Items   []card.Item `json:"product_items"`
}

// sayForm answers a form. Meta hands the answers on as JSON in a string.
func sayForm(_ *Sandbox, _ *phone.Phone, t typed) (saying, error) {
	f := t.Form
	if f == nil || f.Response == nil || len(jsonOf(f.Response)) > maxTypedCard {
		return saying{}, refusal.Say(http.StatusBadRequest, "nfm_reply has a response, which is an object")
	}
	c := &card.Card{Kind: "nfm_reply", Body: cmp.Or(f.Body, "Sent"), Answers: f.Response}
	reply := object{"name": cmp.Or(f.Name, "flow"), "body": c.Body, "response_json": string(jsonOf(f.Response))}
	return saying{fields: object{"type": "interactive", "interactive": object{"type": "nfm_reply", "nfm_reply": reply}}, text: c.Body, card: c}, nil
}

// formReply is a filled-in form.
type formReply struct {
	Name     string `json:"name"` // flow, or address_message
	Body     string `json:"body"`
	Response object `json:"response"`
}

// sayPermission lets a business call, or not.
func sayPermission(_ *Sandbox, _ *phone.Phone, t typed) (saying, error) {
	if t.Response != "accept" && t.Response != "reject" {
		return saying{}, refusal.Say(http.StatusBadRequest, "response is accept or reject")
	}
	reply := object{"response": t.Response, "response_source": "user_action", "is_permanent": t.Permanent}
	text := map[string]string{"accept": "Calls allowed", "reject": "Calls not allowed"}[t.Response]
	return saying{fields: object{"type": "interactive", "interactive": object{"type": "call_permission_reply", "call_permission_reply": reply}}, text: text}, nil
}

// sayRequested hands over the person's own card, as a button asked for.
func sayRequested(s *Sandbox, p *phone.Phone, t typed) (saying, error) {
	var v posted.Contact
	v.Name.Formatted, v.Name.First, v.Origin = p.Name, p.Name, "contact_request"
	v.Phones = []posted.ContactPhone{{Phone: "+" + p.ID, WaID: p.ID, Type: "CELL"}}
	t.Contacts = jsonOf([]posted.Contact{v})
	return sayContacts(s, p, t)
}
