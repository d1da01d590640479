package sandbox_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"

	"frontdesk/adapter/sandbox/phone"
)

// shows sends a file from the person's phone.
func (l *lab) shows(mime, filename string, file []byte, fields ...string) (int, phone.Message) {
	return l.showsFrom("15550001111", mime, filename, file, fields...)
}

func (l *lab) showsFrom(from, mime, filename string, file []byte, fields ...string) (int, phone.Message) {
	l.Helper()
	body, contentType := sheet(l.T, mime, filename, file, fields...)
	status, answer := l.do("POST", "/phones/"+from+"/messages", body, "Content-Type", contentType)
	var m phone.Message
	if status == http.StatusCreated {
		if err := json.Unmarshal(answer, &m); err != nil {
			l.Fatal(err)
		}
	}
	return status, m
}

func base64Of(b []byte) string {
	sum := sha256.Sum256(b)
	return base64.StdEncoding.EncodeToString(sum[:])
}

func TestAFileArrivesAsMetaSendsIt(t *testing.T) {
	voice, webm := ogg("OpusHead", 1), []byte("\x1a\x45\xdf\xa3\x42\x82\x84webm")
	tests := []struct {
		mime, filename string
		file           []byte
		fields         []string
		want           j // without what all have
		text           string
	}{
		{"image/png", "a.png", picture(t, 8), []string{"type", "image", "caption", "look"},
			j{"type": "image", "mime_type": "image/png", "caption": "look"}, "look"},
		{"image/jpeg", "a.jpg", photo(t), nil, j{"type": "image", "mime_type": "image/jpeg"}, "(image)"},
		{"application/octet-stream", "a", photo(t), []string{"type", "image"}, j{"type": "image", "mime_type": "image/jpeg"}, "(image)"},
		{"audio/ogg", "note.ogg", voice, []string{"type", "voice"}, j{"type": "audio", "mime_type": "audio/ogg; codecs=opus", "voice": true}, "(audio)"},
		{"audio/webm;codecs=opus", "note", webm, []string{"type", "voice"}, j{"type": "audio", "mime_type": "audio/webm;codecs=opus", "voice": true}, "(audio)"},
		{"audio/mpeg", "song.mp3", []byte("\xff\xfb\x90\x00"), nil, j{"type": "audio", "mime_type": "audio/mpeg", "voice": false}, "(audio)"},
		{"video/mp4", "film.mp4", []byte("\x00\x00\x00\x18ftypisom"), []string{"caption", "see"}, j{"type": "video", "mime_type": "video/mp4", "caption": "see"}, "see"},
		{"text/csv", "Preise ä.csv", []byte("a,b"), nil, j{"type": "document", "mime_type": "text/csv", "filename": "Preise ä.csv"}, "Preise ä.csv"},
		{"image/gif", "a.gif", []byte("GIF89a"), []string{"type", "document", "filename", "b.gif", "caption", "moves"},
			j{"type": "document", "mime_type": "image/gif", "filename": "b.gif", "caption": "moves"}, "moves"},
		{"image/webp", "a.webp", sticker(300, true, 80), []string{"type", "sticker"}, j{"type": "sticker", "mime_type": "image/webp", "animated": true}, "(sticker)"},
	}
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		for i, tt := range tests {
			status, m := l.shows(tt.mime, tt.filename, tt.file, tt.fields...)
			if status != http.StatusCreated || m.Text != tt.text {
				t.Fatalf("%s: %d %+v", tt.filename, status, m)
			}
			l.settle()
			got := l.program.heard("messages")[i]
			kind := tt.want["type"].(string)
			object := got[kind].(j)
			delete(tt.want, "type")
			tt.want["id"], tt.want["sha256"], tt.want["url"] = m.File.ID, base64Of(tt.file), object["url"]
			if got["type"] != kind || !reflect.DeepEqual(object, tt.want) {
				t.Errorf("got  %v\nwant %v", object, tt.want)
			}
			if status, b := l.fetch(fmt.Sprint(object["url"])); status != http.StatusOK || !bytes.Equal(b, tt.file) {
				t.Errorf("its address: %d, %d bytes", status, len(b))
			}
			_, v := l.graph("GET", m.File.ID, nil)
			if status, b := l.fetch(fmt.Sprint(v["url"])); status != http.StatusOK || !bytes.Equal(b, tt.file) || v["mime_type"] != tt.want["mime_type"] {
				t.Errorf("by its id: %d, %d bytes, %v", status, len(b), v)
			}
			if status, b := l.do("GET", "/"+m.File.URL, ""); status != http.StatusOK || !bytes.Equal(b, tt.file) {
				t.Errorf("on the phone: %d, %d bytes", status, len(b))
			}
		}
	})
}

func TestAFileCanAnswerAMessage(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		said := l.says(j{"text": "hi"})
		_, m := l.shows("image/png", "a.png", picture(t, 8), "reply_to", said.ID, "to", business.DisplayPhone, "name", "Ada")
		l.settle()
		got := l.program.heard("messages")[1]
		if m.ReplyTo != said.ID || got["context"].(j)["id"] != said.ID || l.phone()["name"] != "Ada" {
			t.Errorf("%+v, heard %v", m, got)
		}
	})
}

func TestAReceivedIDLivesSevenDays(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		_, m := l.shows("image/png", "a.png", picture(t, 8))
		if _, v := l.graph("GET", m.File.ID+"?phone_number_id="+ours, nil); code(v) != 100 {
			t.Errorf("a number that did not upload it: %v", v)
		}
		l.must("POST", "/clock", j{"advance": "167h59m"}, nil)
		if status, v := l.graph("GET", m.File.ID, nil); status != http.StatusOK {
			t.Errorf("a minute before its time: %v", v)
		}
		l.must("POST", "/clock", j{"advance": "1m"}, nil)
		if _, v := l.graph("GET", m.File.ID, nil); code(v) != 100 {
			t.Errorf("after seven days: %v", v)
		}
		if status, _ := l.do("GET", "/"+m.File.URL, ""); status != http.StatusOK {
			t.Errorf("the phone has lost it: %d", status)
		}
	})
}

func TestAPhoneDoesNotSendThat(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		png := picture(t, 8)
		for name, fields := range map[string][]string{
			"a voice note that is a picture": {"type", "voice"}, "a picture as video": {"type", "video"}, "text with a file": {"type", "text"},
			"a name on a picture": {"filename", "a.png"}, "an id": {"id", "1"}, "a misspelt field": {"captoin", "x"},
			"no business": {"to", "12345"}, "a caption on a sticker": {"type", "sticker", "caption", "x"},
			"a long field": {"caption", strings.Repeat("x", 64<<10+1)},
		} {
			if status, _ := l.shows("image/png", "a.png", png, fields...); status != http.StatusBadRequest && status != http.StatusNotFound {
				t.Errorf("%s: %d", name, status)
			}
		}
		if status, _ := l.shows("", "", nil, "type", "image"); status != http.StatusBadRequest {
			t.Errorf("no file: %d", status)
		}
		if status, _ := l.shows("image/png", "a.png", []byte{}); status != http.StatusBadRequest {
			t.Errorf("an empty file: %d", status)
		}
		if left, err := os.ReadDir(l.s.Media); err != nil || len(left) != 0 || len(l.messages("")) != 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
}

func TestAFormHasItsLimits(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		text := []byte("x")
		if status, m := l.shows("text/plain", "a.txt", text, "caption", strings.Repeat("x", 64<<10)); status != http.StatusCreated {
			t.Errorf("the longest field: %d %+v", status, m)
		}
		var fields []string
		for i := range 41 {
			fields = append(fields, fmt.Sprint("field", i), "x")
		}
		for n, want := range map[int]string{40: "a field that is not needed", 41: "too many fields"} {
			body, contentType := sheet(t, "text/plain", "a.txt", text, fields[:2*n]...)
			if _, answer := l.do("POST", "/phones/15550001111/messages", body, "Content-Type", contentType); !strings.Contains(string(answer), want) {
				t.Errorf("%d fields: %s", n, answer)
			}
		}
	})
}

func TestAFileOnAPhoneMayHaveAHundredMegabytes(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		file := make([]byte, 100<<20+1)
		if status, m := l.shows("application/pdf", "a.pdf", file[1:]); status != http.StatusCreated || m.File.Bytes != 100<<20 {
			t.Errorf("100 MB: %d %+v", status, m)
		}
		if status, _ := l.shows("application/pdf", "a.pdf", file); status != http.StatusRequestEntityTooLarge {
			t.Errorf("and one byte: %d", status)
		}
	})
}
