package frontdesk

import "time"

// FileState is where a file's bytes are.
type FileState string

// The states of a file.
const (
	FileComing  FileState = "coming"  // to be fetched from Meta
	FileKept    FileState = "kept"    // its bytes are here
	FileFailed  FileState = "failed"  // its bytes could not be had, and will not come
	FileRemoved FileState = "removed" // its bytes were here, and their time is over
)

// File is bytes that a person sent, or that are to be sent to one. Equal bytes
// are kept once and may be several files.
type File struct {
	ID    FileID
	State FileState

	// Message is what it came with; empty for one that was uploaded here.
	Message      MessageID
	Conversation ConversationID
	Integration  IntegrationID
	Contact      ContactID
	Media        Media
	Voice        bool

	// What Meta said of it: its id (which lives 7 days), an address (5 minutes),
	// the type it was sent as and its SHA-256, base64 or hex.
	MediaID      string
	URL          string
	DeclaredType string
	DeclaredHash string

	Filename string
	MIMEType string // by its bytes; what was declared, until they are here
	SHA256   string // of its bytes, in hex
	Bytes    int64

	Seconds       float64 // of sound or moving pictures
	Width, Height int     // of pictures, moving or not

	// Code and Problem say why it failed, or last did.
	Code    Code
	Problem string

	At     time.Time // when it was sent or uploaded
	KeptAt time.Time // when its bytes were here

	// Extract is what was read in it; nil if nothing was, or not yet.
	Extract *Extract
	// Unread tells that its bytes are here and have not been looked at yet.
	Unread bool
}

// Pending tells what is still to be read in a file by itself.
func (f File) Pending() (kind ExtractKind, pending bool) {
	if f.Extract != nil || f.Message == "" || f.State != FileComing && !f.Unread {
		return "", false
	}
	return f.Wanted()
}

// Wanted tells what is to be read in a file by itself, when it comes: a voice
// note, a picture, a document. Other sound waits until somebody asks.
func (f File) Wanted() (kind ExtractKind, wanted bool) {
	switch f.Media {
	case Audio:
		return Transcript, f.Voice
	case Image:
		return OCR, true
	case Document:
		return DocumentText, true
	}
	return "", false
}

// FileWork is a file that somebody has taken to fetch or to read.
type FileWork struct {
	File
	Lease    string
	Attempts int // this one included
}

// Blob is bytes as they are kept, named by their hash.
type Blob struct {
	SHA256 string // hex
	Bytes  int64
}
