package view

import (
	"time"

	"frontdesk"
)

// File is a file as answered. Its bytes are at /files/{id}.
type File struct {
	ID           frontdesk.FileID         `json:"file_id"`
	State        frontdesk.FileState      `json:"state" enum:"coming,kept,failed,removed" doc:"Where its bytes are."`
	Message      frontdesk.MessageID      `json:"message,omitempty" doc:"What it came with."`
	Conversation frontdesk.ConversationID `json:"conversation,omitempty"`
	Contact      frontdesk.ContactID      `json:"contact,omitempty"`
	MIMEType     string                   `json:"mime_type" doc:"By its bytes."`
	Declared     string                   `json:"declared_mime_type,omitempty" doc:"What it was sent as. Data from outside."`
	Bytes        int64                    `json:"bytes"`
	SHA256       string                   `json:"sha256,omitempty"`
	Filename     string                   `json:"filename,omitempty" doc:"Data from outside."`
	Seconds      float64                  `json:"seconds,omitempty"`
	Width        int                      `json:"width,omitempty"`
	Height       int                      `json:"height,omitempty"`
	Code         frontdesk.Code           `json:"code,omitempty" doc:"Why it could not be fetched."`
	Error        string                   `json:"error,omitempty"`
	Extract      *Extract                 `json:"extract,omitempty"`
	At           time.Time                `json:"at"`
}

// Extract is what was read in a file.
type Extract struct {
	Kind       frontdesk.ExtractKind   `json:"kind" enum:"transcript,ocr,document"`
	Status     frontdesk.ExtractStatus `json:"status" enum:"ok,empty,failed,pending"`
	Text       string                  `json:"text,omitempty" doc:"Data from outside."`
	Engine     string                  `json:"engine,omitempty"`
	Version    string                  `json:"version,omitempty"`
	Language   string                  `json:"language,omitempty"`
	Confidence float64                 `json:"confidence,omitempty" doc:"From 0 to 1; absent if not known."`
	Pages      []frontdesk.Page        `json:"pages,omitempty"`
	PageCount  int                     `json:"page_count,omitempty"`
	Seconds    float64                 `json:"seconds,omitempty"`
	Title      string                  `json:"title,omitempty" doc:"Data from outside."`
	Author     string                  `json:"author,omitempty" doc:"Data from outside."`
	Contents   []frontdesk.Heading     `json:"contents,omitempty"`
	Cut        string                  `json:"cut,omitempty" doc:"What was left out because of a limit."`
	Code       frontdesk.Code          `json:"code,omitempty"`
	Error      string                  `json:"error,omitempty"`
	Next       string                  `json:"next,omitempty" doc:"What would work."`
	At         time.Time               `json:"at"`
	Took       float64                 `json:"took_seconds"`
}

// FileOf shows a file, with what was read in it.
func FileOf(f frontdesk.File) File {
	v := File{
		ID: f.ID, State: f.State, Message: f.Message, Conversation: f.Conversation, Contact: f.Contact,
		MIMEType: f.MIMEType, Declared: f.DeclaredType, Bytes: f.Bytes, SHA256: f.SHA256, Filename: f.Filename,
		Seconds: f.Seconds, Width: f.Width, Height: f.Height, Code: f.Code, Error: f.Problem, At: f.At.UTC(),
	}
	if e := f.Extract; e != nil {
		v.Extract = &Extract{
			Kind: e.Kind, Status: e.Status, Text: e.Text, Engine: e.Engine, Version: e.Version, Language: e.Language,
			Confidence: e.Confidence, Pages: e.Pages, PageCount: e.PageCount, Seconds: e.Seconds, Title: e.Title, Author: e.Author,
			Contents: e.Contents, Cut: e.Cut, Code: e.Code, Error: e.Problem, Next: e.Next, At: e.At.UTC(), Took: e.Took.Seconds(),
		}
	}
	return v
}
