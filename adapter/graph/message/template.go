package message

import (
	"strconv"

	"frontdesk"
)

// template is a template as Meta reads it. What is filled in was checked
// against its definition before; a template without parameters needs none.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview
func template(t frontdesk.Template) (object, error) {
	if t.Parts == nil && len(t.Parameters) > 0 && string(t.Parameters) != "{}" && string(t.Parameters) != "null" {
		return nil, frontdesk.Errorf(frontdesk.Invalid, "the template's parameters have not been checked against the template").
			WithNext("look the template up first")
	}
	o := object{"name": t.Name, "language": object{"code": t.Language}}
	parts, err := components(t.Parts)
	if len(parts) > 0 {
		o["components"] = parts
	}
	return o, err
}

func components(all []frontdesk.TemplatePart) (list []object, err error) {
	for _, p := range all {
		o := object{"type": p.Part}
		switch p.Part {
		case "cards":
			o["type"] = "carousel"
			if o["cards"], err = templateCards(p.Cards); err != nil {
				return nil, err
			}
			list = append(list, o)
			continue
		case "button":
			o["sub_type"] = p.Button
			if p.Button != "voice_call" { // the one button without a place
				o["index"] = strconv.Itoa(p.Index)
			}
		}
		var values []object
		for _, v := range p.Values {
			value, err := parameter(v)
			if err != nil {
				return nil, err
			}
			values = append(values, value)
		}
		o["parameters"] = values
		list = append(list, o)
	}
	return list, nil
}

func templateCards(all [][]frontdesk.TemplatePart) (list []object, err error) {
	for i, parts := range all {
		inside, err := components(parts)
		if err != nil {
			return nil, err
		}
		list = append(list, object{"card_index": i, "components": inside})
	}
	return list, nil
}

// parameter is one thing filled in.
func parameter(v frontdesk.TemplateValue) (object, error) {
	o := object{"type": v.Kind}
	switch v.Kind {
	case "text":
		o["text"] = v.Text
		put(o, "parameter_name", v.Name)
	case "payload", "coupon_code":
		o[v.Kind] = v.Text
	case "currency":
		o["currency"] = object{"fallback_value": v.Text, "code": v.Currency.Code, "amount_1000": v.Currency.Amount}
		put(o, "parameter_name", v.Name)
	case "date_time":
		o["date_time"] = object{"fallback_value": v.Text}
		put(o, "parameter_name", v.Name)
	case "image", "video", "document":
		file, err := source(*v.Figure)
		if err != nil {
			return nil, err
		}
		o[v.Kind] = file
	case "location":
		o["location"] = location(*v.Location)
	case "product":
		o["product"] = object{"product_retailer_id": v.Product.SKU, "catalog_id": v.Product.Catalog}
	case "limited_time_offer":
		o["limited_time_offer"] = object{"expiration_time_ms": v.Until.UnixMilli()}
	case "ttl_minutes":
		o["ttl_minutes"] = v.Minutes
	case "action":
		o["action"] = templateAction(*v.Action)
	default:
		return nil, frontdesk.Errorf(frontdesk.Unsupported, "a template takes no %q", v.Kind)
	}
	return o, nil
}

func templateAction(a frontdesk.TemplateAction) object {
	o := object{}
	put(o, "flow_token", a.Token)
	put(o, "thumbnail_product_retailer_id", a.Thumbnail)
	if len(a.Data) > 0 {
		o["flow_action_data"] = a.Data
	}
	if len(a.Shelves) > 0 {
		o["sections"] = shelves(a.Shelves)
	}
	return o
}
