package main

import (
	"context"
	"io"
	"time"

	"frontdesk"
	"frontdesk/media"
	"frontdesk/tools"
)

// cabinet is the files as the tools see them.
type cabinet struct{ *program }

func (c cabinet) Take(ctx context.Context, from tools.FileSource, progress func(done, of int64)) (frontdesk.File, error) {
	return c.paper.sources.Take(ctx, media.Source{
		Path: from.Path, URL: from.URL, Base64: from.Base64, Text: from.Text, FileID: from.File, Filename: from.Filename, Local: from.Local,
	}, progress)
}

func (c cabinet) Fit(ctx context.Context, f frontdesk.File, as string, step func(string)) (frontdesk.Attachment, []string, error) {
	fit, err := c.paper.fitter.Fit(ctx, f, media.As(as), step)
	return fit.Attachment, fit.Notes, err
}

// File gives a file, unless the person has deleted the message it came with.
func (c cabinet) File(ctx context.Context, id frontdesk.FileID) (frontdesk.File, error) {
	f, err := c.db.File(ctx, id)
	if err != nil || f.Message == "" {
		return f, err
	}
	m, err := c.db.Message(ctx, f.Message)
	if err == nil && !m.RevokedAt.IsZero() {
		return f, frontdesk.Errorf(frontdesk.Gone, "the person has deleted the message that file %s came with", id).WithNext("leave it alone, or ask the person for it")
	}
	return f, err
}

func (c cabinet) Link(f frontdesk.File) (string, time.Time) {
	path, until := c.paper.desk.Link(f.ID)
	switch {
	case c.publicURL != nil:
		return c.publicURL.JoinPath("/").String() + path[1:], until
	case c.listener != nil:
		return "http://" + c.listener.Addr().String() + path, until
	}
	return "", until
}

// glasses read files when somebody asks.
type glasses struct{ *program }

// at does f with the path of a file's bytes.
func (g glasses) at(ctx context.Context, file frontdesk.File, f func(path string) error) error {
	path, release, err := g.paper.blobs.Local(ctx, file.SHA256)
	if err != nil {
		return err
	}
	defer release()
	return f(path)
}

func (g glasses) Read(ctx context.Context, f frontdesk.File) (e frontdesk.Extract, err error) {
	err = g.at(ctx, f, func(path string) error {
		e = g.paper.reader.ReadAnyhow(ctx, f, path)
		return ctx.Err()
	})
	if err != nil {
		return e, err
	}
	return e, g.db.KeepExtract(ctx, f.ID, e)
}

func (g glasses) Picture(ctx context.Context, f frontdesk.File) (b []byte, mimeType string, err error) {
	err = g.at(ctx, f, func(path string) (err error) {
		b, mimeType, err = g.paper.reader.Show(ctx, path)
		return err
	})
	return b, mimeType, err
}

func (g glasses) Page(ctx context.Context, f frontdesk.File, n int) (b []byte, mimeType string, pages int, err error) {
	err = g.at(ctx, f, func(path string) (err error) {
		b, mimeType, pages, err = g.paper.reader.Page(ctx, f, path, n)
		return err
	})
	return b, mimeType, pages, err
}

func (g glasses) Bytes(ctx context.Context, f frontdesk.File, max int64) ([]byte, error) {
	body, n, err := g.paper.blobs.Open(ctx, f.SHA256)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	if n > max {
		return nil, frontdesk.Errorf(frontdesk.TooLarge, "the file has %s", frontdesk.Size(n))
	}
	return io.ReadAll(io.LimitReader(body, max))
}
