package media

import (
	"context"
	"slices"

	"frontdesk"
	"frontdesk/media/picture"
	"frontdesk/media/sound"
)

// closer is what a file is, at a closer look than its first bytes give.
type closer struct {
	Type
	mono   bool   // sound in Ogg has one channel, which WhatsApp asks for
	other  bool   // sound in Ogg is not Opus with one channel, as any of it must be
	video  string // how moving pictures are written; "" is not known
	broken bool   // the same breaks off
	deep   bool   // a picture has more than WhatsApp takes; see [picture.Look]
}

// closer looks at what its type alone does not tell of a file. What is sound
// alone, in a box that may hold a video, is sound.
func (f *Fitter) closer(ctx context.Context, t Type, path string) (c closer, err error) {
	c.Type = t
	switch {
	case t.Is("image/jpeg", "image/png"):
		var look picture.Look
		_, err = f.Work.Do(ctx, "picture.look", path, nil, &look)
		c.deep = look.Deep
	case t.Is("audio/ogg", "video/mp4", "video/webm", "video/x-ms-asf"):
		var look sound.Look
		_, err = f.Work.Do(ctx, "sound.look", path, f.FFmpeg, &look)
		c.mono, c.broken, c.video = look.Channels == 1 && !look.Broken, look.Broken, look.Video
		c.other = t.Is("audio/ogg") && (!opus(t) || look.Channels > 1)
		if !t.Is("audio/ogg") {
			if err == nil && look.Codec != "" && look.Video == "" {
				c.MIMEType = look.MIMEType
			}
			err = nil // without a converter it goes as what it seems to be
		}
	}
	return c, err
}

// fit changes the plan for a file of which WhatsApp takes the type and not what
// is in it: Meta would accept it and then not deliver it. Ogg that it does not
// accept is not sent as a document either.
func (c closer) fit(p plan) (plan, error) {
	switch {
	case c.broken && p.make == toVoice:
		p.note = "the sound is damaged: what can be heard of it was written anew"
	case p.make != asItIs:
	case p.media == frontdesk.Document && c.other:
		return p, frontdesk.Errorf(frontdesk.Unsupported, "the file is %s and not Opus with one channel, the only Ogg that WhatsApp takes; nothing was sent", c.Name()).
			WithField("as").WithNext("leave as out, and Ogg/Opus is made of it")
	case p.media == frontdesk.Image && c.deep:
		p.make, p.note = toPicture, "the picture was written anew, since WhatsApp takes 8 bits of red, green and blue only"
	case p.media == frontdesk.Video && !c.plays():
		p = plan{media: frontdesk.Document, note: "sent as a document, since it is written in " + c.video + " and WhatsApp plays H.264 only"}
	}
	return p, nil
}

// plays tells whether phones show a video, as far as is known.
func (c closer) plays() bool {
	return c.video == "" || slices.Contains([]string{"h264", "h263", "mpeg4"}, c.video)
}
