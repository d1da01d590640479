package frontdesk

import "time"

// ExtractKind says how text was had from a file.
type ExtractKind string

// The kinds of extract.
const (
	Transcript   ExtractKind = "transcript" // heard in speech
	OCR          ExtractKind = "ocr"        // seen in a picture
	DocumentText ExtractKind = "document"   // read in a document
)

// ExtractStatus says what came of the reading.
type ExtractStatus string

// The ends of a reading, and that it has not ended.
const (
	ExtractOK      ExtractStatus = "ok"
	ExtractEmpty   ExtractStatus = "empty"   // there is no text in it
	ExtractFailed  ExtractStatus = "failed"  // Code and Problem say why
	ExtractPending ExtractStatus = "pending" // not read yet
)

// Extract is text a machine read in a file. It is data from outside, as the
// file is, and may be wrong; so it names who read it and how sure they were. A
// failure to read is an extract too.
type Extract struct {
	File   FileID        `json:"-"`
	Kind   ExtractKind   `json:"kind"`
	Status ExtractStatus `json:"status"`
	Text   string        `json:"text,omitempty"`

	Engine   string `json:"engine,omitempty"`
	Version  string `json:"version,omitempty"`
	Language string `json:"language,omitempty"` // ISO 639, as far as the engine tells
	// Confidence is from 0 to 1; 0 is not known.
	Confidence float64 `json:"confidence,omitempty"`

	Pages     []Page    `json:"pages,omitempty"`      // of a document or picture, in order
	PageCount int       `json:"page_count,omitempty"` // how many there are, read or not
	Seconds   float64   `json:"seconds,omitempty"`    // of sound
	Title     string    `json:"title,omitempty"`
	Author    string    `json:"author,omitempty"`
	Contents  []Heading `json:"contents,omitempty"` // the table of contents
	// Cut says what was left out because of a limit; empty if all was read.
	Cut string `json:"cut,omitempty"`

	Code    Code   `json:"code,omitempty"`
	Problem string `json:"problem,omitempty"`
	// Next is what would work, for whoever answers or runs this server.
	Next string `json:"next,omitempty"`
	// Again tells that the fault was the engine's, so that the same may succeed.
	Again bool `json:"again,omitempty"`

	At   time.Time     `json:"at,omitzero"`
	Took time.Duration `json:"took,omitempty"`
}

// Page is the text of one page, counted from 1. In a spreadsheet it is a sheet.
type Page struct {
	Number     int     `json:"number"`
	Name       string  `json:"name,omitempty"` // of a sheet
	Text       string  `json:"text,omitempty"`
	Engine     string  `json:"engine,omitempty"` // if it was another than the document's
	Confidence float64 `json:"confidence,omitempty"`
}

// Heading is a line of a table of contents.
type Heading struct {
	Level int    `json:"level"`
	Title string `json:"title"`
	Page  int    `json:"page,omitempty"`
}

// FailedExtract is the reading of a file that could not be read.
func FailedExtract(kind ExtractKind, err error) Extract {
	e := Foreseen(err)
	return Extract{
		Kind: kind, Status: ExtractFailed, Code: e.Code, Problem: e.Message, Next: e.Next,
		Again: e.Code.Ours(),
	}
}
