package sandbox_test

import (
	"bytes"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"frontdesk/adapter/sandbox/card"
)

// sendFile sends a file that was uploaded.
func (l *lab) sendFile(kind string, object j) (int, j) {
	l.Helper()
	return l.graph("POST", ours+"/messages", textTo(person, j{"type": kind, "text": nil, kind: object}))
}

func TestAVoiceNoteIsPlayedOnce(t *testing.T) {
	inLab(t, inFolder(t), func(l *lab) {
		l.says(j{"text": "hi"})
		_, v := l.sendFile("audio", j{"id": l.uploaded("audio/ogg", ogg("OpusHead", 1)), "voice": true})
		id := list(v["messages"])[0]["id"].(string)
		text := l.send(nil)
		l.settle()
		for range 2 {
			l.must("POST", "/phones/15550001111/played", j{"message_id": id}, nil)
		}
		l.settle()
		var got []j
		for _, s := range l.program.heard("statuses") {
			if s["id"] == id {
				got = append(got, s)
			}
		}
		if statuses(got) != "sent delivered read played" {
			t.Errorf("heard %s", statuses(got))
		}
		if status, _ := l.do("POST", "/phones/15550001111/played", `{"message_id":"`+text+`"}`); status != http.StatusNotFound {
			t.Errorf("a text was played: %d", status)
		}
	})
}

func TestEveryKindOfFileReachesThePhoneByteForByte(t *testing.T) {
	opus, still := ogg("OpusHead", 1), sticker(512, false, 90)
	tests := []struct {
		kind, mime string
		file       []byte
		object     j
		want       card.File
		text       string
	}{
		{"image", "image/png", picture(t, 8), j{"caption": "Grün"}, card.File{Caption: "Grün"}, "Grün"},
		{"image", "image/jpeg", photo(t), j{}, card.File{}, "(image)"},
		{"video", "video/mp4", []byte("\x00\x00\x00\x18ftypisom"), j{"caption": "see"}, card.File{Caption: "see"}, "see"},
		{"audio", "audio/ogg; codecs=opus", opus, j{"voice": true}, card.File{Voice: true}, "(audio)"},
		{"audio", "audio/mpeg", []byte("\xff\xfb\x90\x00"), j{}, card.File{}, "(audio)"},
		{"document", "text/plain", []byte("a,b\n"), j{"filename": "прайс.csv", "caption": "prices"},
			card.File{Filename: "прайс.csv", Caption: "prices"}, "prices"},
		{"document", "image/png", picture(t, 9), j{"filename": "plan.png"}, card.File{Filename: "plan.png"}, "plan.png"},
		{"sticker", "image/webp", still, j{}, card.File{}, "(sticker)"},
		{"sticker", "image/webp", sticker(512, true, 90), j{}, card.File{Animated: true}, "(sticker)"},
	}
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		l.says(j{"text": "hi"})
		for i, tt := range tests {
			tt.object["id"] = l.uploaded(tt.mime, tt.file)
			if status, v := l.sendFile(tt.kind, tt.object); status != http.StatusOK {
				t.Fatalf("%s %s: %d %v", tt.kind, tt.mime, status, v)
			}
			m := l.messages("")[i+1]
			tt.want.ID, tt.want.MIMEType, tt.want.Bytes = tt.object["id"].(string), tt.mime, int64(len(tt.file))
			tt.want.SHA256, tt.want.URL = hashOf(tt.file), "phones/15550001111/media/"+tt.want.ID
			if m.Type != tt.kind || m.Text != tt.text || !reflect.DeepEqual(*m.File, tt.want) {
				t.Errorf("on the phone: %s %q %+v", m.Type, m.Text, m.File)
			}
			if status, got := l.do("GET", "/"+m.File.URL, ""); status != http.StatusOK || !bytes.Equal(got, tt.file) {
				t.Errorf("%s: %d, %d bytes", m.File.URL, status, len(got))
			}
			l.settle()
		}
		if got := statuses(l.program.heard("statuses")); got != strings.TrimSpace(strings.Repeat("sent delivered read ", len(tests))) {
			t.Errorf("statuses: %s", got)
		}
	})
}

func TestFilesAreRefusedAsMetaRefusesThem(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		l.says(j{"text": "hi"})
		png, mp3 := l.uploaded("image/png", picture(t, 8)), l.uploaded("audio/mpeg", []byte("\xff\xfb\x90\x00"))
		deleted := l.uploaded("image/png", picture(t, 8))
		l.graph("DELETE", deleted, nil)
		tests := []struct {
			name, kind string
			object     j
			code       int
		}{
			{"no object", "image", nil, 100},
			{"nothing", "image", j{}, 100},
			{"an id and a link", "image", j{"id": png, "link": "https://example.com/a.png"}, 100},
			{"a link", "image", j{"link": "https://example.com/a.png"}, 131053},
			{"an id nobody knows", "image", j{"id": "1234567890123456"}, 100},
			{"a deleted id", "image", j{"id": deleted}, 100},
			{"a number for an id", "image", j{"id": 5}, 100},
			{"a caption on audio", "audio", j{"id": mp3, "caption": "x"}, 100},
			{"a caption on a sticker", "sticker", j{"id": png, "caption": "x"}, 100},
			{"a name on a picture", "image", j{"id": png, "filename": "a.png"}, 100},
			{"a voice picture", "image", j{"id": png, "voice": true}, 100},
			{"a caption that just fits", "image", j{"id": png, "caption": strings.Repeat("ä", 1024)}, 0},
			{"and one more", "image", j{"id": png, "caption": strings.Repeat("ä", 1025)}, 100},
			{"a picture as audio", "audio", j{"id": png}, 131053},
			{"a picture as a sticker", "sticker", j{"id": png}, 131053},
			{"audio as a picture", "image", j{"id": mp3}, 131053},
			{"an MP3 as a voice note", "audio", j{"id": mp3, "voice": true}, 131053},
		}
		for _, tt := range tests {
			if status, v := l.sendFile(tt.kind, tt.object); code(v) != tt.code || (status == http.StatusOK) != (tt.code == 0) {
				t.Errorf("%s: %d %v, want code %d", tt.name, status, v, tt.code)
			}
		}
		l.must("POST", "/clock", j{"advance": "720h"}, nil)
		l.says(j{"text": "a month later"})
		_, v := l.sendFile("image", j{"id": png})
		if e, _ := v["error"].(j); code(v) != 100 || !strings.HasSuffix(e["message"].(string), "is not a valid whatsapp business account media attachment ID") {
			t.Errorf("an expired id: %v", v)
		}
	})
}

func TestWhatIsOnAPhoneIsGivenOnlyThere(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		l.says(j{"text": "hi"})
		id := l.uploaded("text/plain", []byte("<script>alert(1)</script>"))
		unsent := l.uploaded("text/plain", []byte("never sent"))
		l.sendFile("document", j{"id": id, "filename": "../a \"b\".html"})
		l.graph("DELETE", id, nil)
		res := l.response("GET", "/phones/15550001111/media/"+id)
		if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment; filename=") ||
			strings.Contains(res.Header.Get("Content-Disposition"), "..") || res.Header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(res.Header.Get("Content-Security-Policy"), "sandbox;") {
			t.Errorf("a phone keeps what it got, and it does not run: %d %v", res.StatusCode, res.Header)
		}
		for _, path := range []string{"/phones/34600111222/media/" + id, "/phones/15550001111/media/" + unsent, "/phones/15550001111/media/1"} {
			if status, _ := l.do("GET", path, ""); status != http.StatusNotFound {
				t.Errorf("%s: %d", path, status)
			}
		}
	})
}
