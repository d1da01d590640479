package admin

import (
	"context"

	"frontdesk"
	"frontdesk/adapter/admin/view"
)

// Files is what people sent and what was read in it.
type Files interface {
	File(ctx context.Context, id frontdesk.FileID) (frontdesk.File, error)
	// Read reads a file anew and keeps the reading. It fails only if the file is
	// not here: what cannot be read is an extract that says why.
	Read(ctx context.Context, f frontdesk.File) (frontdesk.Extract, error)
	// Fit gives a file as WhatsApp takes it: as "auto", for what it is, or as
	// "image", "document", "voice" or "sticker", made so if need be; notes say what
	// was made of it.
	Fit(ctx context.Context, id frontdesk.FileID, as string) (a frontdesk.Attachment, notes []string, err error)
}

type oneFile struct {
	Body view.File
}

type fileID struct {
	ID frontdesk.FileID `path:"id" doc:"For example f12."`
}

// papers are the operations on files.
type papers struct{ files Files }

func (p papers) get(ctx context.Context, in *fileID) (*oneFile, error) {
	f, err := p.files.File(ctx, in.ID)
	return &oneFile{view.FileOf(f)}, err
}

// read reads a file again, with the engines as they are now.
func (p papers) read(ctx context.Context, in *fileID) (*oneFile, error) {
	f, err := p.files.File(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if f.State != frontdesk.FileKept {
		return nil, frontdesk.Errorf(frontdesk.Conflict, "the bytes of file %s are not here (%s), so it cannot be read", f.ID, f.State)
	}
	e, err := p.files.Read(ctx, f)
	f.Extract = &e
	return &oneFile{view.FileOf(f)}, err
}
