package media

import (
	"strings"
	"testing"

	"frontdesk"
)

// What is in a file counts as much as what it is called by its first bytes.
func TestWhatIsInAFileChangesItsPlan(t *testing.T) {
	image, video := plan{media: frontdesk.Image}, plan{media: frontdesk.Video}
	for name, c := range map[string]struct {
		closer
		plan  plan
		media frontdesk.Media
		make  making
		note  bool
	}{
		"a note that breaks off":  {closer{broken: true}, plan{media: frontdesk.Audio, make: toVoice, note: "made"}, frontdesk.Audio, toVoice, true},
		"an ordinary picture":     {closer{}, image, frontdesk.Image, asItIs, false},
		"a picture of 16 bits":    {closer{deep: true}, image, frontdesk.Image, toPicture, true},
		"the same as a document":  {closer{deep: true}, plan{media: frontdesk.Document}, frontdesk.Document, asItIs, false},
		"the same, made smaller":  {closer{deep: true}, plan{media: frontdesk.Image, make: toPicture, note: "smaller"}, frontdesk.Image, toPicture, true},
		"H.264":                   {closer{video: "h264"}, video, frontdesk.Video, asItIs, false},
		"a video nobody looks at": {closer{}, video, frontdesk.Video, asItIs, false},
		"HEVC":                    {closer{video: "hevc"}, video, frontdesk.Document, asItIs, true},
		"AV1 as a document":       {closer{video: "av1"}, plan{media: frontdesk.Document}, frontdesk.Document, asItIs, false},
		"Vorbis, made Opus":       {closer{other: true}, plan{media: frontdesk.Audio, make: toVoice, note: "made"}, frontdesk.Audio, toVoice, true},
	} {
		got, err := c.fit(c.plan)
		if err != nil || got.media != c.media || got.make != c.make || (got.note != "") != c.note {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// Meta refuses Ogg that is not Opus with one channel when it is uploaded, so
// that calling it a document does not help.
func TestOtherSoundInOggIsNoDocument(t *testing.T) {
	_, err := closer{Type: Type{MIMEType: "audio/ogg"}, other: true}.fit(plan{media: frontdesk.Document})
	if e := frontdesk.Foreseen(err); frontdesk.CodeOf(err) != frontdesk.Unsupported || !strings.Contains(e.Next, "leave as out") {
		t.Errorf("%v", err)
	}
}
