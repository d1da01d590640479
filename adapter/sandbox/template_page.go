package sandbox

import (
	"frontdesk/adapter/sandbox/business"
	"frontdesk/adapter/sandbox/template"
)

// listTemplates answers a page of an account's templates: name, status,
// category and language filter, limit, after and before turn pages.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-account/template-api
func (s *Sandbox) listTemplates(q *ask) (any, error) {
	if _, err := q.account(s); err != nil {
		return nil, err
	}
	ask := q.URL.Query()
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.templates.Page(q.id, ask)
	if err != nil {
		return nil, err
	}
	data := []object{}
	for _, t := range p.Templates {
		data = append(data, business.Pick(t.Fields(), ask.Get("fields"), template.UsualFields))
	}
	v := object{"data": data}
	if len(data) > 0 {
		v["paging"] = s.paging(q, p)
	}
	return v, nil
}

// paging is how to turn to the pages beside one that is not empty.
func (s *Sandbox) paging(q *ask, p template.Page) object {
	first, last := p.Templates[0].Cursor(), p.Templates[len(p.Templates)-1].Cursor()
	v := object{"cursors": object{"before": first, "after": last}}
	turn := func(name, cursor string) string {
		ask := q.URL.Query()
		ask.Del("before")
		ask.Del("after")
		ask.Set(name, cursor)
		return s.address(q.Request) + q.URL.Path + "?" + ask.Encode()
	}
	if p.Before {
		v["previous"] = turn("before", first)
	}
	if p.After {
		v["next"] = turn("after", last)
	}
	return v
}
