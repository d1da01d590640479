package graph

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"sync"
	"sync/atomic"

	"frontdesk"
)

// Upload is a file on its way to Meta.
type Upload struct {
	Name     string
	MIMEType string // by WhatsApp's table, parameters included
	Bytes    int64

	// Open gives the bytes from the start, each time it is called: Go's client
	// begins anew when it finds a kept connection closed.
	Open func() (io.ReadCloser, error)

	// Progress, if set, is told how much has left. It is called from another
	// goroutine, with growing numbers, and never after Upload has returned.
	Progress func(sent int64)
}

// Upload hands a file to Meta and gives the id that a message names it by, for
// 30 days and from this number only. Its bytes are streamed: the length is
// known beforehand, so memory stays flat. An upload that broke off is
// Unavailable, since a second one harms nobody. A file that is not as long as
// was said is Damaged.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
func (n Number) Upload(ctx context.Context, f Upload) (id string, err error) {
	head, tail, contentType, err := f.form()
	if err != nil {
		return "", err
	}
	ctx, watch := watched(ctx)
	defer watch.end()
	req, err := n.request(ctx, http.MethodPost, []string{n.Integration.PhoneNumberID, "media"}, nil, nil)
	if err != nil {
		return "", err
	}
	out := &outgoing{upload: f, watch: watch, head: head, tail: tail}
	defer out.end()
	if req.Body, err = out.open(); err != nil {
		return "", err
	}
	req.GetBody = out.open
	req.ContentLength = int64(len(head)) + f.Bytes + int64(len(tail))
	req.Header.Set("Content-Type", contentType)
	id, err = n.post(req, watch)
	if problem := out.failed(); problem != nil {
		return "", problem // ours, not Meta's
	}
	return id, err
}

// post sends an upload and reads the id.
func (n Number) post(req *http.Request, watch *watch) (string, error) {
	resp, err := n.files().Do(req)
	if err != nil {
		return "", watch.broke(err)
	}
	resp.Body = &flow{body: resp.Body, watch: watch}
	defer resp.Body.Close()
	var out struct {
		ID string `json:"id"`
	}
	if err := n.read(resp, &out); err != nil {
		return "", harmless(err)
	}
	if out.ID == "" {
		return "", frontdesk.Errorf(frontdesk.Unavailable, "Meta answered without an id for the file").
			WithNext("it is tried again by itself")
	}
	return out.ID, nil
}

// form is what stands before and after the bytes. The part carries the file's
// own type, which Meta compares with what it finds.
func (f Upload) form() (head, tail []byte, contentType string, err error) {
	if f.Bytes <= 0 {
		return nil, nil, "", frontdesk.Errorf(frontdesk.Empty, "the file is empty").WithNext("send one with something in it")
	}
	if _, _, err := mime.ParseMediaType(f.MIMEType); err != nil || strings.ContainsAny(f.MIMEType, "\r\n") {
		return nil, nil, "", frontdesk.Errorf(frontdesk.Invalid, "%q is no type of file", f.MIMEType).WithField("mime_type")
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	// A Buffer does not fail, and so neither does the writer.
	_ = w.WriteField("messaging_product", "whatsapp")
	_ = w.WriteField("type", f.MIMEType)
	_, _ = w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {multipart.FileContentDisposition("file", cmp.Or(f.Name, "file"))},
		"Content-Type":        {f.MIMEType},
	})
	n := b.Len()
	_ = w.Close()
	return b.Bytes()[:n:n], b.Bytes()[n:], w.FormDataContentType(), nil
}

// outgoing is the body of an upload, which may be begun several times. What
// goes wrong with the file itself is kept here: the transport, which reads it
// in a goroutine of its own, would tell it as a broken connection.
type outgoing struct {
	upload     Upload
	watch      *watch
	head, tail []byte

	mu      sync.Mutex
	sent    int64
	problem error
	over    bool
}

func (o *outgoing) open() (io.ReadCloser, error) {
	file, err := o.upload.Open()
	if err != nil {
		return nil, o.fail(err)
	}
	exact := &exactly{file: file, left: o.upload.Bytes, out: o}
	return &resumed{
		Reader: io.MultiReader(bytes.NewReader(o.head), exact, bytes.NewReader(o.tail), &sentAll{o}),
		Closer: exact,
	}, nil
}

func (o *outgoing) fail(err error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.problem = err
	return err
}

func (o *outgoing) failed() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.problem
}

// tell reports how much of the file has left, unless more had before.
func (o *outgoing) tell(sent int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.over || sent <= o.sent {
		return
	}
	o.sent = sent
	if o.upload.Progress != nil {
		o.upload.Progress(sent)
	}
}

func (o *outgoing) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.over = true
}

// exactly is a file that must be as long as was said: the length of the request
// is on its way before the bytes are.
type exactly struct {
	file   io.ReadCloser
	left   int64
	out    *outgoing
	closed atomic.Bool
}

// Close is called while the file is still read, when Meta answers before it has
// all: what reading says after that is not the file's fault.
func (e *exactly) Close() error {
	e.closed.Store(true)
	return e.file.Close()
}

func (e *exactly) Read(p []byte) (int, error) {
	e.out.watch.pause() // while the file is read, Meta waits for us
	defer e.out.watch.moved(StallTime)
	said := e.out.upload.Bytes
	n, err := e.file.Read(p[:min(int64(len(p)), e.left+1)])
	e.left -= int64(n)
	e.out.tell(said - max(e.left, 0))
	switch {
	case e.left < 0:
		return 0, e.out.fail(wrongLength("more", said))
	case err == io.EOF && e.left > 0 && !e.closed.Load():
		return n, e.out.fail(wrongLength(fmt.Sprintf("%d less", e.left), said))
	case err != nil && err != io.EOF && !e.closed.Load():
		return n, e.out.fail(err)
	}
	return n, err
}

func wrongLength(found string, said int64) error {
	return frontdesk.Errorf(frontdesk.Damaged, "the file should have %d bytes and has %s", said, found).
		WithNext("give the file again")
}

// sentAll stands at the end of a body: from here on Meta looks at the file, and
// may take longer than between two bytes.
type sentAll struct{ out *outgoing }

func (s *sentAll) Read([]byte) (int, error) {
	s.out.watch.moved(StallTime + FileHeaderTime)
	return 0, io.EOF
}
