// Package document reads documents: text with page numbers, and pages as pictures.
//
// Its jobs run in workers and nowhere else. The library in C that reads most
// formats cannot be interrupted, hangs on files made for it, ends its process on
// some and crashes when two office files are open at once; so one worker reads
// one file at a time, with its time, memory and disk bounded. What can be seen
// before a file is opened (its length, what an archive says it unpacks to) is
// looked at first, because being refused is cheaper than being killed.
//
// What was left out is always said: a reader who is not told that page 301 is
// missing takes 300 pages for the whole.
package document

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"frontdesk"
	"frontdesk/media/worker"
)

const (
	// MaxBytes is how large a document may be.
	MaxBytes = 100 << 20
	// MaxPages is how many pages, sheets or slides are read.
	MaxPages = 300
	// MaxText is how many bytes of text are read.
	MaxText = 2 << 20
	// MaxHeadings is how many lines of a table of contents are read.
	MaxHeadings = 500
	// MaxRows is how many rows of a sheet are read.
	MaxRows = 50_000
	// MaxTime is how long a worker may take.
	MaxTime = 60 * time.Second
	// MaxMemory is how much data a worker may hold. MuPDF's store, a page of
	// [MaxPixels] and the picture's bytes fit in it twice.
	MaxMemory = 512 << 20
	// MaxDisk is how large a file a worker may write: a sheet unpacked, or a
	// picture.
	MaxDisk = 256 << 20
)

// The jobs of the family. Read takes [ReadParams] and gives a [Reading]; Render
// takes [RenderParams] and gives a [Picture] with a file. Where an author's pages
// are not in the file, as in a Word document, those that are drawn are laid out
// anew and may begin elsewhere than those that are read.
const (
	Read   = "document.read"
	Render = "document.render"
)

// Family is the workers that read documents.
func Family() worker.Family {
	return worker.Family{
		Name:   "document",
		Limits: worker.Limits{Time: MaxTime, Memory: MaxMemory, Disk: MaxDisk},
		Jobs:   map[string]worker.Job{Read: read, Render: render},
	}
}

// ReadParams say what is to be read.
type ReadParams struct {
	MIMEType string `json:"mime_type"` // by its bytes
	Filename string `json:"filename"`  // as it was sent
}

// read is the job that reads a document's text.
func read(ctx context.Context, in worker.Input) (any, string, error) {
	var p ReadParams
	if err := in.Params(&p); err != nil {
		return nil, "", err
	}
	f, err := identify(in.Path, p.MIMEType, p.Filename)
	if err != nil {
		return nil, "", err
	}
	r := newReading(ctx)
	if err := f.read(source{path: in.Path, temp: in.Temp, format: f}, r); err != nil {
		return nil, "", err
	}
	return r.end(), "", nil
}

// source is the file that a job reads.
type source struct {
	path   string
	temp   string // a folder for the job alone
	format format
}

// weigh refuses a file by its length.
func weigh(path string) (int64, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, frontdesk.Errorf(frontdesk.Gone, "the file is no longer here").WithCause(err)
	case err != nil:
		return 0, err
	case info.Size() == 0:
		return 0, frontdesk.Errorf(frontdesk.Empty, "the file is empty: it has no bytes").WithNext("send it again")
	case info.Size() > MaxBytes:
		return 0, frontdesk.Errorf(frontdesk.OverLimit, "the document has %d MB; up to %d MB are read", info.Size()>>20, MaxBytes>>20).
			WithNext("send the pages that matter as a file of their own")
	}
	return info.Size(), nil
}

// damaged is the answer to a file that is not what its format asks for.
func damaged(f format, cause error) error {
	return frontdesk.Errorf(frontdesk.Damaged, "the file is damaged or not complete: it cannot be read as %s", f.name).
		WithNext("ask for it again, or for a PDF of it").WithCause(cause)
}

// locked is the answer to a file that opens with a password.
func locked() error {
	return frontdesk.Errorf(frontdesk.Encrypted, "the document is protected by a password").
		WithNext("ask for a copy without a password")
}

// slow is the answer to a file of which nothing was read in time.
func slow() error {
	return frontdesk.Errorf(frontdesk.OverLimit, "reading the document took longer than it may").
		WithNext("ask for it as plain text, or for the pages that matter")
}
