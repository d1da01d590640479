package admin

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"frontdesk"
	"frontdesk/adapter/admin/letter"
	"frontdesk/adapter/admin/view"
	"frontdesk/contacts"
)

const (
	// MaxKey is how long an Idempotency-Key may be.
	MaxKey = 200
	// SendWait is how long a request waits for what Meta says.
	SendWait = 10 * time.Second
)

// Outbox is the only way out.
type Outbox interface {
	// Enqueue keeps the parts of a draft if it may be sent, once by its key.
	Enqueue(ctx context.Context, d frontdesk.Draft) ([]frontdesk.Delivery, error)
	// Kept gives what a key was used for before; nothing is no error.
	Kept(ctx context.Context, key string) ([]frontdesk.Delivery, error)
	// Await waits until nothing more will be tried now, or max has passed.
	Await(ctx context.Context, ds []frontdesk.Delivery, max time.Duration) ([]frontdesk.Delivery, error)
}

// mail are the operations on messages and deliveries.
type mail struct {
	outbox     Outbox
	people     *contacts.Registry
	files      Files
	message    func(context.Context, frontdesk.MessageID) (frontdesk.Message, error)
	deliveries func(context.Context, DeliveryQuery) ([]frontdesk.Delivery, bool, error)
	now        func() time.Time
	log        *slog.Logger
}

// sendMessage describes sending, for the document.
func sendMessage() huma.Operation {
	o := op("send-message", "Messages", "Send a message, of any kind that WhatsApp takes")
	o.Description = "It passes the gate that agents' messages pass: the contact is registered, the 24-hour window is open or it is a template, " +
		"and all is within WhatsApp's limits. What is refused was not sent, and the problem says what would work.\n\n" +
		"The answer is 200 when nothing more will be tried now, and 202 while it is still on its way: look at it with GET /admin/v1/deliveries/{id}. " +
		"A delivery whose state is failed was refused by Meta; one whose state is unknown may or may not have arrived, and should not be sent again.\n\n" +
		"With an Idempotency-Key the same request may be made again after a broken connection: it is sent once, and the answer is about what was sent. " +
		"Without one each request is a message."
	o.Errors = []int{http.StatusNotFound, http.StatusBadGateway}
	return o
}

type sendIn struct {
	Key  string `header:"Idempotency-Key" minLength:"1" maxLength:"200" doc:"The same key never sends twice."`
	Body letter.Letter
}

// Sent is what became of a message.
type Sent struct {
	Deliveries []view.Delivery `json:"deliveries" nullable:"false" doc:"One for each part: a long text goes as several messages."`
	Notes      []string        `json:"notes,omitempty" nullable:"false" doc:"What became another than was asked for, and why."`
	Repeated   bool            `json:"repeated,omitempty" doc:"The key was used before; nothing new was sent."`
}

type sentOut struct {
	Status int
	Body   Sent
}

func (m mail) send(ctx context.Context, in *sendIn) (*sentOut, error) {
	who, err := m.people.Resolve(ctx, in.Body.To)
	if err != nil {
		return nil, letter.About("to", err)
	}
	d := frontdesk.Draft{
		Key: keyOf(in.Key), Asked: in.Body.Mark(), By: frontdesk.ByOperator, To: who.ID, Integration: in.Body.Integration, ReplyTo: in.Body.ReplyTo, Trace: "a" + rand.Text()[:10],
	}
	notes, err := m.write(ctx, &d, in.Body)
	if err != nil {
		return nil, err
	}
	kept, err := m.outbox.Enqueue(ctx, d)
	switch {
	case frontdesk.CodeOf(err) == frontdesk.KeyReused:
		return nil, letter.About("Idempotency-Key", err)
	case err != nil:
		return nil, err
	}
	now, err := m.outbox.Await(ctx, kept, SendWait)
	if err != nil {
		// It is kept and will be sent; only what became of it is not known.
		m.log.Warn("what became of a message could not be awaited", "trace", d.Trace, "error", err)
		now = kept
	}
	return sent(now, append(notes, kept[0].Notes...), kept[0].Trace != d.Trace), nil
}

// write puts what is to be said into a draft. A key that was used before needs
// no words: whether they were these its mark tells, and their files may be gone.
func (m mail) write(ctx context.Context, d *frontdesk.Draft, l letter.Letter) (notes []string, err error) {
	if d.Key != "" {
		if earlier, err := m.outbox.Kept(ctx, d.Key); err != nil || len(earlier) > 0 {
			return nil, err
		}
	}
	return letter.Clerk{Fit: m.files.Fit, Message: m.message, Now: m.now}.Write(ctx, d, l)
}

// keyOf keeps operators' keys apart from agents' and this program's own.
func keyOf(key string) string {
	if key == "" {
		return ""
	}
	return view.OperatorsKey + key
}

func sent(now []frontdesk.Delivery, notes []string, repeated bool) *sentOut {
	out := &sentOut{Status: http.StatusOK, Body: Sent{Notes: notes, Repeated: repeated}}
	for _, d := range now {
		if !d.State.Settled() {
			out.Status = http.StatusAccepted
		}
		out.Body.Deliveries = append(out.Body.Deliveries, view.DeliveryOf(d))
	}
	return out
}

// alsoAccepted tells in the document that an operation may answer 202 with what
// it else answers 200 with; the library knows one answer of each.
func alsoAccepted(api huma.API, path string) {
	responses := api.OpenAPI().Paths[path].Post.Responses
	accepted := *responses["200"]
	accepted.Description = http.StatusText(http.StatusAccepted)
	responses["202"] = &accepted
}
