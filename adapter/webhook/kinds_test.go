package webhook

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"frontdesk"
)

// kinds are all the messages that Meta documents, by the name of the payload,
// with the type of content each is read as.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
var kinds = map[string]frontdesk.Content{
	"text":                              frontdesk.Text{},
	"image":                             frontdesk.Attachment{Media: frontdesk.Image},
	"video":                             frontdesk.Attachment{Media: frontdesk.Video},
	"audio":                             frontdesk.Attachment{Media: frontdesk.Audio},
	"audio_voice":                       frontdesk.Attachment{Media: frontdesk.Audio},
	"document":                          frontdesk.Attachment{Media: frontdesk.Document},
	"sticker":                           frontdesk.Attachment{Media: frontdesk.Sticker},
	"location":                          frontdesk.Location{},
	"contacts":                          frontdesk.ContactCards{},
	"contacts_requested":                frontdesk.ContactCards{},
	"interactive_button_reply":          frontdesk.Choice{From: "button_reply"},
	"interactive_list_reply":            frontdesk.Choice{From: "list_reply"},
	"interactive_nfm_reply":             frontdesk.FormReply{},
	"interactive_nfm_reply_address":     frontdesk.FormReply{},
	"interactive_call_permission_reply": frontdesk.CallPermission{},
	"button":                            frontdesk.Choice{From: "button"},
	"reaction":                          frontdesk.Reaction{},
	"reaction_removed":                  frontdesk.Reaction{},
	"order":                             frontdesk.Order{},
	"system_customer_identity_changed":  frontdesk.System{},
	"unsupported":                       frontdesk.Withheld{},
	"unsupported_poll_update":           frontdesk.Withheld{},
	"unsupported_edit":                  frontdesk.Withheld{},
	"unsupported_pin":                   frontdesk.Withheld{},
	"unsupported_group_invite":          frontdesk.Withheld{},
	"unsupported_gif":                   frontdesk.Withheld{},
	"unsupported_keep_in_chat":          frontdesk.Withheld{},
	"unsupported_not_available":         frontdesk.Withheld{},
	"edit":                              frontdesk.Edit{},
	"revoke":                            frontdesk.Revoke{},
	"media_placeholder":                 frontdesk.Placeholder{},
	"request_welcome":                   frontdesk.Welcome{},
	"unknown_kind":                      frontdesk.Unknown{},
	"interactive_unknown":               frontdesk.Unknown{},
}

func TestEveryKindOfMessageHasAPayload(t *testing.T) {
	for name, want := range kinds {
		if _, err := os.Stat(meta + name + ".json"); err != nil {
			t.Errorf("%s has no payload in testdata/meta; write one", name)
			continue
		}
		heard := readFile(t, meta+name+".json")
		if len(heard) != 1 || heard[0].Message == nil {
			t.Errorf("%s is not one message: %+v", name, heard)
		} else if got := heard[0].Message.Content; got.Type() != want.Type() {
			t.Errorf("%s was read as %s, want %s", name, got.Type(), want.Type())
		}
	}
}

// Every type that can be read is in the table: one added to the readers is
// added here too.
func TestEveryReaderHasAKind(t *testing.T) {
	for kind := range readers {
		if !slices.ContainsFunc(slices.Sorted(maps.Keys(kinds)), func(name string) bool { return strings.HasPrefix(name, string(kind)) }) {
			t.Errorf("messages of type %s are read, and no payload shows it", kind)
		}
	}
}

func TestAddressChangesHaveAPayload(t *testing.T) {
	for name, changes := range map[string][]frontdesk.AddressKind{
		"system_user_changed_number":             {frontdesk.AtPhone},
		"system_user_changed_user_id":            {frontdesk.AtUserID},
		"system_customer_changed_number":         {frontdesk.AtPhone},
		"system_user_changed_number_and_id":      {frontdesk.AtPhone, frontdesk.AtUserID, frontdesk.AtParentUserID},
		"system_user_changed_user_id_from_phone": {frontdesk.AtUserID, frontdesk.AtPhone},
		"system_user_changed_user_id_no_sender":  {frontdesk.AtUserID},
	} {
		var got []frontdesk.AddressKind
		for _, h := range readFile(t, meta+name+".json") {
			if h.Change != nil {
				got = append(got, h.Change.Kind)
			}
		}
		if !slices.Equal(got, changes) {
			t.Errorf("%s changes %v, want %v", name, got, changes)
		}
	}
}

func TestStatusesHaveAPayload(t *testing.T) {
	for _, state := range []frontdesk.State{frontdesk.Sent, frontdesk.Delivered, frontdesk.Read, frontdesk.Played, frontdesk.Failed, "warning"} {
		heard := readFile(t, meta+"status_"+string(state)+".json")
		if len(heard) != 1 || heard[0].Status == nil || heard[0].Status.State != state {
			t.Errorf("%s was read as %+v", state, heard)
		}
	}
}

// fields are all the subscriptions that Meta documents, with what the first
// thing in each is heard as.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference
var fields = map[string]string{
	"message_template_status_update_approved":         "report",
	"message_template_status_update_rejected":         "report",
	"message_template_status_update_pending":          "report",
	"message_template_status_update_paused":           "report",
	"message_template_status_update_disabled":         "report",
	"message_template_status_update_flagged":          "report",
	"message_template_status_update_in_appeal":        "report",
	"message_template_status_update_reinstated":       "report",
	"message_template_status_update_pending_deletion": "report",
	"message_template_status_update_deleted":          "report",
	"message_template_status_update_locked":           "report",
	"message_template_status_update_limit_exceeded":   "report",
	"message_template_status_update_archived":         "report",
	"message_template_status_update_unarchived":       "report",
	"message_template_quality_update":                 "report",
	"message_template_components_update":              "report",
	"template_category_update":                        "report",
	"template_correct_category_detection":             "report",
	"account_update":                                  "report",
	"account_alerts":                                  "report",
	"account_review_update":                           "report",
	"account_settings_update":                         "report",
	"business_capability_update":                      "report",
	"security":                                        "report",
	"phone_number_name_update":                        "report",
	"phone_number_quality_update":                     "report",
	"user_preferences":                                "preference",
	"history":                                         "past",
	"smb_message_echoes":                              "message",
	"smb_app_state_sync":                              "report",
	"calls":                                           "report",
	"flows":                                           "report",
	"group_lifecycle_update":                          "report",
	"group_participants_update":                       "report",
	"group_settings_update":                           "report",
	"group_status_update":                             "report",
	"messaging_handovers":                             "report",
	"standby":                                         "report",
	"business_username_update":                        "report",
	"business_username_updates":                       "report",
	"tea_leaves":                                      "report", // a field of a later day
}

func TestEveryFieldHasAPayload(t *testing.T) {
	for name, want := range fields {
		if _, err := os.Stat(meta + "field_" + name + ".json"); err != nil {
			t.Errorf("%s has no payload in testdata/meta; write one", name)
			continue
		}
		heard := readFile(t, meta+"field_"+name+".json")
		if len(heard) == 0 || heardAs(heard[0]) != want {
			t.Errorf("%s was heard as %+v, want a %s", name, heard, want)
		}
	}
}

func heardAs(h frontdesk.Heard) string {
	switch {
	case h.Message != nil:
		return "message"
	case h.Past != nil:
		return "past"
	case h.Preference != nil:
		return "preference"
	case h.Report != nil:
		return "report"
	}
	return "something else"
}

// A field that has words for it does not say that it is unknown, and the other
// way round.
func TestOnlyUnknownFieldsAreCalledSo(t *testing.T) {
	files, err := filepath.Glob(meta + "field_*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		for _, h := range readFile(t, file) {
			if h.Report != nil && strings.Contains(h.Report.Text, "cannot read") != strings.Contains(file, "tea_leaves") {
				t.Errorf("%s: %s", file, h.Report.Text)
			}
		}
	}
}
