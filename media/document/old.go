package document

import (
	"os"

	"github.com/richardlehane/mscfb"

	"frontdesk"
)

// readOld refuses what nothing here reads, and says what it is. An office file
// with a password looks like an old one, because it is packed in the same way.
func readOld(s source, _ *reading) error {
	if sealed(s.path) {
		return locked()
	}
	return frontdesk.Errorf(frontdesk.Unsupported, "%s cannot be read here", s.format.name).
		WithNext("ask for it as a PDF, DOCX or XLSX")
}

// sealed tells whether an old office file holds a new one behind a password.
func sealed(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	doc, err := mscfb.New(f)
	if err != nil {
		return false
	}
	for _, entry := range doc.File {
		if entry.Name == "EncryptedPackage" {
			return true
		}
	}
	return false
}
