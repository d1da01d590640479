// Package files takes files over HTTP and gives them back.
//
// What is too large for a tool's arguments is uploaded here and then sent by the
// handle that this gives. Whoever has a token may read every file; somebody
// without one may read a single file for ten minutes, by an address that is
// signed for it.
package files

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"frontdesk"
)

const (
	// MaxFile is the largest file that is taken: WhatsApp carries no larger ones.
	//
	// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
	MaxFile = 100 << 20
	// LinkTime is how long a link to a file is good.
	LinkTime = 10 * time.Minute
	// UploadTime is how long an upload may take.
	UploadTime = 30 * time.Minute
	// formRoom is what a form may have besides the file.
	formRoom = 64 << 10
)

// Files answers at /files.
type Files struct {
	// Keep keeps what r gives under a name, cleaned for phones.
	Keep func(ctx context.Context, r io.Reader, name string) (frontdesk.File, error)
	File func(context.Context, frontdesk.FileID) (frontdesk.File, error)
	Open func(ctx context.Context, sha256 string) (io.ReadSeekCloser, int64, error)
	// Trusted tells whether a request shows a token that may do everything.
	Trusted func(*http.Request) bool
	// Key signs links.
	Key []byte
	Now func() time.Time
}

// handle is what an upload answers.
type handle struct {
	FileID   frontdesk.FileID `json:"file_id"`
	Filename string           `json:"filename"`
	MIMEType string           `json:"mime_type"`
	Bytes    int64            `json:"bytes"`
	SHA256   string           `json:"sha256"`
}

// Take answers POST /files. It keeps a file: a form's first file, or the body itself with its name in
// Content-Disposition or ?filename=. Whoever accepts application/x-ndjson is
// told how much has come, a line each time, and then the handle.
func (f *Files) Take(w http.ResponseWriter, r *http.Request) error {
	if !f.Trusted(r) {
		return frontdesk.Errorf(frontdesk.Unauthenticated, "the token is missing or wrong").
			WithNext("send the header Authorization: Bearer with the MCP token or the admin token")
	}
	rc := http.NewResponseController(w)
	if err := rc.SetReadDeadline(f.Now().Add(UploadTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, MaxFile+formRoom)
	body, name, err := opened(r)
	if err != nil {
		return err
	}
	var progress *lines
	if strings.Contains(r.Header.Get("Accept"), "application/x-ndjson") {
		progress = &lines{w: w, rc: rc, r: body, of: r.ContentLength, now: f.Now}
		body = progress
	}
	file, err := f.Keep(r.Context(), body, name)
	if err = tooMuch(err); err != nil && progress != nil && progress.began {
		e := frontdesk.Foreseen(err)
		return errors.Join(err, progress.write(refusal{e.Code, e.Message, e.Next}))
	}
	if err != nil {
		return err
	}
	h := handle{file.ID, file.Filename, file.MIMEType, file.Bytes, file.SHA256}
	if progress != nil {
		return progress.write(h)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Location", "/files/"+string(file.ID))
	w.WriteHeader(http.StatusCreated)
	return json.NewEncoder(w).Encode(h)
}

func tooMuch(err error) error {
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return frontdesk.Errorf(frontdesk.TooLarge, "a file may have %s", frontdesk.Size(MaxFile)).WithNext("send a smaller file, or a link to it")
	}
	var known *frontdesk.Error
	if !errors.As(err, &known) && errors.Is(err, io.ErrUnexpectedEOF) {
		return frontdesk.Errorf(frontdesk.Invalid, "the file did not arrive in full").WithNext("send it again").WithCause(err)
	}
	return err
}

// opened finds the file in a request.
func opened(r *http.Request) (io.Reader, string, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		name := r.URL.Query().Get("filename")
		if _, params, err := mime.ParseMediaType(r.Header.Get("Content-Disposition")); err == nil && params["filename"] != "" {
			name = params["filename"]
		}
		return r.Body, name, nil
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, "", frontdesk.Errorf(frontdesk.Invalid, "the form cannot be read").WithCause(err)
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, "", frontdesk.Errorf(frontdesk.Invalid, "the form has no file").WithNext(`send one, for example: curl -F file=@a.pdf …`).WithCause(err)
		}
		if part.FileName() != "" {
			return part, part.FileName(), nil
		}
	}
}

// Give answers GET /files/{id} with a file's bytes. They are from outside: no browser shows
// them as a page of ours.
func (f *Files) Give(w http.ResponseWriter, r *http.Request) error {
	id := frontdesk.FileID(r.PathValue("id"))
	if !f.Trusted(r) && !f.signed(id, r.URL.Query()) {
		return frontdesk.Errorf(frontdesk.Unauthenticated, "the token is missing or wrong, or the link is no longer good").
			WithNext("send the header Authorization: Bearer with a token, or ask for a new link")
	}
	file, err := f.File(r.Context(), id)
	if err != nil {
		return err
	}
	if file.State != frontdesk.FileKept {
		return frontdesk.Errorf(frontdesk.NotFound, "the bytes of this file are not here (%s)", file.State)
	}
	body, _, err := f.Open(r.Context(), file.SHA256)
	if err != nil {
		return err
	}
	defer body.Close()
	h := w.Header()
	h.Set("Content-Type", file.MIMEType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": nameOf(file)}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "private, no-store")
	h.Set("ETag", `"`+file.SHA256+`"`)
	http.ServeContent(w, r, "", file.KeptAt, body)
	return nil
}

func nameOf(f frontdesk.File) string {
	if f.Filename != "" {
		return f.Filename
	}
	return string(f.ID)
}

// Link gives the path of a file for somebody without a token, good for
// [LinkTime].
func (f *Files) Link(id frontdesk.FileID) (path string, until time.Time) {
	until = f.Now().Add(LinkTime)
	at := strconv.FormatInt(until.Unix(), 10)
	q := url.Values{"until": {at}, "signature": {f.sign(id, at)}}
	return "/files/" + url.PathEscape(string(id)) + "?" + q.Encode(), until
}

func (f *Files) sign(id frontdesk.FileID, until string) string {
	mac := hmac.New(sha256.New, f.Key)
	mac.Write([]byte(string(id) + "\n" + until))
	return hex.EncodeToString(mac.Sum(nil))
}

func (f *Files) signed(id frontdesk.FileID, q url.Values) bool {
	at := q.Get("until")
	n, err := strconv.ParseInt(at, 10, 64)
	return err == nil && f.Now().Unix() < n && hmac.Equal([]byte(q.Get("signature")), []byte(f.sign(id, at)))
}
