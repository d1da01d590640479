package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// With a bucket, what people send is kept there and read, and what is sent comes
// from there; the data folder has no bytes of files.
func TestFilesInABucket(t *testing.T) {
	s3 := s3mem.New()
	if err := s3.CreateBucket("desk"); err != nil {
		t.Fatal(err)
	}
	service := httptest.NewServer(gofakes3.New(s3).Server())
	t.Cleanup(service.Close)
	v := newVisit(t, "AWS_ACCESS_KEY_ID=desk-key", "AWS_SECRET_ACCESS_KEY=desk-secret")
	v.serve("--agent", "echo", "--bucket", "s3://desk/kept?region=eu-1&endpoint="+url.QueryEscape(service.URL))
	v.register(0)

	note := v.sample("voice.ogg")
	v.show(sender(0), "voice", "", note)
	v.answer(sender(0), `(?i)^You said: .*pizza`)
	v.inBucket(s3, note)

	report := v.sample("digital.pdf")
	var sent struct {
		Status string `json:"status"`
	}
	if err := v.desk.tool(t.Context(), "/mcp", "send_whatsapp_file", `{"to":"Sender 0","source":{"path":"digital.pdf"}}`, &sent); err != nil {
		t.Fatal(err)
	}
	v.arrived(sender(0), "document", report)
	v.inBucket(s3, report)

	// One that came is sent back from the bucket, by its handle.
	if err := v.desk.tool(t.Context(), "/mcp", "send_whatsapp_file", `{"to":"Sender 0","source":{"file_id":"f1"},"as":"voice"}`, &sent); err != nil {
		t.Fatal(err)
	}
	v.arrived(sender(0), "audio", note)
	v.stop()
	v.noBytes()
}

// inBucket holds the bucket to having some bytes under their hash.
func (v *visit) inBucket(s3 gofakes3.Backend, want []byte) {
	v.Helper()
	sum := sha256.Sum256(want)
	name := hex.EncodeToString(sum[:])
	all, err := s3.ListBucket("desk", nil, gofakes3.ListBucketPage{})
	if err != nil {
		v.Fatal(err)
	}
	for _, o := range all.Contents {
		if !strings.HasPrefix(o.Key, "kept/") || !strings.HasSuffix(o.Key, "/"+name) {
			continue
		}
		kept, err := s3.GetObject("desk", o.Key, nil)
		if err != nil {
			v.Fatal(err)
		}
		defer kept.Contents.Close()
		if got, err := io.ReadAll(kept.Contents); err != nil || !bytes.Equal(got, want) {
			v.Errorf("%s has other bytes, %v", o.Key, err)
		}
		return
	}
	v.Errorf("no object of %d in the bucket is called %s", len(all.Contents), name)
}

// arrived waits for a file on a phone that is the wanted one, byte for byte.
func (v *visit) arrived(phone, kind string, want []byte) {
	v.Helper()
	v.eventually("a "+kind+" arrives, byte for byte", func() bool {
		for _, m := range v.inbox(phone) {
			if m.Media == nil || m.Type != kind {
				continue
			}
			resp, err := v.http.Get(v.meta.URL + "/sandbox/" + m.Media.URL)
			if err != nil {
				continue
			}
			got, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err == nil && bytes.Equal(got, want) {
				return true
			}
		}
		return false
	})
}

// noBytes looks for bytes of files in the data folder.
func (v *visit) noBytes() {
	v.Helper()
	for _, folder := range []string{blobFolder, workFolder} {
		err := filepath.WalkDir(filepath.Join(v.dir, folder), func(path string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				v.Errorf("the data folder has %s", path)
			}
			return nil // there need be no such folder
		})
		if err != nil {
			v.Error(err)
		}
	}
}
