package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"frontdesk/media"
)

const (
	// rest is how long a server is left alone before its memory is looked at.
	rest      = 2 * time.Second
	smallFile = 10_000
)

// sending measures how much a server grows when it sends the largest file there
// is. A small one is sent first, so that what is loaded once is loaded.
func (b *bench) sending(ctx context.Context) error {
	folder := filepath.Join(b.dir, "outgoing")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	for name, n := range map[string]int64{"small.txt": smallFile, "large.txt": media.MaxFile} {
		if err := writeLines(filepath.Join(folder, name), n); err != nil {
			return err
		}
	}
	var grown, took []float64
	var before int64
	for range b.Rounds {
		s, err := b.onSandbox(ctx, "--files", folder)
		if err != nil {
			return err
		}
		g, d, err := s.grow(ctx)
		s.stop()
		if err != nil {
			return err
		}
		before, grown, took = g[0], append(grown, float64(g[1]-g[0])/1024), append(took, d.Seconds())
	}
	if before == 0 {
		b.row("a document of %d MB sent\ttook %.1f s\t\tmemory is not told by this system\t(goal at most 16 MB)", media.MaxFile>>20, median(took))
		return nil
	}
	b.row("a document of %d MB sent\ttook %.1f s\tat rest %.0f MB\t%+.1f MB\t(goal at most 16 MB)", media.MaxFile>>20, median(took), float64(before)/1024, median(grown))
	return nil
}

// grow sends a small file and a large one, and gives the memory before the large
// one and the most of it while it was sent, in kB.
func (s *deskOnSandbox) grow(ctx context.Context) (kB [2]int64, took time.Duration, err error) {
	if err := s.say(ctx, "send me files"); err != nil {
		return kB, 0, err
	}
	if err := s.send(ctx, "small.txt", smallFile); err != nil {
		return kB, 0, err
	}
	time.Sleep(rest)
	pid := s.child.cmd.Process.Pid
	resetPeak(pid)
	kB[0] = residentKB(pid)
	began := time.Now()
	if err := s.send(ctx, "large.txt", media.MaxFile); err != nil {
		return kB, 0, err
	}
	kB[1] = peakKB(pid)
	return kB, time.Since(began), nil
}

// send has a tool send a file of n bytes, and waits until the phone has it.
func (s *deskOnSandbox) send(ctx context.Context, name string, n int64) error {
	var sent struct{ Status, Error string }
	if err := s.child.tool(ctx, "/mcp", "send_whatsapp_file", fmt.Sprintf(`{"to":"+%s","source":{"path":%q}}`, sandboxPerson, name), &sent); err != nil {
		return err
	}
	if sent.Status != "sent" && sent.Status != "queued" {
		return fmt.Errorf("%s is %s: %s", name, sent.Status, sent.Error)
	}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		came, err := s.arrived(ctx)
		if err != nil {
			return err
		}
		if came[name] == n {
			return nil
		}
	}
	return fmt.Errorf("%s did not arrive within a minute", name)
}

// arrived gives the names and lengths of the files on the phone.
func (s *deskOnSandbox) arrived(ctx context.Context) (map[string]int64, error) {
	answer, err := s.meta(ctx, http.MethodGet, "/sandbox/phones/"+sandboxPerson+"/messages", "")
	if err != nil {
		return nil, err
	}
	var all []struct {
		Direction string
		Media     *struct {
			Filename string
			Bytes    int64
		}
	}
	if err := json.Unmarshal(answer, &all); err != nil {
		return nil, err
	}
	came := map[string]int64{}
	for _, m := range all {
		if m.Direction == "in" && m.Media != nil {
			came[m.Media.Filename] = m.Media.Bytes
		}
	}
	return came, nil
}

// writeLines writes a text of n bytes.
func writeLines(path string, n int64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, io.LimitReader(&lines{text: "a line of a long document, one of very many\n"}, n))
	return firstError(err, f.Close)
}

// lines is a text without end.
type lines struct {
	text string
	at   int
}

func (l *lines) Read(p []byte) (n int, err error) {
	for n < len(p) {
		c := copy(p[n:], l.text[l.at:])
		n, l.at = n+c, (l.at+c)%len(l.text)
	}
	return n, nil
}

// benchPDF is a PDF with so many pages of text, as a letter has.
func benchPDF(pages int) string {
	var objects []string
	add := func(format string, args ...any) int {
		objects = append(objects, fmt.Sprintf(format, args...))
		return len(objects)
	}
	add("<< /Type /Catalog /Pages 2 0 R >>")
	add("") // the pages, when they are known
	font := add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	var kids []string
	for page := range pages {
		var text strings.Builder
		text.WriteString("BT /F1 10 Tf 15 TL 60 780 Td\n")
		for line := range 45 {
			fmt.Fprintf(&text, "(%d.%d The baker sells bread, cakes and coffee from Monday to Saturday.) Tj T*\n", page+1, line)
		}
		text.WriteString("ET")
		content := add("<< /Length %d >>\nstream\n%s\nendstream", text.Len(), text.String())
		kids = append(kids, fmt.Sprintf("%d 0 R", add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 %d 0 R >> >> /Contents %d 0 R >>", font, content)))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", pages, strings.Join(kids, " "))
	return writePDF(objects)
}

// writePDF writes objects down, the first of which is the catalog.
func writePDF(objects []string) string {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n")
	var table strings.Builder
	for i, o := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table.String(), len(objects)+1, start)
	return b.String()
}
