// Package news puts what Meta says of the account, its numbers, its templates
// and people into events in plain words.
//
// None of it is a message, and most of it an operator reads once, on a bad day:
// a sentence tells them more than Meta's field names do, and the facts beside it
// serve programs. Meta adds fields and values without notice, so whatever comes
// says something. Of what people say or whom they know there is a count and no
// more: it is not ours to repeat.
package news

import (
	"cmp"
	"encoding/json"
	"strings"

	"frontdesk"
)

// sentences say in words what a field tells of the account, its numbers and its
// templates. Those whose values are about people have a reader of their own in
// many, which leaves out what nobody asked to know.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference
var sentences = map[string]func(Facts) string{
	"message_template_status_update":      templateStatus,
	"message_template_quality_update":     templateQuality,
	"message_template_components_update":  templateEdited,
	"template_category_update":            templateCategory,
	"template_correct_category_detection": templateMiscast,
	"account_update":                      accountUpdate,
	"account_alerts":                      accountAlert,
	"account_review_update":               accountReview,
	"account_settings_update":             accountSettings,
	"business_capability_update":          capability,
	"security":                            security,
	"phone_number_name_update":            phoneName,
	"phone_number_quality_update":         phoneQuality,
	"business_username_update":            businessUsername,
	"business_username_updates":           businessUsername,
	"flows":                               flow,
	"messaging_handovers":                 handover,
}

// many are the fields whose value tells several things, or things of people.
var many = map[string]func(json.RawMessage) []told{
	"calls":                     calls,
	"group_lifecycle_update":    groups,
	"group_participants_update": groups,
	"group_participant_update":  groups, // so in Meta's own OpenAPI description
	"group_settings_update":     groups,
	"group_status_update":       groups,
	"smb_app_state_sync":        addressBook,
	"standby":                   standby,
}

// told is one piece of news.
type told struct {
	text string
	data Facts
}

// Read tells what a field that is news says, in one report or several. A field
// that nobody knows is news too.
func Read(field string, value json.RawMessage) []frontdesk.Report {
	unread := "Meta sent news of " + quoted(field) + " that this version cannot read"
	var all []told
	if read := many[field]; read != nil {
		if all = read(value); len(all) == 0 {
			all = []told{{unread, nil}} // of people, so nothing of it is shown
		}
	} else if say := sentences[field]; say != nil {
		f := FactsOf(value)
		all = []told{{say(f), f}}
	} else {
		all = []told{{unread, FactsOf(value)}}
	}
	var reports []frontdesk.Report
	for _, t := range all {
		text, _ := frontdesk.Clean(t.text)
		reports = append(reports, frontdesk.Report{Field: field, Text: text, Data: t.data})
	}
	return reports
}

func quoted(field string) string {
	if field == "" {
		return "an unnamed kind"
	}
	return "‘" + field + "’"
}

// because adds what is known of the reason. Meta writes NONE for none.
func because(s string, why ...string) string {
	var all []string
	for _, w := range why {
		if w = strings.TrimRight(strings.TrimSpace(w), "."); w != "" && w != "NONE" {
			all = append(all, w)
		}
	}
	if len(all) == 0 {
		return s
	}
	return s + ": " + strings.Join(all, "; ")
}

// inWords gives the words for one of Meta's, or the word itself.
func inWords(table map[string]string, w, otherwise string) string {
	if s := table[w]; s != "" {
		return s
	}
	return otherwise + " ‘" + cmp.Or(w, "unnamed") + "’"
}
