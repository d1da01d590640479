package tools

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"frontdesk"
)

const (
	// MaxKey is how many characters a key may have.
	MaxKey = 200
	// SendWait is how long a call waits for what Meta says.
	SendWait = 10 * time.Second
)

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

// deliver hands a draft to the outbox and waits a moment for what becomes of
// it. A rule that forbids it is a result, not a failure of the call. Whatever
// is kept is answered with: it acknowledges what was handed over before.
func (s *Server) deliver(ctx context.Context, who frontdesk.Contact, d frontdesk.Draft, wait time.Duration) (sendResult, error) {
	earlier, err := s.earlier(ctx, d.Key)
	if err != nil {
		return sendResult{}, err
	}
	kept, err := s.desk.Outbox.Enqueue(ctx, d)
	if err != nil {
		return s.notKept(ctx, who, d, err), nil
	}
	if _, reaction := d.Content.(frontdesk.Reaction); !reaction {
		s.acknowledge(ctx, kept[0], d.Trace)
	}
	now, err := s.desk.Outbox.Await(ctx, kept, wait)
	if err != nil {
		// It is kept and will be sent; only what became of it is not known.
		s.log.Warn("what became of a message could not be awaited", "trace", d.Trace, "error", err)
		now = kept
	}
	r := resultOf(now)
	p := personOf(who)
	r.To, r.Repeated = &p, earlier
	r.Converted = kept[0].Notes
	if r.Status == "failed" && r.Code == string(frontdesk.WindowClosed) {
		s.offerTemplates(ctx, who, &r)
	}
	if c, err := s.desk.Thread.Conversation(ctx, kept[0].Conversation); err == nil {
		r.Closes = windowOf(c, s.now())
	}
	return r, nil
}

// deliverMade delivers what takes work to make: files to take, templates to check.
// A key that was used needs none of it: the file may be gone, the template changed.
func (s *Server) deliverMade(ctx context.Context, who frontdesk.Contact, d frontdesk.Draft, content func() (frontdesk.Content, []string, error)) (sendResult, error) {
	used, err := s.earlier(ctx, d.Key)
	var notes []string
	if err == nil && !used {
		d.Content, notes, err = content()
	}
	if err != nil {
		return sendResult{}, err
	}
	defer s.tellUploading(ctx, d.Content)()
	r, err := s.deliver(ctx, who, d, SendFileWait)
	r.Converted = slices.Concat(notes, r.Converted)
	return r, err
}

// acknowledge says that what was handed over before a message is answered by it.
func (s *Server) acknowledge(ctx context.Context, by frontdesk.Delivery, trace string) {
	if err := s.desk.Followers.AckAnswered(ctx, by.Conversation, by.ID); err != nil {
		s.log.Warn("an answered batch was not acknowledged; it will be handed over again", "trace", trace, "error", err)
	}
}

// earlier tells whether a key was used before.
func (s *Server) earlier(ctx context.Context, key string) (bool, error) {
	if key == "" {
		return false, nil
	}
	before, err := s.desk.Outbox.Kept(ctx, key)
	return len(before) > 0, err
}

// notKept is the result of a draft that did not pass the gate: a rule's
// refusal, or a failure, after which it is not known whether it was kept.
func (s *Server) notKept(ctx context.Context, who frontdesk.Contact, d frontdesk.Draft, err error) sendResult {
	e, p := frontdesk.Foreseen(err), personOf(who)
	r := sendResult{Status: statusFor(e.Code), To: &p, Code: string(e.Code), Error: e.Message, Next: e.Next}
	switch {
	case e.Code == frontdesk.WindowClosed:
		s.offerTemplates(ctx, who, &r)
	case !e.Code.Ours(): // refused, so it was not kept
	case d.Key != "":
		r.Next = "call again with the same key: it is sent once, however often you call"
	default:
		r.Next = "see with read_whatsapp_messages whether it was kept, and call again if not; with a key you could call again at once"
	}
	if e.Code == frontdesk.Internal {
		s.log.Error("a message could not be kept", "trace", d.Trace, "error", err)
	}
	return r
}
