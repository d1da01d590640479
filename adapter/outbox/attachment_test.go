package outbox

import (
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/adapter/outbox/limits"
)

func TestACaptionThatFollowsAsATextIsNoted(t *testing.T) {
	d := newDesk(t)
	ada := d.person(d.on, time.Now())
	for name, c := range map[string]struct {
		media   frontdesk.Media
		caption string
		parts   int
		note    string
	}{
		"at the limit":       {frontdesk.Image, strings.Repeat("x", limits.MaxCaption), 1, ""},
		"over it":            {frontdesk.Image, strings.Repeat("x", limits.MaxCaption+1), 2, "may have 1024 characters and this has 1025"},
		"emoji at the limit": {frontdesk.Document, strings.Repeat("🙂", limits.MaxCaption/2), 1, ""},
		"emoji over it":      {frontdesk.Document, strings.Repeat("🙂", limits.MaxCaption/2+1), 2, "this has 1026"},
		"sound":              {frontdesk.Audio, "listen", 2, "no caption with sound"},
		"long sound":         {frontdesk.Audio, strings.Repeat("x", limits.MaxCaption+1), 2, "no caption with sound"},
		"a sticker":          {frontdesk.Sticker, "look", 2, "no caption with a sticker"},
		"a mute sticker":     {frontdesk.Sticker, "", 1, ""},
	} {
		kept, err := d.say(ada, frontdesk.Attachment{Media: c.media, MediaID: "1", Caption: c.caption})
		if err != nil || len(kept) != c.parts {
			t.Fatalf("%s: %d parts, %v", name, len(kept), err)
		}
		notes := strings.Join(kept[0].Notes, "; ")
		if (c.note == "") != (notes == "") || !strings.Contains(notes, c.note) {
			t.Errorf("%s: the notes are ‘%s’", name, notes)
		}
		if c.parts == 2 && !strings.Contains(notes, "follows the file as a text") {
			t.Errorf("%s: the notes are ‘%s’", name, notes)
		}
	}
}
