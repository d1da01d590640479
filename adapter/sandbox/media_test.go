package sandbox_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"frontdesk/adapter/sandbox"
)

// inFolder keeps the files of a lab in a folder that is removed.
func inFolder(t *testing.T) func(*sandbox.Sandbox) {
	folder := t.TempDir()
	return func(s *sandbox.Sandbox) { s.Media = folder }
}

// upload uploads a file as the program would.
func (l *lab) upload(kind string, file []byte, more ...string) (int, j) {
	l.Helper()
	body, contentType := sheet(l.T, kind, "file", file, append([]string{"messaging_product", "whatsapp", "type", kind}, more...)...)
	status, answer := l.do("POST", "/graph/v25.0/"+ours+"/media", body, "Authorization", "Bearer "+token, "Content-Type", contentType)
	var v j
	_ = json.Unmarshal(answer, &v) // an answer may be empty or HTML
	return status, v
}

// uploaded is upload for what has to succeed.
func (l *lab) uploaded(kind string, file []byte) string {
	l.Helper()
	status, v := l.upload(kind, file)
	if status != http.StatusOK {
		l.Fatalf("upload of %s: %d %v", kind, status, v)
	}
	return v["id"].(string)
}

// fetch gets the bytes of a file at the address that the Graph API tells.
func (l *lab) fetch(url string) (int, []byte) {
	l.Helper()
	path, ok := strings.CutPrefix(url, "http://example.com")
	if !ok {
		l.Fatalf("the address is %q", url)
	}
	return l.do("GET", path, "", "Authorization", "Bearer "+token)
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func TestAnUploadedFileComesBack(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		file := picture(t, 20)
		id := l.uploaded("image/png", file)
		status, v := l.graph("GET", id+"?phone_number_id="+ours, nil)
		want := fmt.Sprint(j{"messaging_product": "whatsapp", "url": v["url"], "mime_type": "image/png", "sha256": hashOf(file),
			"file_size": float64(len(file)), "id": id})
		if status != http.StatusOK || fmt.Sprint(v) != want {
			t.Fatalf("got  %v\nwant %v", v, want)
		}
		url := v["url"].(string)
		if status, got := l.fetch(url); status != http.StatusOK || !bytes.Equal(got, file) {
			t.Errorf("the bytes: %d, %d of them", status, len(got))
		}
		if status, _ := l.do("GET", strings.TrimPrefix(url, "http://example.com"), ""); status != http.StatusUnauthorized {
			t.Errorf("without a token: %d", status)
		}
		if status, _ := l.fetch(strings.Replace(url, "ext=", "ext=9", 1)); status != http.StatusNotFound {
			t.Errorf("an address that was made up: %d", status)
		}
	})
}

func TestAnAddressLivesFiveMinutesAndAnIDThirtyDays(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		id := l.uploaded("image/png", picture(t, 20))
		address := func() string {
			_, v := l.graph("GET", id, nil)
			url, _ := v["url"].(string)
			return url
		}
		url := address()
		for _, step := range []struct {
			advance string
			status  int
		}{{"4m59s", http.StatusOK}, {"1s", http.StatusNotFound}} {
			l.must("POST", "/clock", j{"advance": step.advance}, nil)
			if status, body := l.fetch(url); status != step.status {
				t.Errorf("after %s more: %d %s", step.advance, status, body)
			}
		}
		if status, _ := l.fetch(address()); status != http.StatusOK {
			t.Errorf("a new address: %d", status)
		}
		l.must("POST", "/clock", j{"advance": "719h54m"}, nil)
		if address() == "" {
			t.Error("the id is gone a minute before its time")
		}
		l.must("POST", "/clock", j{"advance": "1m"}, nil)
		if status, v := l.graph("GET", id, nil); status != http.StatusBadRequest || code(v) != 100 {
			t.Errorf("after thirty days: %d %v", status, v)
		}
	})
}

func TestADeletedFileIsGone(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		id := l.uploaded("text/plain", []byte("hello"))
		_, v := l.graph("GET", id, nil)
		if status, v := l.graph("DELETE", id+"?phone_number_id=1", nil); status != http.StatusBadRequest || code(v) != 100 {
			t.Errorf("by a number that did not upload it: %d %v", status, v)
		}
		if status, v := l.graph("DELETE", id, nil); status != http.StatusOK || v["success"] != true {
			t.Errorf("delete: %d %v", status, v)
		}
		if status, _ := l.fetch(v["url"].(string)); status != http.StatusNotFound {
			t.Errorf("its bytes: %d", status)
		}
		for _, method := range []string{"GET", "DELETE"} {
			if status, v := l.graph(method, id, nil); status != http.StatusBadRequest || code(v) != 100 {
				t.Errorf("%s: %d %v", method, status, v)
			}
		}
	})
}

const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// TestUploadsAreWeighedAsMetaDoes walks both sides of every limit.
func TestUploadsAreWeighedAsMetaDoes(t *testing.T) {
	const kb, mb = 1 << 10, 1 << 20
	opus, mp3 := ogg("OpusHead", 1), []byte("\xff\xfb\x90\x00")
	mp4 := []byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42")
	tests := []struct {
		name string
		kind string
		file []byte
		code int
	}{
		{"a picture", "image/png", picture(t, 8), 0},
		{"a photo", "image/jpeg", photo(t), 0},
		{"a picture of 5 MB", "image/png", padded(picture(t, 8), 5*mb), 0},
		{"and one byte, to be a document", "image/png", padded(picture(t, 8), 5*mb+1), 0},
		{"16 bits per channel", "image/png", deep(t), 131053},
		{"a JPEG that says it is a PNG", "image/png", photo(t), 131053},
		{"half a picture's header", "image/png", picture(t, 8)[:20], 131053},
		{"a voice note", "audio/ogg; codecs=opus", opus, 0},
		{"audio of 16 MB", "audio/ogg", padded(opus, 16*mb), 0},
		{"Ogg in stereo", "audio/ogg", ogg("OpusHead", 2), 131053},
		{"Ogg with Vorbis", "audio/ogg", ogg("\x01vorbis\x00", 1), 131053},
		{"Ogg cut off", "audio/ogg", opus[:30], 131053},
		{"MP3", "audio/mpeg", padded(mp3, 100), 0},
		{"MP3 that says it is AAC", "audio/aac", padded(mp3, 100), 131053},
		{"a film", "video/mp4", padded(mp4, 16*mb), 0},
		{"audio in a film's box", "audio/mp4", mp4, 0},
		{"a still sticker", "image/webp", sticker(512, false, 100*kb), 0},
		{"and one byte", "image/webp", sticker(512, false, 100*kb+1), 131053},
		{"an animated sticker", "image/webp", sticker(512, true, 500*kb), 0},
		{"and one byte", "image/webp", sticker(512, true, 500*kb+1), 131053},
		{"a small sticker", "image/webp", sticker(511, false, 100), 131053},
		{"a document", docx, []byte("PK\x03\x04"), 0},
		{"an empty document", "text/plain", []byte{}, 100},
		{"a ZIP", "application/zip", []byte("PK\x03\x04"), 100},
		{"a GIF", "image/gif", []byte("GIF89a"), 100},
		{"no type at all", "", []byte("x"), 100},
	}
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		for _, tt := range tests {
			status, v := l.upload(tt.kind, tt.file)
			if code(v) != tt.code || (status == http.StatusOK) != (tt.code == 0) {
				t.Errorf("%s: %d %v, want code %d", tt.name, status, v, tt.code)
			}
		}
	})
}

// TestMessagesAreWeighedAsMetaDoes walks both sides of the limits that a file
// has by what it is sent as.
func TestMessagesAreWeighedAsMetaDoes(t *testing.T) {
	const mb = 1 << 20
	mp4 := []byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42")
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		l.says(j{"text": "hi"})
		for _, tt := range []struct {
			as, kind string
			file     []byte
			code     int
		}{
			{"image", "image/png", padded(picture(t, 8), 5*mb), 0},
			{"image", "image/png", padded(picture(t, 8), 5*mb+1), 131053},
			{"document", "image/png", padded(picture(t, 8), 5*mb+1), 0},
			{"audio", "audio/ogg", padded(ogg("OpusHead", 1), 16*mb), 0},
			{"audio", "audio/ogg", padded(ogg("OpusHead", 1), 16*mb+1), 131053},
			{"video", "video/mp4", padded(mp4, 16*mb), 0},
			{"video", "video/mp4", padded(mp4, 16*mb+1), 131053},
		} {
			status, v := l.sendFile(tt.as, j{"id": l.uploaded(tt.kind, tt.file)})
			if code(v) != tt.code {
				t.Errorf("%d bytes as %s: %d %v", len(tt.file), tt.as, status, v)
			}
		}
	})
}

func TestALargeDocumentIsNotHeldInMemory(t *testing.T) {
	folder := t.TempDir()
	_, url := onSockets(t, func(s *sandbox.Sandbox) { s.Media = folder })
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, tt := range []struct {
		bytes int64
		code  int
	}{{100 << 20, 0}, {100<<20 + 1, 131053}, {102 << 20, 131053}} {
		head, contentType := sheet(t, "text/plain", "large.txt", []byte{}, "messaging_product", "whatsapp", "type", "text/plain")
		end := strings.LastIndex(head, "\r\n--")
		body := io.MultiReader(strings.NewReader(head[:end]), io.LimitReader(endless{}, tt.bytes), strings.NewReader(head[end:]))
		req, err := http.NewRequest("POST", url+"/graph/v25.0/"+ours+"/media", body)
		if err != nil {
			t.Fatal(err)
		}
		req.ContentLength = int64(len(head)) + tt.bytes
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", contentType)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatalf("%d bytes: %v", tt.bytes, err)
		}
		var v j
		if err := json.NewDecoder(res.Body).Decode(&v); err != nil || code(v) != tt.code {
			t.Errorf("%d bytes: %v %v", tt.bytes, v, err)
		}
		_ = res.Body.Close()
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("in the folder: %v %v", left, err)
	}
	var after runtime.MemStats
	if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 16<<20 {
		t.Errorf("it took %d bytes of memory in all", after.TotalAlloc-before.TotalAlloc)
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'a'
	}
	return len(b), nil
}

func TestUploadsThatCannotBeRead(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		whole, contentType := sheet(t, "image/png", "a.png", picture(t, 8), "messaging_product", "whatsapp", "type", "image/jpeg")
		none, noFile := sheet(t, "", "", nil, "messaging_product", "whatsapp")
		noProduct, withoutProduct := sheet(t, "image/png", "a.png", picture(t, 8))
		for name, tt := range map[string]struct{ body, contentType string }{
			"another type": {whole, contentType}, "no file": {none, noFile}, "no product": {noProduct, withoutProduct},
			"cut off": {whole[:len(whole)/2], contentType}, "not multipart": {"{}", "application/json"},
		} {
			status, answer := l.do("POST", "/graph/v25.0/"+ours+"/media", tt.body, "Authorization", "Bearer "+token, "Content-Type", tt.contentType)
			if status != http.StatusBadRequest || !strings.Contains(string(answer), `"code":100`) {
				t.Errorf("%s: %d %s", name, status, answer)
			}
		}
		if left, err := os.ReadDir(l.s.Media); err != nil || len(left) != 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
}

func TestFilesSurviveAKill(t *testing.T) {
	folder := t.TempDir()
	change := func(s *sandbox.Sandbox) {
		s.Media, s.Journal = filepath.Join(folder, "media"), filepath.Join(folder, "journal")
	}
	l := newLab(t, change)
	file := picture(t, 8)
	kept, deleted, lost := l.uploaded("image/png", file), l.uploaded("image/png", file), l.uploaded("image/png", file)
	l.graph("DELETE", deleted, nil)
	for path, write := range map[string]bool{"media-" + lost: false, "media-77": true, "coming-1": true, "mine.txt": true} {
		var err error
		if path = filepath.Join(l.s.Media, path); write {
			err = os.WriteFile(path, []byte("x"), 0o600)
		} else {
			err = os.Remove(path)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	l = newLab(t, change)
	_, v := l.graph("GET", kept, nil)
	if status, got := l.fetch(fmt.Sprint(v["url"])); status != http.StatusOK || !bytes.Equal(got, file) {
		t.Errorf("the file that was kept: %d, %d bytes", status, len(got))
	}
	for _, id := range []string{deleted, lost} {
		if _, v := l.graph("GET", id, nil); code(v) != 100 {
			t.Errorf("%s: %v", id, v)
		}
	}
	left, err := filepath.Glob(filepath.Join(l.s.Media, "*"))
	if err != nil || len(left) != 3 { // the kept, the deleted, and what is not ours
		t.Errorf("in the folder: %v %v", left, err)
	}
}

func TestATemporaryFolderIsRemoved(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	l := newLab(t, nil)
	l.uploaded("image/png", picture(t, 8))
	if there, _ := filepath.Glob(filepath.Join(os.TempDir(), "*", "media-*")); len(there) != 1 {
		t.Errorf("files: %v", there)
	}
	if err := l.s.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestBytesThatAreNoLongerKept(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		_, m := l.shows("image/png", "a.png", picture(t, 8))
		_, v := l.graph("GET", m.File.ID, nil)
		if err := os.Remove(filepath.Join(l.s.Media, "media-"+m.File.ID)); err != nil {
			t.Fatal(err)
		}
		if status, b := l.fetch(v["url"].(string)); status != http.StatusNotFound {
			t.Errorf("at their address: %d %s", status, b)
		}
		if status, b := l.do("GET", "/"+m.File.URL, ""); status != http.StatusNotFound {
			t.Errorf("on the phone: %d %s", status, b)
		}
	})
}

func TestAnotherNumbersFileDoesNotExist(t *testing.T) {
	other := sandbox.Number{PhoneNumberID: "2", BusinessAccountID: "3", DisplayPhone: "+1 555 000 0002", AccessToken: "another"}
	folder := t.TempDir()
	l := newLab(t, func(s *sandbox.Sandbox) { s.Media, s.Numbers = folder, append(s.Numbers, other) })
	id := l.uploaded("image/png", picture(t, 8))
	_, v := l.graph("GET", id, nil)
	path := strings.TrimPrefix(v["url"].(string), "http://example.com")
	for _, at := range []string{"/graph/v25.0/" + id, path} {
		if status, body := l.do("GET", at, "", "Authorization", "Bearer another"); status == http.StatusOK {
			t.Errorf("%s: %d %s", at, status, body)
		}
	}
}

func TestTheAddressOfFilesCanBeGiven(t *testing.T) {
	folder := t.TempDir()
	l := newLab(t, func(s *sandbox.Sandbox) { s.Media, s.URL = folder, "https://meta.test/sandbox/" })
	_, v := l.graph("GET", l.uploaded("image/png", picture(t, 8)), nil)
	if url := v["url"].(string); !strings.HasPrefix(url, "https://meta.test/sandbox/media/") {
		t.Errorf("the address is %s", url)
	}
}
