package frontdesk

import (
	"encoding/json"
	"fmt"
)

// action reads what a button does.
func (s slot) action(raw json.RawMessage) ([]TemplateValue, string) {
	if text, ok := word(raw); ok {
		raw, _ = json.Marshal(map[string]string{s.shorthand(): text})
	}
	switch s.parameter.Kind {
	case needCall:
		return callValue(raw)
	case needFlow:
		return flowValue(raw)
	}
	var a TemplateAction
	if json.Unmarshal(raw, &a) != nil {
		return nil, "is not " + needs[s.parameter.Kind]
	}
	if fault := a.fault(s.parameter.Kind == needProducts); fault != "" {
		return nil, fault
	}
	return []TemplateValue{{Kind: "action", Action: &a}}, ""
}

// shorthand is the field that a bare text stands for.
func (s slot) shorthand() string {
	return map[string]string{needFlow: "token", needCall: "payload"}[s.parameter.Kind]
}

func flowValue(raw json.RawMessage) ([]TemplateValue, string) {
	var a TemplateAction
	if json.Unmarshal(raw, &a) != nil {
		return nil, "is not " + needs[needFlow]
	}
	if a.Token == "" {
		a.Token = noToken
	}
	return []TemplateValue{{Kind: "action", Action: &TemplateAction{Token: a.Token, Data: a.Data}}}, ""
}

func callValue(raw json.RawMessage) (values []TemplateValue, fault string) {
	var c Call
	if json.Unmarshal(raw, &c) != nil {
		return nil, "is not " + needs[needCall]
	}
	switch {
	case c.Minutes < 0 || c.Minutes > MaxCallMinutes:
		return nil, fmt.Sprintf("works for %d minutes, and may for 1 to %d", c.Minutes, MaxCallMinutes)
	case Length(c.Payload) > MaxButtonPayload:
		return nil, fmt.Sprintf("has a payload of %d characters, and it may have %d", Length(c.Payload), MaxButtonPayload)
	}
	if c.Minutes > 0 {
		values = append(values, TemplateValue{Kind: "ttl_minutes", Minutes: c.Minutes})
	}
	if c.Payload != "" {
		values = append(values, TemplateValue{Kind: "payload", Text: c.Payload})
	}
	if len(values) == 0 {
		return nil, "is not " + needs[needCall]
	}
	return values, ""
}

// fault says what is wrong with the products a button shows.
func (a TemplateAction) fault(products bool) string {
	if a.Thumbnail == "" {
		return "names no thumbnail_sku, the product that is pictured"
	}
	if !products {
		return ""
	}
	n := 0
	for _, s := range a.Shelves {
		n += len(s.SKUs)
		if s.Title == "" || Length(s.Title) > MaxSectionTitle {
			return fmt.Sprintf("has a group of products whose title has not 1 to %d characters", MaxSectionTitle)
		}
	}
	switch {
	case len(a.Shelves) < 1 || len(a.Shelves) > MaxSections:
		return fmt.Sprintf("has %d groups of products, and may have 1 to %d", len(a.Shelves), MaxSections)
	case n < 1 || n > MaxProducts:
		return fmt.Sprintf("has %d products, and may have 1 to %d", n, MaxProducts)
	}
	return ""
}
