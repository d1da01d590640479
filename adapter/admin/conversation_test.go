package admin_test

import (
	"testing"

	"frontdesk"
	"frontdesk/adapter/admin"
	"frontdesk/adapter/admin/view"
)

const conversations = "/admin/v1/conversations"

func TestAConversationIsHandedOverAndGivenBack(t *testing.T) {
	d, ana, heard := talking(t)
	var found admin.List[view.Conversation]
	d.ask("GET", conversations+"?contact=Ana", "").want(200, &found)
	if len(found.Items) != 1 || found.Items[0].ID != heard.Conversation || found.Items[0].Contact != ana.ID ||
		found.Items[0].Mode != frontdesk.Automatic || found.Items[0].WindowCloses == nil {
		t.Fatalf("found %+v", found)
	}
	at := conversations + "/" + string(heard.Conversation)
	var c view.Conversation
	for _, step := range []struct {
		body     string
		mode     frontdesk.Mode
		archived bool
	}{
		{`{"mode":"manual"}`, frontdesk.Manual, false},
		{`{"mode":"manual"}`, frontdesk.Manual, false},
		{`{"archived":true}`, frontdesk.Automatic, true}, // which gives it back
		{`{"archived":false,"mode":"manual"}`, frontdesk.Manual, false},
		{`{"mode":"automatic"}`, frontdesk.Automatic, false},
	} {
		d.ask("PATCH", at, step.body).want(200, &c)
		if c.Mode != step.mode || c.Archived != step.archived {
			t.Errorf("after %s it is %s, archived %t", step.body, c.Mode, c.Archived)
		}
	}
	var kept view.Conversation
	if d.ask("GET", at, "").want(200, &kept); kept.Mode != c.Mode || kept.ID != c.ID {
		t.Errorf("kept is %+v", kept)
	}
	var said admin.List[view.Event]
	if d.ask("GET", "/admin/v1/events?kind=mode_changed", "").want(200, &said); len(said.Items) != 4 || said.Items[0].Data["by"] != "operator" {
		t.Errorf("the events are %+v", said.Items)
	}
	d.ask("PATCH", at, `{}`).problem(422, frontdesk.Invalid, "")
	d.ask("PATCH", at, `{"mode":"mine"}`).problem(422, frontdesk.Invalid, "mode")
	d.ask("PATCH", conversations+"/v404", `{"mode":"manual"}`).problem(404, frontdesk.NotFound, "")
	d.ask("GET", conversations+"/v404", "").problem(404, frontdesk.NotFound, "")
	d.ask("GET", conversations+"?contact=Nobody", "").problem(404, frontdesk.NotFound, "contact")
}
