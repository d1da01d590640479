package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/shelf"
)

// address is where the handler is reached, as far as the request tells when no
// URL was given.
func (s *Sandbox) address(r *http.Request) string {
	if s.URL != "" {
		return strings.TrimSuffix(s.URL, "/")
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	prefix := ""
	if whole, err := url.ParseRequestURI(r.RequestURI); err == nil {
		prefix = strings.TrimSuffix(whole.EscapedPath(), r.URL.EscapedPath())
	}
	return scheme + "://" + r.Host + prefix
}

// mediaURL is an address of a file that works for five minutes, with a token.
func (s *Sandbox) mediaURL(r *http.Request, id string) string {
	ends := strconv.FormatInt(s.clock.Now().Add(shelf.AddressLives).Unix(), 10)
	return s.address(r) + "/media/" + id + "?ext=" + ends + "&hash=" + s.seal(id, ends)
}

// seal makes an address that nobody can make up.
func (s *Sandbox) seal(id, ends string) string {
	mac := hmac.New(sha256.New, s.key[:])
	_, _ = io.WriteString(mac, id+" "+ends) // a hash never fails
	return hex.EncodeToString(mac.Sum(nil))[:32]
}

// download gives the bytes of a file to whoever has its address and a token.
func (s *Sandbox) download(q *ask) (*shelf.File, error) {
	ends := q.URL.Query().Get("ext")
	until, err := strconv.ParseInt(ends, 10, 64)
	sealed := hmac.Equal([]byte(q.URL.Query().Get("hash")), []byte(s.seal(q.id, ends)))
	if err != nil || !sealed || !s.clock.Now().Before(time.Unix(until, 0)) {
		return nil, gone(q)
	}
	m, err := s.mediaAsked(q)
	if err != nil {
		return nil, gone(q)
	}
	return &m, nil
}

// gone is what an address says whose five minutes are over, or whose file is.
func gone(q *ask) error {
	e := refusal.NoObject(q.verb(), q.id)
	e.Status = http.StatusNotFound
	return e
}

// serveDownload is download with what may go wrong on the way.
func (s *Sandbox) serveDownload(w http.ResponseWriter, r *http.Request) {
	q := &ask{Request: r, path: fault.PathDownload, id: chi.URLParam(r, "id"), token: bearer(r)}
	if !s.knows(q.token) {
		s.answerMeta(w, nil, refusal.BadToken())
		return
	}
	s.withFaults(w, q, func(w http.ResponseWriter) {
		m, err := s.download(q)
		if err != nil {
			s.answerMeta(w, nil, err)
			return
		}
		if f, ok := s.faults.Take(s.about(q), fault.Cut, fault.Slow, fault.WrongHash); ok {
			err = s.spoil(w, q, *m, f)
		} else {
			err = s.serveFile(w, r, *m, "")
		}
		if err != nil {
			s.answerMeta(w, nil, gone(q))
		}
	})
}

// serveFile gives the bytes of a file, or a part of them.
func (s *Sandbox) serveFile(w http.ResponseWriter, r *http.Request, m shelf.File, filename string) error {
	f, err := os.Open(s.shelf.Path(m.ID))
	if err != nil {
		return refusal.Say(http.StatusNotFound, "the bytes of this file are no longer kept")
	}
	defer func() { _ = f.Close() }() // it was only read
	describe(w.Header(), m, filename)
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}

func describe(h http.Header, m shelf.File, filename string) {
	h.Set("Content-Type", m.MIMEType)
	h.Set("X-Content-Type-Options", "nosniff")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-store")
	}
	kind, _, _ := strings.Cut(m.MIMEType, "/")
	if kind == "image" || kind == "audio" || kind == "video" {
		return
	}
	params := map[string]string{}
	if filename != "" {
		params["filename"] = filename
	}
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", params))
}

// spoil gives a file as a fault says: less than was promised, slowly, or with
// another byte. It fails if there are no bytes.
func (s *Sandbox) spoil(w http.ResponseWriter, q *ask, m shelf.File, f fault.Fault) error {
	file, err := os.Open(s.shelf.Path(m.ID))
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	describe(w.Header(), m, "")
	w.Header().Set("Content-Length", strconv.FormatInt(m.Bytes, 10))
	out := http.NewResponseController(w)
	switch f.Do {
	case fault.Cut:
		if f.Size == 0 {
			f.Size = int(m.Bytes / 2)
		}
		_, _ = io.CopyN(w, file, int64(f.Size)) // it breaks anyway
		_ = out.Flush()                         // likewise
		panic(http.ErrAbortHandler)
	case fault.Slow:
		// The answer outlives the server's time limit. Not every writer has one.
		_ = out.SetWriteDeadline(time.Time{})
		s.trickle(w, q, file, m.Bytes, f.Pause())
	case fault.WrongHash:
		_, _ = io.Copy(w, io.MultiReader(otherByte(file), file)) // nobody is left to tell
	}
	return nil
}

// pieces is how many a slow answer comes in.
const pieces = 20

// trickle writes a file in pieces that take the wait together.
func (s *Sandbox) trickle(w http.ResponseWriter, q *ask, from io.Reader, bytes int64, wait time.Duration) {
	for i := range int64(pieces) {
		if !s.dawdle(q, wait/pieces) {
			return
		}
		if _, err := io.CopyN(w, from, bytes*(i+1)/pieces-bytes*i/pieces); err != nil {
			return
		}
		_ = http.NewResponseController(w).Flush() // not every writer can
	}
}

// otherByte reads one byte and gives another.
func otherByte(from io.Reader) io.Reader {
	var b [1]byte
	n, _ := io.ReadFull(from, b[:])
	b[0] ^= 0xff
	return strings.NewReader(string(b[:n]))
}

// otherHash is the hash of something else, in hex or base64 as it was.
func otherHash(sum string) string {
	other := sha256.Sum256([]byte(sum))
	if len(sum) == hex.EncodedLen(sha256.Size) {
		return hex.EncodeToString(other[:])
	}
	return base64.StdEncoding.EncodeToString(other[:])
}
