package sandbox

import (
	"cmp"
	"path/filepath"
)

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

// file is what a message shows of a file that Meta keeps.
func (m media) file() *File {
	return &File{ID: m.ID, MIMEType: m.MIMEType, SHA256: m.SHA256, Bytes: m.Bytes, Animated: m.Animated}
}

// on says that the file is on a phone.
func (f *File) on(p *phone) { f.URL = "phones/" + p.ID + "/media/" + f.ID }

// text is the file in a line.
func (f *File) text(kind string) string { return cmp.Or(f.Caption, f.Filename, "("+kind+")") }

// baseName is a file name without folders, which nobody means on a phone.
func baseName(name string) string {
	if name == "" {
		return ""
	}
	return filepath.Base(name)
}
