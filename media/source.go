package media

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"frontdesk"
)

// Source says where a file is to be had: in exactly one of the fields but the
// last two.
type Source struct {
	Path   string // in one of the folders that may be sent from
	URL    string // http or https
	Base64 string // the bytes themselves
	Text   string // the words themselves
	FileID frontdesk.FileID

	Filename string // what the phone shows; empty is what the source says
	// Local tells that whoever asks is on this machine, and may use the folders
	// that only such may.
	Local bool
}

// Fetched is a file from an address.
type Fetched struct {
	Body     io.ReadCloser
	Bytes    int64 // -1 is not known
	Filename string
}

// Sources takes files from where they are.
type Sources struct {
	Blobs Blobs
	Add   func(context.Context, frontdesk.File) (frontdesk.File, error)
	File  func(context.Context, frontdesk.FileID) (frontdesk.File, error)
	// Fetch opens an address that somebody named.
	Fetch func(ctx context.Context, url string) (Fetched, error)
	// Folders may be sent from by anybody, LocalFolders by who is on this machine.
	Folders, LocalFolders []string
}

// Take keeps a file and gives it, with what it is called. progress is told how
// many bytes have come, of how many; it may be nil.
func (s *Sources) Take(ctx context.Context, from Source, progress func(done, of int64)) (frontdesk.File, error) {
	if err := from.check(); err != nil {
		return frontdesk.File{}, err
	}
	if from.FileID != "" {
		f, err := s.File(ctx, from.FileID)
		if frontdesk.CodeOf(err) == frontdesk.NotFound {
			return f, frontdesk.Errorf(frontdesk.NotFound, "there is no such file here; nothing was sent").WithField("source.file_id").
				WithNext("use the file_id of a file in a message, or of one uploaded to /files").WithCause(err)
		}
		if from.Filename != "" {
			f.Filename = from.Filename
		}
		return f, err
	}
	opened, err := s.open(ctx, from)
	if err != nil {
		return frontdesk.File{}, err
	}
	defer opened.Body.Close()
	if opened.Bytes > MaxFile {
		return frontdesk.File{}, tooLarge(opened.Bytes)
	}
	if from.Filename != "" {
		opened.Filename = from.Filename
	}
	return s.Keep(ctx, &counted{r: opened.Body, of: opened.Bytes, tell: progress}, opened.Filename)
}

// Keep keeps what r gives as a file.
func (s *Sources) Keep(ctx context.Context, r io.Reader, name string) (frontdesk.File, error) {
	head := &head{r: r}
	blob, err := s.Blobs.Keep(ctx, head, MaxFile)
	if frontdesk.CodeOf(err) == frontdesk.TooLarge {
		return frontdesk.File{}, tooLarge(MaxFile + 1)
	}
	if err != nil {
		return frontdesk.File{}, err
	}
	if blob.Bytes == 0 {
		return frontdesk.File{}, frontdesk.Errorf(frontdesk.Empty, "the file is empty; nothing was kept").WithField("source").WithNext("give a file with something in it")
	}
	t := sniffBytes(head.b)
	return s.Add(ctx, frontdesk.File{State: frontdesk.FileKept, Filename: Filename(name, t), MIMEType: t.MIMEType, SHA256: blob.SHA256, Bytes: blob.Bytes})
}

func tooLarge(n int64) error {
	return frontdesk.Errorf(frontdesk.TooLarge, "the file has %s or more, and WhatsApp carries at most %s; nothing was sent", frontdesk.Size(n), frontdesk.Size(MaxFile)).
		WithField("source").WithNext("send a smaller file, or a link to it")
}

func (s Source) check() error {
	var given []string
	for name, value := range map[string]string{"path": s.Path, "url": s.URL, "base64": s.Base64, "text": s.Text, "file_id": string(s.FileID)} {
		if value != "" {
			given = append(given, name)
		}
	}
	if len(given) == 1 {
		return nil
	}
	e := frontdesk.Errorf(frontdesk.Invalid, "source gives %d of path, url, base64, text and file_id, and needs exactly one that is not empty; nothing was sent", len(given)).WithField("source")
	return e.WithNext(`give one, for example "source": {"text": "a,b\n1,2"}, "filename": "table.csv"`)
}

func (s *Sources) open(ctx context.Context, from Source) (Fetched, error) {
	switch {
	case from.Path != "":
		return s.openPath(from)
	case from.URL != "":
		f, err := s.Fetch(ctx, from.URL)
		return f, inField(err, "source.url")
	case from.Text != "":
		return Fetched{Body: io.NopCloser(strings.NewReader(from.Text)), Bytes: int64(len(from.Text)), Filename: "text.txt"}, nil
	}
	return openBase64(from.Base64)
}

// openBase64 reads base64 in either alphabet, with or without padding, and with
// the head of a data: address or none.
func openBase64(s string) (Fetched, error) {
	if rest, is := strings.CutPrefix(s, "data:"); is {
		if _, s, is = strings.Cut(rest, ";base64,"); !is {
			return Fetched{}, frontdesk.Errorf(frontdesk.Invalid, "the data: address is not in base64; nothing was sent").WithField("source.base64").
				WithNext("give its bytes in base64, or its words as text")
		}
	}
	b, err := base64.RawStdEncoding.DecodeString(strings.Map(standard, s))
	if err != nil {
		return Fetched{}, frontdesk.Errorf(frontdesk.Invalid, "the base64 cannot be read; nothing was sent").WithField("source.base64").
			WithNext("encode the bytes of the file, or use url or path").WithCause(err)
	}
	return Fetched{Body: io.NopCloser(strings.NewReader(string(b))), Bytes: int64(len(b)), Filename: "file"}, nil
}

// standard is a character of base64 in the standard alphabet; what is only
// there to make lines or to fill up is left out.
func standard(r rune) rune {
	switch {
	case r == '-':
		return '+'
	case r == '_':
		return '/'
	case r == '=' || unicode.IsSpace(r):
		return -1
	}
	return r
}

// openPath opens a file of an allowed folder. Links are resolved first, and may
// not lead out of it.
func (s *Sources) openPath(from Source) (Fetched, error) {
	folders := s.Folders
	if from.Local {
		folders = append(append([]string(nil), folders...), s.LocalFolders...)
	}
	if len(folders) == 0 {
		return Fetched{}, frontdesk.Errorf(frontdesk.Denied, "files of this server may not be sent by path; nothing was sent").WithField("source.path").
			WithNext("use url, base64, text or file_id; or the operator names folders with --files")
	}
	for _, folder := range folders {
		f, err := openIn(folder, from.Path)
		if err == nil || !errors.Is(err, errOutside) {
			return f, inField(err, "source.path")
		}
	}
	return Fetched{}, frontdesk.Errorf(frontdesk.Denied, "there is no such file in the folders that may be sent from; nothing was sent").WithField("source.path").
		WithNext("use a file in %s", strings.Join(folders, ", "))
}

var errOutside = errors.New("not in this folder")

func openIn(folder, path string) (f Fetched, err error) {
	root, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return f, errOutside
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(root, path)
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return f, errOutside
	}
	inside, err := filepath.Rel(root, real)
	if err != nil || !filepath.IsLocal(inside) {
		return f, errOutside
	}
	// Opened through the folder: what is changed meanwhile cannot lead out.
	dir, err := os.OpenRoot(root)
	if err != nil {
		return f, errOutside
	}
	defer dir.Close()
	info, err := dir.Stat(inside)
	if err != nil {
		return f, errOutside
	}
	if !info.Mode().IsRegular() {
		return f, frontdesk.Errorf(frontdesk.Invalid, "the path names a folder or a device and not a file; nothing was sent").
			WithNext("give the path of one file")
	}
	file, err := dir.Open(inside)
	if err != nil {
		return f, frontdesk.Errorf(frontdesk.Denied, "the file cannot be read by this server; nothing was sent").WithNext("mend its permissions").WithCause(err)
	}
	return Fetched{Body: file, Bytes: info.Size(), Filename: filepath.Base(path)}, nil
}

// inField names the field at fault, if none is named.
func inField(err error, field string) error {
	var e *frontdesk.Error
	if errors.As(err, &e) && e.Field == "" {
		e.Field = field
	}
	return err
}

// head keeps the first bytes that are read.
type head struct {
	r io.Reader
	b []byte
}

func (h *head) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	if room := sniffed - len(h.b); room > 0 {
		h.b = append(h.b, p[:min(n, room)]...)
	}
	return n, err
}

// counted tells how much has been read, not too often.
type counted struct {
	r        io.Reader
	of, done int64
	last     time.Time
	tell     func(done, of int64)
}

// tellEvery is how often progress is told at most.
const tellEvery = 500 * time.Millisecond

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.done += int64(n)
	if c.tell != nil && time.Since(c.last) > tellEvery {
		c.last = time.Now()
		c.tell(c.done, c.of)
	}
	return n, err
}
