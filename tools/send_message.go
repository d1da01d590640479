package tools

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"frontdesk"
)

const (
	// MaxText is how many characters a text may have.
	MaxText = 100_000
	// MaxKey is how many characters a key may have.
	MaxKey = 200
	// SendWait is how long a call waits for what Meta says.
	SendWait = 10 * time.Second
)

type sendMessageIn struct {
	To         string `json:"to" jsonschema:"contact: id, phone or exact name"`
	Text       string `json:"text" jsonschema:"what to say, in Markdown"`
	ReplyTo    string `json:"reply_to,omitempty" jsonschema:"id of the message to quote"`
	PreviewURL bool   `json:"preview_url,omitempty" jsonschema:"show a preview of the first link"`
	Key        string `json:"key,omitempty" jsonschema:"the same key never sends twice"`
}

func (s *Server) sendMessage() offered {
	return tool(s, about{
		name: "send_whatsapp_message", title: "Send a WhatsApp message",
		description: "Send a text to a registered contact; a long one becomes several messages, in order. Allowed for 24 hours after the person last wrote. Answering acknowledges what wait_for_whatsapp_messages handed over. " +
			"Result status: sent, queued (tried again by itself), failed, unknown (Meta may have it: do not repeat), or refused (a rule forbids it; next says what would work).",
	}, s.doSendMessage, sendResult.text)
}

func (s *Server) doSendMessage(ctx context.Context, in sendMessageIn) (sendResult, error) {
	if err := in.check(); err != nil {
		return sendResult{}, err
	}
	return s.say(ctx, in.To, in.ReplyTo, in.Key, frontdesk.Text{Body: in.Text, PreviewURL: in.PreviewURL})
}

func (in sendMessageIn) check() error {
	n := utf8.RuneCountInString(in.Text)
	switch {
	case strings.TrimSpace(in.Text) == "":
		return frontdesk.Errorf(frontdesk.Empty, "the text is empty; nothing was sent").WithField("text").WithNext("give a text")
	case n > MaxText:
		return frontdesk.Errorf(frontdesk.TooLong, "the text has %d characters and may have %d; nothing was sent", n, MaxText).
			WithField("text").WithNext("send less, or in several calls")
	}
	return nil
}

// say sends content to whoever is meant by to.
func (s *Server) say(ctx context.Context, to, replyTo, key string, c frontdesk.Content) (sendResult, error) {
	who, err := s.reach(ctx, to, key)
	if err != nil {
		return sendResult{}, err
	}
	return s.deliver(ctx, who, draft(who, replyTo, key, c), SendWait)
}

// reach checks the arguments that every tool for sending has.
func (s *Server) reach(ctx context.Context, to, key string) (frontdesk.Contact, error) {
	if err := checkKey(key); err != nil {
		return frontdesk.Contact{}, err
	}
	who, err := s.desk.People.Resolve(ctx, to)
	return who, blame(err, "to")
}

// draft is an agent's wish to say something to somebody.
func draft(to frontdesk.Contact, replyTo, key string, c frontdesk.Content) frontdesk.Draft {
	return frontdesk.Draft{
		Key: keyOf(key), Asked: asked(replyTo, c), By: frontdesk.ByAgent, To: to.ID, ReplyTo: frontdesk.MessageID(replyTo), Content: c, Trace: "t" + rand.Text()[:10],
	}
}

// asked marks what is asked for, beside whom it is for, so that a key that was
// used for something else is found.
func asked(replyTo string, c frontdesk.Content) string {
	b, err := frontdesk.MarshalContent(c)
	if err != nil {
		return ""
	}
	return frontdesk.Mark(c.Type(), json.RawMessage(b), replyTo)
}

func checkKey(key string) error {
	if utf8.RuneCountInString(key) > MaxKey {
		return frontdesk.Errorf(frontdesk.TooLong, "the key may have %d characters; nothing was sent", MaxKey).
			WithField("key").WithNext("use a shorter key")
	}
	return nil
}

// keyOf keeps the agents' keys apart from this program's own.
func keyOf(key string) string {
	if key == "" {
		return ""
	}
	return "mcp:" + key
}

// blame names the argument at fault.
func blame(err error, field string) error {
	if e := frontdesk.Foreseen(err); e != nil && e.Field == "" && e.Code != frontdesk.Internal {
		e.Field = field
	}
	return err
}
