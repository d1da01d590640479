package graph

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk"
)

func upload(content string) Upload {
	return Upload{Name: "Straße \"1\".pdf", MIMEType: "application/pdf", Bytes: int64(len(content)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }}
}

func TestAnUploadIsAFormOfKnownLength(t *testing.T) {
	content := strings.Repeat("page ", 100_000)
	var parts []string
	n, _ := keeps(t, func(w http.ResponseWriter, r *http.Request) {
		_, p, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		form := multipart.NewReader(r.Body, p["boundary"])
		for part, err := form.NextPart(); err == nil; part, err = form.NextPart() {
			b, _ := io.ReadAll(part)
			if part.FormName() == "file" {
				parts = append(parts, part.FileName(), part.Header.Get("Content-Type"))
			}
			parts = append(parts, part.FormName(), string(b))
		}
		if r.ContentLength < int64(len(content)) || len(r.TransferEncoding) > 0 || r.URL.Path != "/v25.0/1000/media" {
			t.Errorf("%s: %d bytes, %v", r.URL.Path, r.ContentLength, r.TransferEncoding)
		}
		io.WriteString(w, `{"id":"m9"}`)
	})
	var told []int64
	f := upload(content)
	f.Progress = func(sent int64) { told = append(told, sent) }
	id, err := n.Upload(t.Context(), f)
	if id != "m9" || err != nil {
		t.Fatal(id, err)
	}
	want := []string{"messaging_product", "whatsapp", "type", "application/pdf", `Straße "1".pdf`, "application/pdf", "file", content}
	if !slices.Equal(parts, want) {
		t.Errorf("left as %.300q", parts)
	}
	if !slices.IsSorted(told) || len(told) < 2 || told[len(told)-1] != f.Bytes {
		t.Errorf("progress was %v", told)
	}
}

func TestALargeUploadKeepsMemoryFlat(t *testing.T) {
	const size = 64 << 20
	n, _ := keeps(t, func(w http.ResponseWriter, r *http.Request) {
		got, _ := io.Copy(io.Discard, r.Body)
		if got == r.ContentLength {
			io.WriteString(w, `{"id":"m9"}`)
		}
	})
	f := Upload{MIMEType: "video/mp4", Bytes: size, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(zeros{}, size)), nil
	}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := n.Upload(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if all := after.TotalAlloc - before.TotalAlloc; all > 4<<20 {
		t.Errorf("64 MB cost %d KB of memory", all>>10)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestAFileOfAnotherLengthIsRefused(t *testing.T) {
	for said, want := range map[int64]frontdesk.Code{4: frontdesk.Damaged, 5: "", 6: frontdesk.Damaged, 1: frontdesk.Damaged, 0: frontdesk.Empty} {
		var whole atomic.Bool
		n, _ := keeps(t, func(w http.ResponseWriter, r *http.Request) {
			if _, err := io.Copy(io.Discard, r.Body); err == nil {
				whole.Store(true)
			}
			io.WriteString(w, `{"id":"m9"}`)
		})
		f := upload("bytes")
		f.Bytes = said
		id, err := n.Upload(t.Context(), f)
		if frontdesk.CodeOf(err) != want || (id == "m9") != (want == "") || whole.Load() != (want == "") {
			t.Errorf("5 bytes as %d: %q, %v", said, id, err)
		}
	}
}

func TestAFileThatCannotBeReadIsNotMetasFault(t *testing.T) {
	n, _ := keeps(t, func(w http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) })
	gone := frontdesk.Errorf(frontdesk.Gone, "its time is over")
	for name, open := range map[string]func() (io.ReadCloser, error){
		"opening": func() (io.ReadCloser, error) { return nil, gone },
		"reading": func() (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(strings.NewReader("by"), failing{gone})), nil
		},
	} {
		f := upload("bytes")
		f.Open = open
		if _, err := n.Upload(t.Context(), f); !errors.Is(err, gone) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type failing struct{ err error }

func (b failing) Read([]byte) (int, error) { return 0, b.err }

func TestATypeThatIsNoneNeverLeaves(t *testing.T) {
	n, meta := keeps(t, func(w http.ResponseWriter, r *http.Request) {})
	for _, kind := range []string{"", "pdf/", "text/plain\r\nX-Evil: 1"} {
		f := upload("bytes")
		f.MIMEType = kind
		if _, err := n.Upload(t.Context(), f); frontdesk.CodeOf(err) != frontdesk.Invalid || meta.asked.Load() != 0 {
			t.Errorf("%q: %v", kind, err)
		}
	}
}

func TestANameCannotLeaveItsPlace(t *testing.T) {
	var got string
	var fields int
	n, _ := keeps(t, func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err == nil {
			got, fields = r.MultipartForm.File["file"][0].Filename, len(r.MultipartForm.Value)
		}
		io.WriteString(w, `{"id":"m9"}`)
	})
	f := upload("bytes")
	f.Name = "a\"\r\nX-Evil: 1\r\n\r\n.pdf"
	if _, err := n.Upload(t.Context(), f); err != nil || fields != 2 || !strings.HasPrefix(got, "a\"") || !strings.HasSuffix(got, ".pdf") {
		t.Errorf("%q, %d fields, %v", got, fields, err)
	}
}

func TestWhatMetaSaysToAnUpload(t *testing.T) {
	for body, want := range map[string]frontdesk.Code{
		`{"id":""}`: frontdesk.Unavailable, `<html>`: frontdesk.Unavailable, ``: frontdesk.Unavailable,
		`{"error":{"code":131053,"message":"m"}}`: frontdesk.Rejected,
		`{"error":{"code":190,"message":"m"}}`:    frontdesk.Unauthorized,
		`{"error":{"code":130429,"message":"m"}}`: frontdesk.Throttled,
		`{"error":{"code":131000,"message":"m"}}`: frontdesk.Unavailable,
	} {
		n, _ := keeps(t, func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			io.WriteString(w, body)
		})
		if _, err := n.Upload(t.Context(), upload("bytes")); frontdesk.CodeOf(err) != want {
			t.Errorf("%s: %v, want %s", body, err, want)
		}
	}
}

// Meta may refuse what it has not read yet. The file is then closed while it is
// read, and that must not be told as the reason.
func TestAnEarlyRefusalIsHeard(t *testing.T) {
	n, _ := keeps(t, func(w http.ResponseWriter, r *http.Request) {
		http.NewResponseController(w).EnableFullDuplex()
		io.CopyN(io.Discard, r.Body, 1<<20)
		const no = `{"error":{"code":131053,"message":"m"}}`
		w.Header().Set("Content-Length", strconv.Itoa(len(no)))
		io.WriteString(w, no)
		w.(http.Flusher).Flush()
		io.Copy(io.Discard, r.Body) // until we hang up
	})
	f := upload("")
	f.Bytes, f.Open = 1<<40, func() (io.ReadCloser, error) { return &fussy{}, nil }
	if _, err := n.Upload(t.Context(), f); frontdesk.CodeOf(err) != frontdesk.Rejected {
		t.Error(err)
	}
}

// fussy is a file that does not like to be read after it was closed.
type fussy struct {
	mu     sync.Mutex
	closed bool
}

func (f *fussy) Read(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return 0, errors.New("file already closed")
	}
	return len(p), nil
}

func (f *fussy) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	return nil
}

func TestABrokenUploadMayBeRepeated(t *testing.T) {
	n, _ := keeps(t, func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	if _, err := n.Upload(t.Context(), upload("bytes")); frontdesk.CodeOf(err) != frontdesk.Unavailable {
		t.Error(err)
	}
}

func TestAFileIsReadFromTheStartOnANewConnection(t *testing.T) {
	var got atomic.Value
	n, _ := keeps(t, func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err == nil {
			f, _ := r.MultipartForm.File["file"][0].Open()
			b, _ := io.ReadAll(f)
			got.Store(string(b))
		}
		io.WriteString(w, `{"id":"m9"}`)
	})
	opened := 0
	f := upload("bytes")
	open := f.Open
	f.Open = func() (io.ReadCloser, error) { opened++; return open() }
	// The transport begins again only after a failure it finds harmless. Here
	// its part is played: the first body is dropped after a few bytes.
	n.Files.Transport = again{n.Files.Transport}
	if id, err := n.Upload(t.Context(), f); id != "m9" || err != nil || got.Load() != "bytes" || opened != 2 {
		t.Errorf("%q, %v, %q, opened %d times", id, err, got.Load(), opened)
	}
}

type again struct{ http.RoundTripper }

func (a again) RoundTrip(r *http.Request) (*http.Response, error) {
	if _, err := io.CopyN(io.Discard, r.Body, r.ContentLength-60); err != nil {
		return nil, err
	}
	r.Body.Close()
	var err error
	if r.Body, err = r.GetBody(); err != nil {
		return nil, err
	}
	return a.RoundTripper.RoundTrip(r)
}

func TestAnUploadMayPauseButNotStall(t *testing.T) {
	for pause, want := range map[time.Duration]frontdesk.Code{StallTime - time.Millisecond: "", StallTime + time.Millisecond: frontdesk.Unavailable} {
		synctest.Test(t, func(t *testing.T) {
			n, end := piped(func(w http.ResponseWriter, r *http.Request) {
				for range 4 {
					time.Sleep(pause)
					io.CopyN(io.Discard, r.Body, 64<<10)
				}
				io.Copy(io.Discard, r.Body)
				time.Sleep(pause) // Meta looks at it
				io.WriteString(w, `{"id":"m9"}`)
			})
			defer end()
			content := make([]byte, 512<<10)
			rand.Read(content)
			f := Upload{MIMEType: "video/mp4", Bytes: int64(len(content)), Open: func() (io.ReadCloser, error) {
				return io.NopCloser(bytes.NewReader(content)), nil
			}}
			if _, err := n.Upload(t.Context(), f); frontdesk.CodeOf(err) != want {
				t.Errorf("a pause of %s: %v", pause, err)
			}
		})
	}
}

func TestAnUploadEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, end := piped(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(2 * time.Second)
			io.Copy(io.Discard, r.Body)
		})
		defer end()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		f := upload("")
		f.Bytes, f.Open = 1<<20, func() (io.ReadCloser, error) { return io.NopCloser(zeros{}), nil }
		if _, err := n.Upload(ctx, f); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}

func TestNobodyThereToUploadTo(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	n := number("http://" + l.Addr().String()) // without a client of its own for files
	if _, err := n.Upload(t.Context(), upload("bytes")); frontdesk.CodeOf(err) != frontdesk.Unavailable {
		t.Error(err)
	}
}
