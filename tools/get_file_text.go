package tools

import (
	"fmt"
	"strings"

	"frontdesk"
)

// maxHeadings is how much of a table of contents is given: enough to choose a
// page by.
const maxHeadings = 60

// heading is a line of a table of contents.
type heading struct {
	Title string `json:"title"`
	Level int    `json:"level,omitempty"`
	Page  int    `json:"page,omitempty"`
}

// reading is how a file was read, and what a document says of itself.
type reading struct {
	Title    string    `json:"title,omitempty"`
	Author   string    `json:"author,omitempty"`
	Contents []heading `json:"contents,omitempty"`
	At       string    `json:"at,omitempty"`
	Took     float64   `json:"took_seconds,omitempty"`
}

// asText gives what is read in a file: by pages where it has several, and from
// a character on where an answer had no room for all.
func asText(f frontdesk.File, pages []span, from int) (gotFile, error) {
	out := gotFile{File: fileOf(f, maxFileText)}
	out.Read = readingOf(*f.Extract)
	var err error
	if n := len(f.Extract.Pages); n == 0 || n == 1 && len(pages) == 0 {
		err = out.whole(*f.Extract, from)
	} else {
		err = out.leaves(*f.Extract, pages, from)
	}
	return out, err
}

// readingOf tells what a document says of itself, and when it was read.
func readingOf(e frontdesk.Extract) *reading {
	title, _ := frontdesk.Clean(e.Title)
	author, _ := frontdesk.Clean(e.Author)
	r := &reading{At: stamp(e.At), Took: figures(e.Took.Seconds()), Title: oneLine(title), Author: oneLine(author)}
	for _, h := range e.Contents[:min(len(e.Contents), maxHeadings)] {
		title, _ := frontdesk.Clean(h.Title)
		r.Contents = append(r.Contents, heading{Title: oneLine(title), Level: h.Level, Page: h.Page})
	}
	return r
}

func (r *reading) text() string {
	if r == nil || len(r.Contents) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\nContents:")
	for _, h := range r.Contents {
		fmt.Fprintf(&b, "\n%s%s", strings.Repeat("  ", max(h.Level, 1)), h.Title)
		if h.Page > 0 {
			fmt.Fprintf(&b, ", page %d", h.Page)
		}
	}
	return b.String()
}

// whole gives a text that has no pages, or one.
func (g *gotFile) whole(e frontdesk.Extract, from int) error {
	text, more, err := part("the text", e.Text, from, maxFileText)
	g.File.Extract.Text, g.File.Extract.Cut = text, e.Cut
	if more {
		g.Cut = fmt.Sprintf("the text goes on; ask again with from: %d", from+maxFileText)
	}
	return err
}

// leaves gives the text of some pages, as many as there is room for.
func (g *gotFile) leaves(e frontdesk.Extract, pages []span, from int) error {
	g.File.Extract.Text, g.File.Extract.Cut = "", e.Cut
	room, last := maxFileText, e.Pages[len(e.Pages)-1].Number
	for _, p := range e.Pages {
		if !covers(pages, p.Number) {
			continue
		}
		if room == 0 {
			g.Cut = fmt.Sprintf("there is no room for more; ask for pages: %d-%d", p.Number, last)
			break
		}
		text, more, err := part(fmt.Sprintf("page %d", p.Number), p.Text, from, room)
		if err != nil {
			return err
		}
		name, _ := frontdesk.Clean(p.Name)
		g.Pages = append(g.Pages, filePage{Number: p.Number, Name: oneLine(name), Text: text, Engine: p.Engine, Confidence: figures(p.Confidence)})
		if more {
			g.Cut = fmt.Sprintf("page %d goes on; ask for pages: %d-%d with from: %d", p.Number, p.Number, last, from+room)
			break
		}
		room, from = room-len([]rune(text)), 0
	}
	if len(g.Pages) == 0 && e.Status == frontdesk.ExtractOK {
		return noSuchPages(max(e.PageCount, len(e.Pages)), last)
	}
	return nil
}

// noSuchPages is that none of the pages asked for is there.
func noSuchPages(there, last int) error {
	return frontdesk.Errorf(frontdesk.NotFound, "the file has no such pages; it has %d", there).
		WithField("pages").WithNext("ask for some of pages 1-%d", last)
}

// part is the n characters of a text from one on; more tells that it goes on.
// what is the text's name.
func part(what, text string, from, n int) (some string, more bool, err error) {
	text, _ = frontdesk.Clean(text)
	all := []rune(text)
	if from < 0 || from > 0 && from >= len(all) {
		return "", false, frontdesk.Errorf(frontdesk.NotFound, "there is no character %d; %s has %d", from, what, len(all)).
			WithField("from").WithNext("leave from out to begin at the beginning")
	}
	all = all[from:]
	return string(all[:min(n, len(all))]), len(all) > n, nil
}
