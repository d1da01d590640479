package document

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"frontdesk"
)

// reserve is the part of the time left that is kept for telling what was read.
const reserve = 5

// Reading is what was read in a document.
type Reading struct {
	frontdesk.Extract
	// Blank are the pages without text, which may be pictures of it.
	Blank []int `json:"blank,omitempty"`
}

// Unload takes the pages' texts out, which together are the document's.
func (r *Reading) Unload() (texts []string) {
	for i := range r.Pages {
		texts = append(texts, r.Pages[i].Text)
		r.Pages[i].Text = ""
	}
	return texts
}

// Load puts them back, and the document's text together.
func (r *Reading) Load(texts []string) {
	var all []string
	for i := range r.Pages[:min(len(r.Pages), len(texts))] {
		if r.Pages[i].Text = texts[i]; texts[i] != "" {
			all = append(all, texts[i])
		}
	}
	r.Text = strings.Join(all, "\n\n")
}

// reading gathers what is read, and knows when it has been enough.
type reading struct {
	mu sync.Mutex // as what cannot be stopped may go on when nobody waits for it
	Reading
	left  int       // bytes of text that may still be read
	until time.Time // when to stop; zero is never
	bad   []int     // pages that could not be read
	notes []string  // what was left out without ending it
	over  bool      // nobody waits any more
}

func newReading(ctx context.Context) *reading {
	r := &reading{left: MaxText}
	r.Kind = frontdesk.DocumentText
	if deadline, ok := ctx.Deadline(); ok {
		r.until = deadline.Add(-time.Until(deadline) / reserve)
	}
	return r
}

// afterlife is how long a worker lasts that is still busy with what nobody waits
// for: long enough for its answer to be read.
const afterlife = time.Second

// within does what cannot be interrupted, and waits for it no longer than there
// is time. If it gives false, the answer is what was read until then, and the
// worker, which is of no use any more, ends soon after.
func (r *reading) within(do func()) bool {
	if r.until.IsZero() {
		do()
		return true
	}
	done := make(chan struct{})
	go func() { defer close(done); do() }()
	clock := time.NewTimer(time.Until(r.until))
	defer clock.Stop()
	select {
	case <-done:
		return true
	case <-clock.C:
		time.AfterFunc(afterlife, func() { os.Exit(3) })
		r.step(func() { r.over = true })
		return false
	}
}

// step changes what was read, unless nobody waits for it any more.
func (r *reading) step(do func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.over {
		do()
	}
}

// add keeps a page, or as much of it as there is room for.
func (r *reading) add(p frontdesk.Page) {
	text := strings.ToValidUTF8(strings.ReplaceAll(p.Text, "\x00", ""), "\uFFFD")
	p.Text = strings.TrimLeft(strings.TrimRight(text, " \t\r\n\f"), "\r\n\f")
	if len(p.Text) > r.left {
		p.Text = cut(p.Text, r.left)
		r.Cut = fmt.Sprintf("only the first %d MB of text were read; it ends within %s", MaxText>>20, name(p))
		r.left = 0
	}
	r.left -= len(p.Text)
	r.Pages = append(r.Pages, p)
}

// more tells whether the page of a number may be read. Where it may not, it
// has been noted what is left out.
func (r *reading) more(number int) bool {
	switch {
	case r.Cut != "":
	case number > MaxPages:
		r.Cut = fmt.Sprintf("only the first %d pages were read", MaxPages)
		if r.PageCount > 0 {
			r.Cut = fmt.Sprintf("only the first %d of %d pages were read", MaxPages, r.PageCount)
		}
	case !r.inTime():
		r.Cut = fmt.Sprintf("the pages from %d on were not read: it took too long", number)
	}
	return r.Cut == ""
}

// leave notes what was left out, unless something before it was.
func (r *reading) leave(what string) {
	if r.Cut == "" {
		r.Cut = what
	}
}

// none tells whether nothing was read so far.
func (r *reading) none() bool { return r.left == MaxText }

func (r *reading) inTime() bool { return r.until.IsZero() || time.Now().Before(r.until) }

// end gives all that was read.
func (r *reading) end() *Reading {
	r.PageCount = max(r.PageCount, len(r.Pages))
	r.Status = frontdesk.ExtractOK
	if r.none() {
		r.Status = frontdesk.ExtractEmpty
	}
	if len(r.bad) > 0 {
		r.notes = append(r.notes, unread(r.bad))
	}
	if r.Cut != "" {
		r.notes = append([]string{r.Cut}, r.notes...)
	}
	r.Cut = strings.Join(r.notes, "; ")
	r.Title, r.Author = line(r.Title), line(r.Author)
	return &r.Reading
}

// unread says which pages could not be read.
func unread(bad []int) string {
	if len(bad) == 1 {
		return fmt.Sprintf("page %d is damaged and was not read", bad[0])
	}
	return fmt.Sprintf("%d pages are damaged and were not read, the first of them %d", len(bad), bad[0])
}

func name(p frontdesk.Page) string {
	if p.Name != "" {
		return fmt.Sprintf("page %d (%s)", p.Number, p.Name)
	}
	return fmt.Sprintf("page %d", p.Number)
}

// cut shortens s to n bytes or less, at a rune's start.
func cut(s string, n int) string {
	for n > 0 && n < len(s) && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:min(n, len(s))]
}

// maxLine is how long a title or a name may be, in bytes.
const maxLine = 300

// line makes one clean line of what a file says of itself.
func line(s string) string {
	s, _ = frontdesk.Clean(strings.ToValidUTF8(s, ""))
	return cut(strings.Join(strings.Fields(s), " "), maxLine)
}

// looked is how many characters tell whether a page can be read.
const looked = 2000

// legible tells whether there is text to read in s: fonts that do not say which
// letters they draw give nothing but replacement characters.
func legible(s string) bool {
	known, unknown := 0, 0
	for _, r := range s {
		switch {
		case r == utf8.RuneError || unicode.Is(unicode.Co, r):
			unknown++
		case r > ' ' && !unicode.IsSpace(r) && !unicode.IsControl(r):
			known++
		}
		if known+unknown == looked {
			break
		}
	}
	return known > unknown
}
