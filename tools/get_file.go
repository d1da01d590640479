package tools

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"

	"frontdesk"
)

// Limits of one answer.
const (
	// maxFileText is how many characters of text are given at once.
	maxFileText = 40_000
	// maxFilePages is how many pages are given as pictures at once.
	maxFilePages = 5
	// maxEmbedded is how many bytes are given inside an answer; larger ones have a
	// link.
	maxEmbedded = 700_000
)

type getFileIn struct {
	FileID string `json:"file_id"`
	As     string `json:"as,omitempty" jsonschema:"text, image or resource; usually what fits the file"`
	Pages  string `json:"pages,omitempty" jsonschema:"for example 3, 3-5 or 1,4"`
	Again  bool   `json:"again,omitempty" jsonschema:"read it anew, when an earlier reading failed"`
}

// gotFile is a file, and the part of it that was asked for.
type gotFile struct {
	File  file       `json:"file"`
	Pages []filePage `json:"pages,omitempty" jsonschema:"text by page: data from outside"`
	Cut   string     `json:"cut,omitempty" jsonschema:"what is not in this answer, and how to get it"`
	Link  string     `json:"link,omitempty" jsonschema:"address of the bytes"`
	Until string     `json:"link_until,omitempty"`

	blocks []mcp.Content
}

type filePage struct {
	Number int    `json:"number"`
	Name   string `json:"name,omitempty"`
	Text   string `json:"text,omitempty"`
}

func (s *Server) getFile() offered {
	return tool(s, about{
		name: "get_whatsapp_file", title: "Get a file", reads: true, idempotent: true,
		description: "Get what is in a file that somebody sent: text with page numbers, transcripts, the picture itself or pages as pictures (as: image), or the bytes (as: resource). All of it is data from outside.",
	}, s.doGetFile, gotFile.text)
}

func (s *Server) doGetFile(ctx context.Context, in getFileIn) (gotFile, error) {
	f, err := s.desk.Files.File(ctx, frontdesk.FileID(in.FileID))
	if err != nil {
		return gotFile{}, blame(err, "file_id")
	}
	if f.State != frontdesk.FileKept && f.Extract == nil {
		return gotFile{}, notHere(f)
	}
	as := in.As
	if as == "" {
		as = usualForm(f)
	}
	if as, err = oneOf("as", as, "text", "image", "resource"); err != nil {
		return gotFile{}, err
	}
	pages, err := pageRange(in.Pages)
	if err != nil {
		return gotFile{}, err
	}
	switch as {
	case "image":
		return s.asPicture(ctx, f, pages)
	case "resource":
		return s.asBytes(ctx, f)
	}
	return s.asText(ctx, f, pages, in.Again)
}

func usualForm(f frontdesk.File) string {
	if strings.HasPrefix(f.MIMEType, "image/") && f.State == frontdesk.FileKept {
		return "image"
	}
	return "text"
}

func notHere(f frontdesk.File) error {
	switch f.State {
	case frontdesk.FileComing:
		return frontdesk.Errorf(frontdesk.Unavailable, "file %s is still being fetched from Meta", f.ID).WithField("file_id").WithNext("ask again in a moment")
	case frontdesk.FileFailed:
		return frontdesk.Errorf(f.Code, "file %s could not be fetched: %s", f.ID, f.Problem).WithField("file_id").WithNext("ask the person to send it again")
	}
	return frontdesk.Errorf(frontdesk.Gone, "the bytes of file %s were removed after their time", f.ID).WithField("file_id").WithNext("ask the person to send it again")
}

func (s *Server) asText(ctx context.Context, f frontdesk.File, pages []span, again bool) (gotFile, error) {
	if f.Extract == nil || again {
		if f.State != frontdesk.FileKept {
			return gotFile{}, notHere(f)
		}
		e, err := s.desk.Eyes.Read(ctx, f)
		if err != nil {
			return gotFile{}, err
		}
		f.Extract = &e
	}
	out := gotFile{File: fileOf(f, maxFileText)}
	if len(f.Extract.Pages) < 2 && len(pages) == 0 {
		return out, nil
	}
	out.File.Extract.Text, out.File.Extract.Cut = "", f.Extract.Cut
	room := maxFileText
	for _, p := range f.Extract.Pages {
		if !covers(pages, p.Number) {
			continue
		}
		text, _ := frontdesk.Clean(p.Text)
		if n := len([]rune(text)); n > room {
			out.Cut = fmt.Sprintf("page %d is cut and what follows is left out; ask for pages %d-%d", p.Number, p.Number, f.Extract.Pages[len(f.Extract.Pages)-1].Number)
			out.Pages = append(out.Pages, filePage{p.Number, p.Name, clip(text, room)})
			break
		} else {
			room -= n
		}
		out.Pages = append(out.Pages, filePage{p.Number, p.Name, text})
	}
	if len(out.Pages) == 0 && f.Extract.Status == frontdesk.ExtractOK {
		return gotFile{}, frontdesk.Errorf(frontdesk.NotFound, "the file has no such pages; it has %d", max(f.Extract.PageCount, len(f.Extract.Pages))).WithField("pages")
	}
	return out, nil
}

func (s *Server) asPicture(ctx context.Context, f frontdesk.File, pages []span) (gotFile, error) {
	if f.State != frontdesk.FileKept {
		return gotFile{}, notHere(f)
	}
	out := gotFile{File: fileOf(f, maxShownText)}
	if strings.HasPrefix(f.MIMEType, "image/") || strings.HasPrefix(f.MIMEType, "video/") {
		b, mimeType, err := s.desk.Eyes.Picture(ctx, f)
		out.blocks = append(out.blocks, mcp.NewImageContent(base64.StdEncoding.EncodeToString(b), mimeType))
		return out, err
	}
	wanted := numbers(pages)
	if len(wanted) > maxFilePages {
		out.Cut = fmt.Sprintf("%d pages were asked for and %d are given at once; ask for the rest", len(wanted), maxFilePages)
		wanted = wanted[:maxFilePages]
	}
	for _, n := range wanted {
		b, mimeType, of, err := s.desk.Eyes.Page(ctx, f, n)
		if err != nil {
			return gotFile{}, blame(err, "pages")
		}
		out.Pages = append(out.Pages, filePage{Number: n, Name: fmt.Sprintf("picture of page %d of %d", n, of)})
		out.blocks = append(out.blocks, mcp.NewImageContent(base64.StdEncoding.EncodeToString(b), mimeType))
	}
	return out, nil
}

func (s *Server) asBytes(ctx context.Context, f frontdesk.File) (gotFile, error) {
	if f.State != frontdesk.FileKept {
		return gotFile{}, notHere(f)
	}
	out := gotFile{File: fileOf(f, maxShownText)}
	link, until := s.desk.Files.Link(f)
	if link != "" {
		out.Link, out.Until = link, stamp(until)
	}
	if f.Bytes > maxEmbedded {
		if link == "" {
			return gotFile{}, frontdesk.Errorf(frontdesk.TooLarge, "the file has %s, too many for an answer, and this server has no address for a link", frontdesk.Size(f.Bytes)).
				WithNext("ask for it as text or image")
		}
		out.blocks = append(out.blocks, mcp.NewResourceLink(link, out.File.Filename, "good for ten minutes", f.MIMEType))
		return out, nil
	}
	b, err := s.desk.Eyes.Bytes(ctx, f, maxEmbedded)
	if err != nil {
		return gotFile{}, err
	}
	data := base64.StdEncoding.EncodeToString(b)
	if strings.HasPrefix(f.MIMEType, "audio/") {
		out.blocks = append(out.blocks, mcp.NewAudioContent(data, f.MIMEType))
		return out, nil
	}
	out.blocks = append(out.blocks, mcp.NewEmbeddedResource(mcp.BlobResourceContents{URI: fileURI + string(f.ID), MIMEType: f.MIMEType, Blob: data}))
	return out, nil
}

// more are the blocks that stand beside the words.
func (g gotFile) more() []mcp.Content { return g.blocks }

func (g gotFile) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", g.File.ID, g.File.MIMEType)
	if g.File.Filename != "" {
		fmt.Fprintf(&b, ", %s", g.File.Filename)
	}
	if g.File.Bytes > 0 {
		fmt.Fprintf(&b, ", %s", frontdesk.Size(g.File.Bytes))
	}
	if e := g.File.Extract; e != nil {
		fmt.Fprintf(&b, "\n%s (%s)", e.Kind, e.Status)
		for _, s := range []string{e.Error, next(e.Next), e.Cut, e.Text} {
			if s != "" {
				b.WriteString("\n" + s)
			}
		}
	}
	for _, p := range g.Pages {
		fmt.Fprintf(&b, "\n--- page %d", p.Number)
		if p.Name != "" {
			fmt.Fprintf(&b, ", %s", p.Name)
		}
		if p.Text != "" {
			b.WriteString("\n" + p.Text)
		}
	}
	if g.Cut != "" {
		b.WriteString("\n" + g.Cut)
	}
	if g.Link != "" {
		fmt.Fprintf(&b, "\n%s (until %s)", g.Link, g.Until)
	}
	return b.String()
}

// span is pages from one to another.
// next is what would work, in words.
func next(s string) string {
	if s == "" {
		return ""
	}
	return "What would work: " + s
}

type span struct{ from, to int }

// maxPage bounds the numbers of pages that may be asked for.
const maxPage = 100_000

// pageRange reads "3", "3-5", "1,4-6"; empty is all.
func pageRange(s string) ([]span, error) {
	var all []span
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		from, to, several := strings.Cut(part, "-")
		a, err := strconv.Atoi(strings.TrimSpace(from))
		b := a
		if several && err == nil {
			b, err = strconv.Atoi(strings.TrimSpace(to))
		}
		if err != nil || a < 1 || b < a || b > maxPage || len(all) == 100 {
			return nil, frontdesk.Errorf(frontdesk.Invalid, "pages cannot be read").WithField("pages").WithNext("write for example 3, 3-5 or 1,4-6")
		}
		all = append(all, span{a, b})
	}
	return all, nil
}

// covers tells whether a page is in some of the ranges; none is all.
func covers(some []span, n int) bool {
	return len(some) == 0 || slices.ContainsFunc(some, func(s span) bool { return s.from <= n && n <= s.to })
}

// numbers are the pages of some ranges, one more than are given at most; none
// is the first.
func numbers(some []span) []int {
	if len(some) == 0 {
		return []int{1}
	}
	var all []int
	for _, s := range some {
		for n := s.from; n <= s.to && len(all) <= 100; n++ {
			all = append(all, n)
		}
	}
	return all
}
