package admin

import (
	"fmt"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"frontdesk"
)

// kinds are the events there are, for the OpenAPI document and for those who
// ask for one that is none.
var kinds = []struct {
	kind frontdesk.EventKind
	says string
}{
	{frontdesk.SessionStarted, "a session began: by phrase, call or after a silence; data has the reason"},
	{frontdesk.ModeChanged, "a human took a conversation over, or gave it back; data has mode, by and reason"},
	{frontdesk.DeliveryFailed, "Meta did not deliver a message of ours; data has code and meta_code"},
	{frontdesk.FileReady, "a file was read after its message was handed over"},
	{frontdesk.ContactRegistered, "somebody may now come in"},
	{frontdesk.ContactRemoved, "somebody may no longer come in"},
	{frontdesk.AddressChanged, "a contact's number or user id moved"},
	{frontdesk.AddressConflict, "two contacts claim what one update says; nothing was guessed, and an operator has to look"},
	{frontdesk.PreferenceChanged, "somebody told WhatsApp what they want to be sent"},
	{frontdesk.GroupMessage, "something was said in a group; data has the group, who said it and the content"},
	{frontdesk.TemplateStatus, "a template was approved, rejected, paused or disabled"},
	{frontdesk.TemplateChanged, "a template's quality, text or category changed"},
	{frontdesk.AccountChanged, "the account, its name, its limits or its settings changed"},
	{frontdesk.AccountAlert, "Meta warns of something about the account"},
	{frontdesk.QualityChanged, "a number's quality or throughput changed"},
	{frontdesk.GroupChanged, "a group, its members or its settings changed"},
	{frontdesk.MetaReported, "Meta told of an error, or of anything else"},
	{frontdesk.UnreadableUpdate, "a notification, or a part of one, could not be read; frontdesk replay reads it again with a later version"},
	{frontdesk.UnknownNumber, "a notification for a number or an account that is not ours"},
}

// listEvents describes the list, with all kinds.
func listEvents() huma.Operation {
	o := op("list-events", "Events", "List what happened, the newest first")
	var lines []string
	for _, k := range kinds {
		lines = append(lines, fmt.Sprintf("- `%s`: %s", k.kind, k.says))
	}
	o.Description = "The kinds there are; new ones are added, and programs should pass over those they do not know:\n\n" + strings.Join(lines, "\n")
	return o
}

// kindsNamed reads which kinds are asked for. One that does not exist would
// find nothing, and look like good news.
func kindsNamed(names []string) (some []frontdesk.EventKind, err error) {
	for _, name := range names {
		known := false
		for _, k := range kinds {
			known = known || string(k.kind) == name
		}
		if !known {
			return nil, bad("kind", "there are no events of this kind").WithNext("use one of %s", strings.Join(kindNames(), ", "))
		}
		some = append(some, frontdesk.EventKind(name))
	}
	return some, nil
}

func kindNames() (names []string) {
	for _, k := range kinds {
		names = append(names, string(k.kind))
	}
	return names
}
