package sandbox_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestFilesFailAsTheyDo walks what can go wrong with a file that a person sent,
// by request and by special number.
func TestFilesFailAsTheyDo(t *testing.T) {
	file := noise(1000)
	whole := func(status int, b []byte) bool { return status == http.StatusOK && bytes.Equal(b, file) }
	tests := []struct {
		fault  j
		number string // "" has none
		show   int    // the code of GET by id, 0 for none
		get    func(status int, b []byte) bool
	}{
		{j{"do": "gone", "path": "media"}, "", 100, nil},
		{j{"do": "gone", "path": "download"}, "", 0, func(status int, b []byte) bool {
			return status == http.StatusNotFound && strings.Contains(string(b), `"code":100`)
		}},
		{nil, "+4915220000013", 100, nil},
		{j{"do": "error", "path": "media", "code": 131052}, "", 131052, nil},
		{j{"do": "html", "path": "download", "status": 500}, "", 0, func(status int, b []byte) bool { return status == 500 }},
		{j{"do": "cut", "size": 10}, "", 0, func(status int, b []byte) bool { return status == 0 }},
		{nil, "+4915220000014", 0, func(status int, b []byte) bool { return status == 0 }},
		{j{"do": "wrong_hash", "path": "download"}, "+4915220000015", 0, func(status int, b []byte) bool {
			return status == http.StatusOK && len(b) == len(file) && !bytes.Equal(b, file) && bytes.Equal(b[1:], file[1:])
		}},
		{j{"do": "slow", "wait": "1m"}, "", 0, whole},
	}
	change := inFolder(t)
	for _, tt := range tests {
		inLab(t, change, func(l *lab) {
			for _, phone := range []string{"15550001111", strings.TrimPrefix(tt.number, "+")} {
				if phone == "" || phone == "15550001111" && tt.fault == nil {
					continue
				}
				_, m := l.showsFrom(phone, "application/pdf", "a.pdf", file)
				_, v := l.graph("GET", m.File.ID, nil)
				address := fmt.Sprint(v["url"])
				if phone == "15550001111" {
					l.must("POST", "/faults", tt.fault, nil)
				}
				if tt.get == nil {
					_, v = l.graph("GET", m.File.ID, nil)
					if code(v) != tt.show {
						t.Errorf("%v from %s: %v", tt.fault, phone, v)
					}
				} else if status, b := l.fetch(address); !tt.get(status, b) {
					t.Errorf("%v from %s: %d, %d bytes", tt.fault, phone, status, len(b))
				}
				if phone != "15550001111" {
					continue
				}
				_, v = l.graph("GET", m.File.ID, nil)
				if status, b := l.fetch(fmt.Sprint(v["url"])); !whole(status, b) {
					t.Errorf("%v: the next time: %d %d bytes", tt.fault, status, len(b))
				}
			}
		})
	}
}

func TestASlowDownloadTakesItsTime(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		_, m := l.shows("application/pdf", "a.pdf", noise(50))
		_, v := l.graph("GET", m.File.ID, nil)
		l.must("POST", "/faults", j{"do": "slow", "wait": "1m"}, nil)
		start := time.Now()
		if status, b := l.fetch(fmt.Sprint(v["url"])); status != http.StatusOK || len(b) != 50 || time.Since(start) != time.Minute {
			t.Errorf("%d, %d bytes after %v", status, len(b), time.Since(start))
		}
	})
}

func TestADownloadBreaksInTheMiddle(t *testing.T) {
	l, url := onSockets(t, inFolder(t))
	_, m := l.shows("application/pdf", "a.pdf", noise(1000))
	l.must("POST", "/faults", j{"do": "cut"}, nil)
	address := func() *http.Request {
		r := httptest.NewRequest("GET", "/graph/v25.0/"+m.File.ID, nil)
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		l.s.Handler().ServeHTTP(w, r)
		_, after, _ := strings.Cut(w.Body.String(), `"url":"http://example.com`)
		path, _, _ := strings.Cut(strings.ReplaceAll(after, `\u0026`, "&"), `"`)
		req, err := http.NewRequest("GET", url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		return req
	}
	for _, want := range []int{500, 1000} {
		res, err := http.DefaultClient.Do(address())
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.ContentLength != 1000 || len(b) != want || (err != nil) != (want < 1000) {
			t.Errorf("%d bytes were promised, %d came: %v", res.ContentLength, len(b), err)
		}
	}
}

func TestUploadsFailAndThenWork(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		l.must("POST", "/faults", j{"do": "html", "path": "upload", "status": 500, "times": 2}, nil)
		l.must("POST", "/faults", j{"do": "error", "path": "upload", "code": 131053}, nil)
		var got string
		for range 4 {
			status, v := l.upload("image/png", picture(t, 8))
			got += fmt.Sprint(status, " ", code(v), " ")
		}
		if got != "500 0 500 0 400 131053 200 0 " {
			t.Errorf("got %s", got)
		}
	})
}

func TestASendMayFindItsFileGone(t *testing.T) {
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		l.says(j{"text": "hi"})
		id := l.uploaded("image/png", picture(t, 8))
		l.must("POST", "/faults", j{"do": "gone", "path": "messages"}, nil)
		for _, want := range []int{100, 0} {
			if _, v := l.sendFile("image", j{"id": id}); code(v) != want {
				t.Errorf("want code %d, got %v", want, v)
			}
		}
		l.must("POST", "/phones/4915220000017/messages", j{"text": "hi"}, nil)
		if _, v := l.graph("POST", ours+"/messages", textTo("4915220000017", j{"type": "image", "image": j{"id": id}})); code(v) != 100 {
			t.Errorf("the special number: %v", v)
		}
	})
}

func TestTheWebhookMayNameAnotherHashAndNoAddress(t *testing.T) {
	file := picture(t, 8)
	change := inFolder(t)
	inLab(t, change, func(l *lab) {
		l.must("POST", "/faults", j{"on": "message", "do": "wrong_hash"}, nil)
		l.must("POST", "/faults", j{"on": "message", "do": "no_url", "times": 2}, nil)
		var id string
		for range 3 {
			_, m := l.shows("image/png", "a.png", file)
			id = m.File.ID
		}
		l.settle()
		for i, want := range []struct{ hash, url bool }{{false, false}, {true, false}, {true, true}} {
			o := l.program.heard("messages")[i]["image"].(j)
			if (o["sha256"] == base64Of(file)) != want.hash || (o["url"] != nil) != want.url {
				t.Errorf("%d: %v", i, o)
			}
		}
		l.must("POST", "/faults", j{"do": "wrong_hash", "path": "media"}, nil)
		for _, want := range []bool{false, true} {
			if _, v := l.graph("GET", id, nil); (v["sha256"] == hashOf(file)) != want {
				t.Errorf("by its id: %v", v)
			}
		}
	})
}
