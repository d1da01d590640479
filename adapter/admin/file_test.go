package admin_test

import (
	"context"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/adapter/admin/view"
	"frontdesk/store"
)

// files is the store's, read by an engine that was mended.
type files struct{ *store.DB }

func (f files) Read(ctx context.Context, of frontdesk.File) (frontdesk.Extract, error) {
	e := frontdesk.Extract{
		Kind: frontdesk.DocumentText, Status: frontdesk.ExtractOK, Text: "one\n\ntwo", Engine: "new", Version: "2", PageCount: 2,
		Pages: []frontdesk.Page{{Number: 1, Text: "one"}, {Number: 2, Text: "two"}}, At: time.Now(), Took: 1500 * time.Millisecond,
	}
	return e, f.KeepExtract(ctx, of.ID, e)
}

// Fit knows pictures, which may be stickers too, and says so of any file.
func (f files) Fit(ctx context.Context, id frontdesk.FileID, as string) (frontdesk.Attachment, []string, error) {
	of, err := f.File(ctx, id)
	if err != nil {
		return frontdesk.Attachment{}, nil, err
	}
	a := frontdesk.Attachment{Media: frontdesk.Image, File: id, MIMEType: of.MIMEType, SHA256: of.SHA256}
	if as == "sticker" {
		a.Media = frontdesk.Sticker
		return a, []string{"made a sticker"}, nil
	}
	return a, nil, nil
}

func TestAFileIsShownAndReadAnew(t *testing.T) {
	d := newDesk(t)
	f, err := d.db.AddFile(t.Context(), frontdesk.File{State: frontdesk.FileKept, Filename: "a.pdf", MIMEType: "application/pdf", SHA256: "h", Bytes: 7})
	if err != nil {
		t.Fatal(err)
	}
	failed := frontdesk.FailedExtract(frontdesk.DocumentText, frontdesk.Errorf(frontdesk.NoEngine, "no engine"))
	if err := d.db.KeepExtract(t.Context(), f.ID, failed); err != nil {
		t.Fatal(err)
	}
	var got view.File
	d.ask("GET", "/admin/v1/files/"+string(f.ID), "").want(200, &got)
	if got.ID != f.ID || got.Bytes != 7 || got.Extract.Status != frontdesk.ExtractFailed || got.Extract.Error != "no engine" || got.Extract.Code != frontdesk.NoEngine {
		t.Errorf("%+v %+v", got, got.Extract)
	}
	got = view.File{}
	d.ask("POST", "/admin/v1/files/"+string(f.ID)+"/read", "").want(200, &got)
	if e := got.Extract; e.Status != frontdesk.ExtractOK || e.Engine != "new" || len(e.Pages) != 2 || e.Took != 1.5 || e.Error != "" {
		t.Errorf("%+v", e)
	}
	var kept view.File
	d.ask("GET", "/admin/v1/files/"+string(f.ID), "").want(200, &kept)
	if kept.Extract.Text != "one\n\ntwo" {
		t.Errorf("kept is %+v", kept.Extract)
	}
	d.ask("GET", "/admin/v1/files/f404", "").want(404, nil)
	gone, err := d.db.AddFile(t.Context(), frontdesk.File{State: frontdesk.FileRemoved, MIMEType: "application/pdf"})
	if err != nil {
		t.Fatal(err)
	}
	d.ask("POST", "/admin/v1/files/"+string(gone.ID)+"/read", "").want(409, nil)
}
