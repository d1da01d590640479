package tools

import (
	"context"
	"strings"
	"unicode/utf8"

	"frontdesk"
)

// MaxText is how many characters a text may have.
const MaxText = 100_000

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
