package tools

import (
	"context"
	"math"
	"time"

	"frontdesk"
)

// Files is what people sent, and what is to be sent to them.
type Files interface {
	// Take keeps a file from where it is; progress is told how many bytes have
	// come, of how many (-1 is not known).
	Take(ctx context.Context, from FileSource, progress func(done, of int64)) (frontdesk.File, error)
	// Fit makes a kept file fit for WhatsApp, and tells what was done to it and
	// why; step is told what is being done.
	Fit(ctx context.Context, f frontdesk.File, as string, step func(string)) (frontdesk.Attachment, []string, error)
	File(ctx context.Context, id frontdesk.FileID) (frontdesk.File, error)
	// Link gives an address for these bytes alone, and until when it is good; ""
	// if this server has no address.
	Link(f frontdesk.File) (address string, until time.Time)
}

// Eyes read files when somebody asks.
type Eyes interface {
	// Read reads a file anew and keeps the reading. What cannot be read is an extract
	// that says why; an error is that the bytes or the store cannot be reached.
	Read(ctx context.Context, f frontdesk.File) (frontdesk.Extract, error)
	// Picture gives a picture for a model to see.
	Picture(ctx context.Context, f frontdesk.File) (b []byte, mimeType string, err error)
	// Page gives one page of a document as a picture, and how many there are.
	Page(ctx context.Context, f frontdesk.File, n int) (b []byte, mimeType string, pages int, err error)
	// Bytes gives a file whole, if it has no more than max.
	Bytes(ctx context.Context, f frontdesk.File, max int64) ([]byte, error)
}

// FileSource says where a file is to be had: in one of the first five.
type FileSource struct {
	Path, URL, Base64, Text string
	File                    frontdesk.FileID
	Filename                string
	// Local tells that the caller is on this machine, over pipes.
	Local bool
}

// file is a file as other programs rely on it.
type file struct {
	ID       string   `json:"file_id"`
	MIMEType string   `json:"mime_type"`
	Bytes    int64    `json:"bytes,omitempty"`
	Filename string   `json:"filename,omitempty"`
	State    string   `json:"state,omitempty"` // only if its bytes are not here
	Error    string   `json:"error,omitempty"`
	Seconds  float64  `json:"seconds,omitempty"`
	Width    int      `json:"width,omitempty"`
	Height   int      `json:"height,omitempty"`
	Extract  *extract `json:"extract,omitempty"`
}

// extract is what was read in a file. The text is data from outside.
type extract struct {
	Kind       string  `json:"kind"`
	Status     string  `json:"status"`
	Text       string  `json:"text,omitempty"`
	Engine     string  `json:"engine,omitempty"`
	Language   string  `json:"language,omitempty"`
	Confidence float64 `json:"confidence,omitempty"`
	Pages      int     `json:"pages,omitempty"`
	Seconds    float64 `json:"seconds,omitempty"`
	Cut        string  `json:"cut,omitempty"`
	Error      string  `json:"error,omitempty"`
	Code       string  `json:"code,omitempty"`
	Next       string  `json:"next,omitempty"`
}

// maxShownText is how many characters of a file are told with its message.
const maxShownText = 4000

func fileOf(f frontdesk.File, textLimit int) file {
	name, _ := frontdesk.Clean(f.Filename)
	v := file{
		ID: string(f.ID), MIMEType: f.MIMEType, Bytes: f.Bytes, Filename: oneLine(name), Error: f.Problem,
		Seconds: f.Seconds, Width: f.Width, Height: f.Height,
	}
	if f.State != frontdesk.FileKept {
		v.State = string(f.State)
	}
	if f.Extract != nil {
		v.Extract = extractOf(*f.Extract, f.ID, textLimit)
	} else if kind, pending := f.Pending(); pending {
		v.Extract = &extract{Kind: string(kind), Status: string(frontdesk.ExtractPending)}
	}
	return v
}

// withoutText leaves out what was read in a file.
func (f *file) withoutText() {
	if f.Extract != nil {
		f.Extract.Text, f.Extract.Cut = "", ""
	}
}

// figures rounds what machines measure: more places tell nothing.
func figures(x float64) float64 { return math.Round(x*1000) / 1000 }

func extractOf(e frontdesk.Extract, id frontdesk.FileID, textLimit int) *extract {
	text, _ := frontdesk.Clean(e.Text)
	v := &extract{
		Kind: string(e.Kind), Status: string(e.Status), Text: text, Engine: e.Engine, Language: e.Language,
		Confidence: figures(e.Confidence), Pages: e.PageCount, Seconds: figures(e.Seconds), Cut: e.Cut, Error: e.Problem, Code: string(e.Code), Next: e.Next,
	}
	if e.Version != "" {
		v.Engine += " " + e.Version
	}
	if short := clip(text, textLimit); short != text {
		v.Text = short + " …"
		v.Cut = "the rest is given by get_whatsapp_file " + string(id)
	}
	return v
}
