package media

import (
	"context"

	"frontdesk"
)

// Told is what Meta says of a file when it is fetched.
type Told struct {
	Bytes  int64  // 0 is not known
	SHA256 string // base64 or hex; "" is not known
}

// fetch brings a file's bytes here. It gives why not, for the log, when that is
// noted already.
func (in *Intake) fetch(ctx context.Context, w frontdesk.FileWork) error {
	in.step("claimed")
	blob, err := in.bring(ctx, w.File)
	if err != nil {
		if ctx.Err() != nil {
			return err // the lease runs out, or was lost
		}
		return in.notFetched(ctx, w, err)
	}
	in.step("brought")
	w.SHA256, w.Bytes = blob.SHA256, blob.Bytes
	if err := in.name(ctx, &w.File); err != nil {
		return in.notFetched(ctx, w, err)
	}
	return in.note(func() error { return in.Register.FileKept(ctx, w, true) })
}

func (in *Intake) bring(ctx context.Context, f frontdesk.File) (frontdesk.Blob, error) {
	body, told, err := in.Fetch(ctx, f)
	if err != nil {
		return frontdesk.Blob{}, err
	}
	defer body.Close()
	if told.Bytes > MaxFile {
		return frontdesk.Blob{}, frontdesk.Errorf(frontdesk.TooLarge, "the file has %s, and at most %s are fetched", frontdesk.Size(told.Bytes), frontdesk.Size(MaxFile))
	}
	blob, err := in.Blobs.Keep(ctx, body, MaxFile)
	if err != nil {
		return blob, err
	}
	if told.Bytes > 0 && told.Bytes != blob.Bytes {
		return blob, frontdesk.Errorf(frontdesk.Damaged, "%d bytes came where Meta tells of %d", blob.Bytes, told.Bytes)
	}
	for _, declared := range []string{f.DeclaredHash, told.SHA256} {
		if declared != "" && !sameHash(blob.SHA256, declared) {
			return blob, frontdesk.Errorf(frontdesk.Damaged, "its bytes are not the ones that Meta tells of: the hash differs")
		}
	}
	return blob, nil
}

// name says what a file is by its bytes, and what it is called.
func (in *Intake) name(ctx context.Context, f *frontdesk.File) error {
	path, release, err := in.Blobs.Local(ctx, f.SHA256)
	if err != nil {
		return err
	}
	defer release()
	t, err := sniff(path)
	if err != nil {
		return err
	}
	f.MIMEType = t.MIMEType
	if f.Filename != "" {
		f.Filename, _ = frontdesk.Clean(f.Filename)
	}
	return nil
}

func (in *Intake) notFetched(ctx context.Context, w frontdesk.FileWork, err error) error {
	e := frontdesk.Foreseen(err)
	at, again := nextFetch(w.Attempts, w.At, e, in.Now())
	noted := in.note(func() error {
		if again {
			return in.Queue.FileLater(ctx, w, at, e)
		}
		return in.Register.FileFailed(ctx, w, e)
	})
	if noted != nil {
		return noted
	}
	return err
}
