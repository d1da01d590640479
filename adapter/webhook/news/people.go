package news

import (
	"encoding/json"
	"fmt"
	"strconv"

	"frontdesk/adapter/webhook/spelling"
)

// callFacts are what is kept of a call: the session holds the keys of the
// connection and is nobody's business later.
var callFacts = []string{
	"id", "event", "from", "from_user_id", "to", "to_user_id", "direction", "status", "timestamp", "start_time", "end_time",
	"duration", "recipient_id", "recipient_user_id", "type", "errors.0.code", "errors.0.message", "biz_opaque_callback_data",
}

var callEvents = map[string]string{
	"connect":   "is being set up",
	"terminate": "has ended",
	"RINGING":   "is ringing",
	"ACCEPTED":  "was accepted",
	"REJECTED":  "was rejected",
}

// calls reads news of calls; there is nobody here to take them.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference
func calls(raw json.RawMessage) []told {
	var v struct {
		Calls    spelling.List[json.RawMessage] `json:"calls"`
		Statuses spelling.List[json.RawMessage] `json:"statuses"`
	}
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	var all []told
	for _, raw := range append(v.Calls, v.Statuses...) {
		f, kept := FactsOf(raw), Facts{}
		for _, name := range callFacts {
			if f[name] != "" {
				kept[name] = f[name]
			}
		}
		who := "A call with " + f.first("recipient_id", "recipient_user_id", "from", "from_user_id", "to", "to_user_id")
		if f["direction"] == "BUSINESS_INITIATED" && f.first("to", "to_user_id") != "" {
			who = "A call with " + f.first("to", "to_user_id")
		}
		s := who + " " + inWords(callEvents, f.first("event", "status"), "has the state")
		if f["event"] != "" {
			s = because(s, f["status"])
		}
		all = append(all, told{because(s, f["errors.0.message"]), kept})
	}
	return all
}

// groupEvents are what can happen to a group. The older spellings are in
// Meta's OpenAPI description.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks
var groupEvents = map[string]string{
	"group_create":               "was created",
	"group_delete":               "was deleted",
	"group_participants_add":     "has new members",
	"group_add_participants":     "has new members",
	"group_participants_remove":  "lost members",
	"group_remove_participants":  "lost members",
	"group_join_request_created": "was asked by somebody to let them in",
	"group_join_request_revoked": "is no longer asked by somebody to let them in",
	"group_settings_update":      "has new settings",
	"group_suspend":              "was suspended",
	"group_suspend_cleared":      "is no longer suspended",
}

func groups(raw json.RawMessage) []told {
	var v struct {
		Groups spelling.List[json.RawMessage] `json:"groups"`
	}
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	var all []told
	for _, raw := range v.Groups {
		f := FactsOf(raw)
		name := "Group " + f["group_id"]
		if s := f.first("subject", "group_subject.text"); s != "" {
			name = "Group ‘" + s + "’"
		}
		all = append(all, told{because(name+" "+inWords(groupEvents, f["type"], "has news of the kind"),
			f["reason"], f.first("errors.0.message", "errors.0.title")), f})
	}
	return all
}

// addressBook counts the changes. Whom the business knows is not news, and
// they are not our contacts.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_app_state_sync
func addressBook(raw json.RawMessage) []told {
	var v struct {
		Items spelling.List[struct {
			Action spelling.Word `json:"action"`
		}] `json:"state_sync"`
	}
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	gone := 0
	for _, i := range v.Items {
		if i.Action == "remove" {
			gone++
		}
	}
	kept := len(v.Items) - gone
	return []told{{
		fmt.Sprintf("The phone app's address book changed: %d added or edited, %d removed", kept, gone),
		Facts{"added_or_edited": strconv.Itoa(kept), "removed": strconv.Itoa(gone)},
	}}
}

// standby counts what was said in a conversation that somebody else holds. It
// is theirs to read.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/standby
func standby(raw json.RawMessage) []told {
	type copies struct {
		Messages spelling.List[json.RawMessage] `json:"messages"`
		Echoes   spelling.List[json.RawMessage] `json:"message_echoes"`
		Statuses spelling.List[json.RawMessage] `json:"statuses"`
	}
	var v struct {
		Standby copies `json:"standby"`
	}
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	in, out, moved := len(v.Standby.Messages), len(v.Standby.Echoes), len(v.Standby.Statuses)
	return []told{{
		fmt.Sprintf("Somebody else holds a conversation: %d messages in, %d out, %d statuses", in, out, moved),
		Facts{"messages": strconv.Itoa(in), "message_echoes": strconv.Itoa(out), "statuses": strconv.Itoa(moved)},
	}}
}
