package message

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"frontdesk"
)

// interactive is a question as Meta reads it.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
func interactive(i frontdesk.Interactive) (object, error) {
	kind, action, err := action(i)
	if err != nil {
		return nil, err
	}
	o := object{"type": kind, "action": action}
	if i.Body != "" {
		o["body"] = object{"text": i.Body}
	}
	if i.Footer != "" {
		o["footer"] = object{"text": i.Footer}
	}
	switch {
	case i.Figure != nil:
		o["header"], err = figure(*i.Figure)
	case i.Header != "":
		o["header"] = object{"type": "text", "text": i.Header}
	}
	return o, err
}

// action is what can be tapped, and Meta's name of the question.
func action(i frontdesk.Interactive) (kind string, action object, err error) {
	switch i.Form {
	case frontdesk.FormButtons:
		return "button", object{"buttons": replies(i.Buttons, "reply")}, nil
	case frontdesk.FormList:
		return "list", object{"button": i.Button, "sections": sections(i.Sections)}, nil
	case frontdesk.FormLink:
		return "cta_url", named("cta_url", link(i.Link)), nil
	case frontdesk.FormLocation:
		return "location_request_message", named("send_location", nil), nil
	case frontdesk.FormContact:
		return "request_contact_info", named("request_contact_info", nil), nil
	case frontdesk.FormFlow:
		return "flow", named("flow", form(i)), nil
	case frontdesk.FormCards:
		cards, err := cards(i)
		return "carousel", object{"cards": cards}, err
	case frontdesk.FormAddress:
		return "address_message", named("address_message", destination(i.Address)), nil
	case frontdesk.FormCall:
		return "voice_call", named("voice_call", call(i)), nil
	case frontdesk.FormCallPermission:
		return "call_permission_request", named("call_permission_request", nil), nil
	case frontdesk.FormProduct, frontdesk.FormProducts, frontdesk.FormCatalog:
		kind, action = commerce(i)
		return kind, action, nil
	}
	return "", nil, frontdesk.Errorf(frontdesk.Unsupported, "WhatsApp has no question of the kind %q", i.Form).WithField("kind")
}

// named is an action that Meta knows by name.
func named(name string, parameters object) object {
	o := object{"name": name}
	if len(parameters) > 0 {
		o["parameters"] = parameters
	}
	return o
}

// replies is buttons that answer; a card's are called otherwise than a
// message's.
func replies(options []frontdesk.Option, kind string) (all []object) {
	for _, b := range options {
		all = append(all, object{"type": kind, kind: object{"id": b.ID, "title": b.Title}})
	}
	return all
}

func sections(all []frontdesk.Section) (list []object) {
	for _, s := range all {
		var rows []object
		for _, r := range s.Rows {
			row := object{"id": r.ID, "title": r.Title}
			put(row, "description", r.Description)
			rows = append(rows, row)
		}
		section := object{"rows": rows}
		put(section, "title", s.Title)
		list = append(list, section)
	}
	return list
}

func link(l *frontdesk.Link) object {
	if l == nil {
		return nil
	}
	return object{"display_text": l.Text, "url": l.URL}
}

// flowVersion is the one version of flow messages there is.
const flowVersion = "3"

// form is a flow to be filled in. Without a screen to begin with, the form
// itself says which is first.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/flows/guides/sendingaflow
func form(i frontdesk.Interactive) object {
	f := i.Flow
	if f == nil {
		return nil
	}
	o := object{"flow_message_version": flowVersion, "flow_cta": i.Button}
	put(o, "flow_id", f.ID)
	put(o, "flow_name", f.Name)
	put(o, "flow_token", f.Token)
	put(o, "flow_action", cmp.Or(f.Action, navigates(f.Screen)))
	if f.Draft {
		o["mode"] = "draft"
	}
	if f.Screen != "" {
		first := object{"screen": f.Screen}
		if len(f.Data) > 0 {
			first["data"] = f.Data
		}
		o["flow_action_payload"] = first
	}
	return o
}

func navigates(screen string) string {
	if screen == "" {
		return ""
	}
	return "navigate"
}

// cards is what can be leafed through. Meta calls a card with buttons a
// "cta_url" too.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-media-carousel-messages
func cards(i frontdesk.Interactive) (all []object, err error) {
	for n, c := range i.Cards {
		o := object{"card_index": n, "type": "cta_url"}
		switch {
		case c.SKU != "":
			o["type"] = "product"
			o["action"] = object{"product_retailer_id": c.SKU, "catalog_id": i.Catalog}
		case c.Link != nil:
			o["action"] = named("cta_url", link(c.Link))
		default:
			o["action"] = object{"buttons": replies(c.Buttons, "quick_reply")}
		}
		if c.Figure != nil {
			if o["header"], err = figure(*c.Figure); err != nil {
				return nil, err
			}
		}
		if c.Body != "" {
			o["body"] = object{"text": c.Body}
		}
		all = append(all, o)
	}
	return all, nil
}

// destination asks for an address.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/address-messages
func destination(d *frontdesk.Destination) object {
	if d == nil {
		return nil
	}
	o := object{"country": d.Country}
	if len(d.Values) > 0 {
		o["values"] = d.Values
	}
	if len(d.Errors) > 0 {
		o["validation_errors"] = d.Errors
	}
	var saved []object
	for _, id := range slices.Sorted(maps.Keys(d.Saved)) {
		saved = append(saved, object{"id": id, "value": d.Saved[id]})
	}
	if saved != nil {
		o["saved_addresses"] = saved
	}
	return o
}

func call(i frontdesk.Interactive) object {
	o := object{}
	put(o, "display_text", i.Button)
	if c := i.Call; c != nil {
		put(o, "payload", c.Payload)
		if c.Minutes > 0 {
			o["ttl_minutes"] = c.Minutes
		}
	}
	return o
}

// figure is a file over the words, by the id of its upload; an address is
// fetched by Meta itself.
func figure(f frontdesk.Figure) (object, error) {
	file, err := source(f)
	if err != nil {
		return nil, err
	}
	return object{"type": string(f.Media), string(f.Media): file}, nil
}

func source(f frontdesk.Figure) (object, error) {
	o := object{}
	switch {
	case f.Media != frontdesk.Image && f.Media != frontdesk.Video && f.Media != frontdesk.Document:
		return nil, frontdesk.Errorf(frontdesk.Invalid, "over the words stands a picture, a video or a document, and not %q", f.Media)
	case f.MediaID != "":
		o["id"] = f.MediaID
	case strings.Contains(f.URL, "://"):
		o["link"] = f.URL
	default:
		return nil, frontdesk.Errorf(frontdesk.Invalid, "the file over the words has not been uploaded to Meta").
			WithNext("upload it first, and send it by the id Meta gives")
	}
	if f.Media == frontdesk.Document {
		put(o, "filename", f.Filename)
	}
	return o, nil
}
