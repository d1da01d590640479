package main

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"frontdesk"
	"frontdesk/adapter/graph"
	"frontdesk/media"
)

// fits holds an attachment against WhatsApp's table.
func (p *program) fits(ctx context.Context, a frontdesk.Attachment) (frontdesk.Attachment, error) {
	f, err := p.db.File(ctx, a.File)
	if err != nil {
		return a, err
	}
	return media.Check(f, a)
}

// upload gives the id by which Meta has a file on a number. The same bytes are
// uploaded once, however many messages carry them.
func (p *program) upload(ctx context.Context, on frontdesk.IntegrationID, a frontdesk.Attachment) (string, error) {
	return once(ctx, &p.paper.uploading, string(on)+" "+a.SHA256+" "+a.MIMEType, func() (string, error) {
		// Asked by one at a time: who asked before would upload what another has
		// uploaded since.
		if id, err := p.db.Uploaded(ctx, on, a.SHA256, a.MIMEType); err != nil || id != "" {
			return id, err
		}
		return p.uploadNow(ctx, on, a)
	})
}

// once does what several want at a time for the first of them, and gives it to
// all. If the first gives up, the next does it: whose time is over is nobody
// else's failure.
func once(ctx context.Context, all *singleflight.Group, key string, do func() (string, error)) (string, error) {
	for mine := false; ; {
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case done := <-all.DoChan(key, func() (any, error) { mine = true; return do() }):
			over := errors.Is(done.Err, context.Canceled) || errors.Is(done.Err, context.DeadlineExceeded)
			if over && !mine && ctx.Err() == nil {
				continue
			}
			got, _ := done.Val.(string)
			return got, done.Err
		}
	}
}

func (p *program) uploadNow(ctx context.Context, on frontdesk.IntegrationID, a frontdesk.Attachment) (string, error) {
	select {
	case p.paper.turns <- struct{}{}:
		defer func() { <-p.paper.turns }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	n, err := p.number(on)
	if err != nil {
		return "", err
	}
	f, err := p.db.File(ctx, a.File)
	if err != nil {
		return "", err
	}
	var left atomic.Int64
	p.paper.left.Store(f.SHA256, &left)
	defer p.paper.left.Delete(f.SHA256)
	id, err := n.Upload(ctx, graph.Upload{
		Progress: left.Store,
		Name:     media.Filename(f.Filename, media.Type{MIMEType: a.MIMEType}), MIMEType: a.MIMEType, Bytes: f.Bytes,
		Open: func() (io.ReadCloser, error) {
			body, _, err := p.paper.blobs.Open(ctx, f.SHA256)
			return body, err
		},
	})
	if err != nil {
		return "", err
	}
	p.log.Info("file uploaded", "file", f.ID, "bytes", f.Bytes, "type", a.MIMEType, "integration", on)
	return id, p.db.RememberUpload(ctx, on, a.SHA256, a.MIMEType, id, time.Now().Add(uploadLife))
}

// forget forgets an upload that Meta has no longer.
func (p *program) forget(ctx context.Context, on frontdesk.IntegrationID, a frontdesk.Attachment) error {
	return p.db.RememberUpload(ctx, on, a.SHA256, a.MIMEType, "", time.Time{})
}

// leaving tells how much of a file has left for Meta.
func (p *program) leaving(id frontdesk.FileID) (sent, of int64) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	f, err := p.db.File(ctx, id)
	if err != nil {
		return 0, 0
	}
	if n, ok := p.paper.left.Load(f.SHA256); ok {
		return n.(*atomic.Int64).Load(), f.Bytes
	}
	return 0, 0
}
