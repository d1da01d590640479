// Package letter makes what an operator's program wants to say into a draft.
//
// A letter is JSON: whom to, a type, and the object of that type. Its types are
// those of the OpenAPI document, so what they say of themselves is what a program
// is told; and it is read before anything is kept, so that a file that is not
// here, or an object too many, is named by the field it stands in and nothing is
// sent. Whether it may be sent is not decided here.
package letter

import (
	"context"
	"time"

	"frontdesk"
)

// Letter is a message to be sent: whom to, and the object of its type.
type Letter struct {
	To          string                  `json:"to" minLength:"1" maxLength:"200" example:"+34 600 111 222" doc:"The contact: id, phone with country code, user id, or exact name."`
	Type        string                  `json:"type" enum:"text,file,image,document,audio,voice,video,sticker,interactive,template,location,contacts,reaction,raw" doc:"Which of the objects below is given."`
	Integration frontdesk.IntegrationID `json:"integration,omitempty" maxLength:"64" doc:"The number to send from. Absent: the one the contact last wrote to, else the only one there is."`
	ReplyTo     frontdesk.MessageID     `json:"reply_to,omitempty" maxLength:"64" doc:"The id of a message of the conversation to quote."`

	Text        *Words              `json:"text,omitempty"`
	File        *Paper              `json:"file,omitempty" doc:"A file as whatever its bytes say it is."`
	Image       *Paper              `json:"image,omitempty"`
	Document    *Paper              `json:"document,omitempty"`
	Audio       *Paper              `json:"audio,omitempty"`
	Voice       *Paper              `json:"voice,omitempty" doc:"A voice note; converted if need be."`
	Video       *Paper              `json:"video,omitempty"`
	Sticker     *Paper              `json:"sticker,omitempty"`
	Interactive *Question           `json:"interactive,omitempty"`
	Template    *FilledTemplate     `json:"template,omitempty"`
	Location    *frontdesk.Location `json:"location,omitempty"`
	Contacts    []VisitingCard      `json:"contacts,omitempty" nullable:"false"`
	Reaction    *Emoji              `json:"reaction,omitempty"`
	Raw         *frontdesk.Raw      `json:"raw,omitempty" doc:"For what has no object here: kind is the Cloud API's type, and body the object it has under that name."`
}

// Mark tells one letter from another, whoever it is for.
func (l Letter) Mark() string {
	l.To = ""
	return frontdesk.Mark(l)
}

// Words are a text.
type Words struct {
	Body       string `json:"body" doc:"Markdown, shown as WhatsApp shows it. What is too long for one message goes as several."`
	PreviewURL bool   `json:"preview_url,omitempty" doc:"Show a preview of the first link."`
}

// Paper is a file to be sent. Its bytes are uploaded before, with POST /files.
type Paper struct {
	File    frontdesk.FileID `json:"file_id" minLength:"1" maxLength:"64" doc:"A file uploaded with POST /files, or received."`
	Caption string           `json:"caption,omitempty" doc:"Markdown."`
}

// FilledTemplate is a template to be sent. A parameter that is missing or has no place is
// named, and nothing is sent.
type FilledTemplate struct {
	Name       string     `json:"name"`
	Language   string     `json:"language" example:"en_US"`
	Parameters parameters `json:"parameters,omitempty" doc:"An object: names, or \"1\", \"2\" …, of the body; header (a text, {file_id}, a place); buttons by their labels; cards; limited_time_offer."`
}

// Emoji is a reaction to a message.
type Emoji struct {
	Message frontdesk.MessageID `json:"message_id" minLength:"1" maxLength:"64"`
	Emoji   string              `json:"emoji" doc:"One emoji; empty takes the reaction back."`
}

// Clerk looks up what letters refer to.
type Clerk struct {
	// Fit gives a file as WhatsApp takes it: as "auto", for what it is, or as
	// "image", "document", "voice" or "sticker", made so if need be; notes say what
	// was made of it.
	Fit     func(ctx context.Context, id frontdesk.FileID, as string) (a frontdesk.Attachment, notes []string, err error)
	Message func(context.Context, frontdesk.MessageID) (frontdesk.Message, error)
	Now     func() time.Time
}

// Write puts what a letter says into a draft whose addressee is known. The notes
// say what became another than was asked for.
func (c Clerk) Write(ctx context.Context, d *frontdesk.Draft, l Letter) (notes []string, err error) {
	say, err := l.content(ctx, c, d)
	d.Content = say.content
	return say.notes, err
}

// saying is what is to be said, and what became another than was asked for.
type saying struct {
	content frontdesk.Content
	notes   []string
}

// content gives what a letter says. The object of its type is needed, and no
// other may be there: it would be left out without a word.
func (l Letter) content(ctx context.Context, by Clerk, d *frontdesk.Draft) (saying, error) {
	if err := l.oneObject(); err != nil {
		return saying{}, err
	}
	switch {
	case l.Text != nil:
		return saying{content: frontdesk.Text(*l.Text)}, nil
	case l.Interactive != nil:
		return l.Interactive.ask(ctx, by)
	case l.Template != nil:
		return saying{content: frontdesk.Template{Name: l.Template.Name, Language: l.Template.Language, Parameters: l.Template.Parameters.RawMessage}}, nil
	case l.Location != nil:
		return saying{content: *l.Location}, nil
	case l.Contacts != nil:
		return saying{content: cards(l.Contacts)}, nil
	case l.Reaction != nil:
		return by.react(ctx, *l.Reaction, d)
	case l.Raw != nil:
		return saying{content: *l.Raw}, nil
	}
	return by.enclose(ctx, l)
}

// objects are the objects there may be, and which are there.
func (l Letter) objects() map[string]bool {
	there := map[string]bool{
		"text": l.Text != nil, "interactive": l.Interactive != nil, "template": l.Template != nil, "location": l.Location != nil,
		"contacts": l.Contacts != nil, "reaction": l.Reaction != nil, "raw": l.Raw != nil,
	}
	for kind, paper := range l.papers() {
		there[kind] = paper != nil
	}
	return there
}

func (l Letter) papers() map[string]*Paper {
	return map[string]*Paper{
		"file": l.File, "image": l.Image, "document": l.Document, "audio": l.Audio, "voice": l.Voice, "video": l.Video, "sticker": l.Sticker,
	}
}

func (l Letter) oneObject() error {
	objects := l.objects()
	if !objects[l.Type] {
		return frontdesk.Errorf(frontdesk.Invalid, "a message of the type %s needs the object %s; nothing was sent", l.Type, l.Type).
			WithField(l.Type).WithNext("give %s, as /admin/openapi.json describes it", l.Type)
	}
	for name, there := range objects {
		if there && name != l.Type {
			return frontdesk.Errorf(frontdesk.Invalid, "a message of the type %s has no object %s; nothing was sent", l.Type, name).
				WithField(name).WithNext("leave it out, or send it as a message of its own")
		}
	}
	return nil
}

// asWhat is how a file of each type is made fit; the rest go as they are.
var asWhat = map[string]string{"image": "image", "document": "document", "voice": "voice", "sticker": "sticker"}

// enclose gives a file as WhatsApp takes it.
func (c Clerk) enclose(ctx context.Context, l Letter) (saying, error) {
	paper, as := l.papers()[l.Type], "auto"
	if how, ok := asWhat[l.Type]; ok {
		as = how
	}
	a, notes, err := c.Fit(ctx, paper.File, as)
	if e := frontdesk.Foreseen(err); err != nil && e.Field == "as" { // the type says it here
		other := *e
		err = other.WithNext("send it with the type file, which finds out what it may go as")
	}
	if err != nil {
		return saying{}, About(l.Type+".file_id", err)
	}
	if (l.Type == "audio" || l.Type == "video") && string(a.Media) != l.Type {
		return saying{}, frontdesk.Errorf(frontdesk.Unsupported, "the file %s is sent as %s and not as %s; nothing was sent", paper.File, a.Media, l.Type).
			WithField(l.Type + ".file_id").WithNext("send it with the type file, as what it is")
	}
	a.Caption = paper.Caption
	return saying{a, notes}, nil
}

// react answers a message with an emoji, on the number that knows the message.
func (c Clerk) react(ctx context.Context, e Emoji, d *frontdesk.Draft) (saying, error) {
	to, err := c.Message(ctx, e.Message)
	if err != nil {
		return saying{}, About("reaction.message_id", err)
	}
	why := to.NotReactable(c.Now())
	if to.Contact != d.To || d.Integration != "" && d.Integration != to.Integration {
		why = "is not of this conversation"
	}
	if why != "" {
		return saying{}, frontdesk.Errorf(frontdesk.Invalid, "the message %s %s; nothing was sent", e.Message, why).
			WithField("reaction.message_id").WithNext("choose another message of this person")
	}
	d.Integration = to.Integration
	return saying{content: frontdesk.Reaction{To: to.WAMID, Emoji: e.Emoji}}, nil
}

// About names the field at fault as the operator knows it.
func About(field string, err error) error {
	e := *frontdesk.Foreseen(err)
	if e.Code == frontdesk.Internal {
		return err
	}
	return e.WithField(field)
}
