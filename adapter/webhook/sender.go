package webhook

import (
	"cmp"

	"frontdesk"
	"frontdesk/adapter/webhook/spelling"
)

// profile is one entry of contacts: who the people of this value are.
type profile struct {
	Profile spelling.Maybe[struct {
		Name     spelling.Word `json:"name"`
		Username spelling.Word `json:"username"`
	}] `json:"profile"`
	WaID         spelling.Word `json:"wa_id"`
	UserID       spelling.Word `json:"user_id"`
	ParentUserID spelling.Word `json:"parent_user_id"`
}

// sender is who wrote a message.
func sender(h head, people []profile) frontdesk.Sender {
	return known(frontdesk.Sender{
		WaID: string(h.From), UserID: string(h.FromUserID), ParentUserID: string(h.FromParentUserID), Group: string(h.GroupID),
	}, people)
}

// known adds to s what its entry in contacts tells. The two are paired by user
// id, then by phone, never by the place in the list.
func known(s frontdesk.Sender, people []profile) frontdesk.Sender {
	p, ok := whois(s, people)
	if !ok {
		return s
	}
	s.ProfileName, s.Username = string(p.Profile.V.Name), string(p.Profile.V.Username)
	s.WaID = cmp.Or(s.WaID, string(p.WaID))
	s.UserID = cmp.Or(s.UserID, string(p.UserID))
	s.ParentUserID = cmp.Or(s.ParentUserID, string(p.ParentUserID))
	return s
}

func whois(s frontdesk.Sender, people []profile) (profile, bool) {
	for _, p := range people {
		if s.UserID != "" && string(p.UserID) == s.UserID {
			return p, true
		}
	}
	for _, p := range people {
		if s.WaID != "" && string(p.WaID) == s.WaID {
			return p, true
		}
	}
	return profile{}, false
}
