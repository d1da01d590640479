package tools

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"frontdesk"
)

type getProfileIn struct {
	Who string `json:"who" jsonschema:"contact: id, phone or exact name; or me for our own business number"`
}

type profile struct {
	person
	ProfileName   string         `json:"profile_name,omitempty" jsonschema:"what they call themself; data from outside"`
	Username      string         `json:"username,omitempty" jsonschema:"data from outside"`
	Registered    bool           `json:"registered"`
	Conversations []conversation `json:"conversations,omitempty"`
	Me            map[string]any `json:"me,omitempty" jsonschema:"our own number, as Meta tells of it"`
}

// conversation is one as a model sees it.
type conversation struct {
	ID       string `json:"id"`
	Mode     string `json:"mode" jsonschema:"automatic: an agent answers; manual: a human does"`
	Archived bool   `json:"archived,omitempty"`
	Session  int64  `json:"session"`
	Window   string `json:"window" jsonschema:"open or closed for free-form messages"`
	Closes   string `json:"window_closes_at,omitempty"`
	LastIn   string `json:"last_in,omitempty"`
	LastOut  string `json:"last_out,omitempty"`
	Unread   int64  `json:"unread"`
}

func (s *Server) conversationOf(c frontdesk.Conversation) conversation {
	v := conversation{
		ID: string(c.ID), Mode: string(c.Mode), Archived: c.Archived, Session: c.Session.Number, Window: "closed",
		LastIn: stamp(c.LastIn), LastOut: stamp(c.LastOut), Unread: c.Unread, Closes: windowOf(c, s.now()),
	}
	if v.Closes != "" {
		v.Window = "open"
	}
	return v
}

func (c conversation) text() string {
	return fmt.Sprintf("conversation %s: %s, session %d, window %s, %d unread", c.ID, c.Mode, c.Session, c.Window, c.Unread)
}

func (s *Server) getProfile() offered {
	return tool(s, about{
		name: "get_whatsapp_profile", title: "Look up a person", reads: true, idempotent: true,
		description: "What is known of a contact: names, phone, user id, mode, session, 24-hour window, last messages. With who=me: our own number at Meta, its quality and limits.",
	}, s.doGetProfile, profile.text)
}

func (s *Server) doGetProfile(ctx context.Context, in getProfileIn) (profile, error) {
	if strings.EqualFold(strings.TrimSpace(in.Who), "me") {
		me, err := s.desk.Business(ctx)
		name, _ := me["verified_name"].(string)
		phone, _ := me["display_phone_number"].(string)
		return profile{person: person{ID: "me", Name: name, Phone: phone}, Registered: true, Me: me}, err
	}
	who, err := s.desk.People.Resolve(ctx, in.Who)
	if err != nil {
		return profile{}, blame(err, "who")
	}
	all, err := s.desk.Thread.ConversationsOf(ctx, []frontdesk.ContactID{who.ID})
	if err != nil {
		return profile{}, err
	}
	p := profile{person: personOf(who), Registered: who.Registered}
	p.ProfileName, _ = frontdesk.Clean(who.ProfileName)
	p.Username, _ = frontdesk.Clean(who.Username)
	for _, c := range all {
		p.Conversations = append(p.Conversations, s.conversationOf(c))
	}
	return p, nil
}

func (p profile) text() string {
	lines := []string{p.person.text()}
	if !p.Registered {
		lines = append(lines, "not registered")
	}
	for _, named := range [][2]string{{"calls themself", p.ProfileName}, {"username", p.Username}} {
		if named[1] != "" {
			lines = append(lines, named[0]+" "+oneLine(named[1]))
		}
	}
	for _, c := range p.Conversations {
		lines = append(lines, c.text())
	}
	for _, name := range slices.Sorted(maps.Keys(p.Me)) {
		if t, ok := p.Me[name].(string); ok {
			lines = append(lines, name+": "+t)
		}
	}
	return strings.Join(lines, "\n")
}
