package card

import "cmp"

// File is what a message carries: a picture, a voice note, a document. Its
// bytes are at URL, which is relative to the address of the sandbox and needs
// no token, until newer files need the room.
type File struct {
	ID       string `json:"id"` // Meta's
	MIMEType string `json:"mime_type"`
	SHA256   string `json:"sha256"` // hex
	Bytes    int64  `json:"bytes"`
	Filename string `json:"filename,omitempty"`
	Caption  string `json:"caption,omitempty"`
	Voice    bool   `json:"voice,omitempty"`
	Animated bool   `json:"animated,omitempty"`
	URL      string `json:"url"`
}

// PutOn says that the file is on a phone.
func (f *File) PutOn(phone string) { f.URL = "phones/" + phone + "/media/" + f.ID }

// Text is the file in a line.
func (f *File) Text(kind string) string { return cmp.Or(f.Caption, f.Filename, "("+kind+")") }
