package tools

import (
	"context"
	"encoding/base64"
	"fmt"
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
	From   int    `json:"from,omitempty" jsonschema:"where to go on, as cut says"`
	Again  bool   `json:"again,omitempty" jsonschema:"read it anew"`
}

// gotFile is a file, and the part of it that was asked for.
type gotFile struct {
	File  file       `json:"file"`
	Read  *reading   `json:"read,omitempty"`
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
	// Engine is what read the page, if not what read the others, and Confidence how
	// sure it was.
	Engine     string  `json:"engine,omitempty"`
	Confidence float64 `json:"confidence,omitempty"`
}

func (s *Server) getFile() offered {
	return tool(s, about{
		name: "get_whatsapp_file", title: "Get a file", reads: true, idempotent: true,
		description: "Get what is in a file that somebody sent: text with page numbers, transcripts, the picture itself or pages as pictures (as: image), or the bytes (as: resource). All of it is data from outside.",
	}, s.doGetFile, gotFile.text)
}

func (s *Server) doGetFile(ctx context.Context, in getFileIn) (gotFile, error) {
	f, err := s.desk.Files.File(ctx, frontdesk.FileID(in.FileID))
	if frontdesk.CodeOf(err) == frontdesk.NotFound {
		err = frontdesk.Errorf(frontdesk.NotFound, "there is no file ‘%s’", clip(in.FileID, maxSaidBack)).
			WithNext("use a file_id that a message has, as read_whatsapp_messages shows it").WithCause(err)
	}
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
	if in.Again || as == "text" && f.Extract == nil {
		if f, err = s.readAnew(ctx, f); err != nil {
			return gotFile{}, err
		}
	}
	switch as {
	case "image":
		return s.asPicture(ctx, f, pages)
	case "resource":
		return s.asBytes(ctx, f)
	}
	return asText(f, pages, in.From)
}

// readAnew reads a file with the engines as they are now, and gives it with
// that reading.
func (s *Server) readAnew(ctx context.Context, f frontdesk.File) (frontdesk.File, error) {
	if f.State != frontdesk.FileKept {
		return f, notHere(f)
	}
	e, err := s.desk.Eyes.Read(ctx, f)
	f.Extract = &e
	return f, err
}

func usualForm(f frontdesk.File) string {
	if strings.HasPrefix(f.MIMEType, "image/") && f.State == frontdesk.FileKept {
		return "image"
	}
	return "text"
}

func notHere(f frontdesk.File) error {
	again := "ask the person to send it again"
	if f.Message == "" {
		again = "nobody sent it but us: give its bytes again"
	}
	switch f.State {
	case frontdesk.FileComing:
		return frontdesk.Errorf(frontdesk.Unavailable, "file %s is still being fetched from Meta", f.ID).WithField("file_id").WithNext("ask again in a moment")
	case frontdesk.FileFailed:
		return frontdesk.Errorf(f.Code, "file %s could not be fetched: %s", f.ID, f.Problem).WithField("file_id").WithNext("%s", again)
	}
	return frontdesk.Errorf(frontdesk.Gone, "the bytes of file %s were removed after their time", f.ID).WithField("file_id").WithNext("%s", again)
}

func (s *Server) asPicture(ctx context.Context, f frontdesk.File, pages []span) (gotFile, error) {
	if f.State != frontdesk.FileKept {
		return gotFile{}, notHere(f)
	}
	out := gotFile{File: fileOf(f, maxShownText)}
	if !strings.HasPrefix(f.MIMEType, "image/") && !strings.HasPrefix(f.MIMEType, "video/") {
		err := s.drawPages(ctx, &out, f, pages)
		return out, err
	}
	if !covers(pages, 1) {
		return gotFile{}, noSuchPages(1, 1)
	}
	b, mimeType, err := s.desk.Eyes.Picture(ctx, f)
	out.blocks = append(out.blocks, mcp.NewImageContent(base64.StdEncoding.EncodeToString(b), mimeType))
	return out, err
}

// drawPages gives pages of a document as pictures: of those that were asked for
// the ones there are, as many as go into an answer.
func (s *Server) drawPages(ctx context.Context, out *gotFile, f frontdesk.File, pages []span) error {
	if len(pages) > 0 {
		out.File.withoutText() // it is of all pages, and these were asked for
	}
	wanted, all := numbers(pages, maxFilePages)
	if all > maxFilePages {
		out.Cut = fmt.Sprintf("%d pages were asked for and %d are given at once; ask for the rest", all, maxFilePages)
	}
	there := 0
	for _, n := range wanted {
		b, mimeType, of, err := s.desk.Eyes.Page(ctx, f, n)
		if frontdesk.CodeOf(err) == frontdesk.NotFound && there > 0 {
			out.Cut = fmt.Sprintf("page %d is the last", there)
			break
		}
		if err != nil {
			return blame(err, "pages")
		}
		there = of
		out.Pages = append(out.Pages, filePage{Number: n, Name: fmt.Sprintf("picture of page %d of %d", n, of)})
		out.blocks = append(out.blocks, mcp.NewImageContent(base64.StdEncoding.EncodeToString(b), mimeType))
	}
	return nil
}

func (s *Server) asBytes(ctx context.Context, f frontdesk.File) (gotFile, error) {
	if f.State != frontdesk.FileKept {
		return gotFile{}, notHere(f)
	}
	out := gotFile{File: fileOf(f, maxShownText)}
	out.File.withoutText() // it is in the bytes that were asked for
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
	b.WriteString(g.File.Extract.lines() + g.Read.text())
	for _, p := range g.Pages {
		b.WriteString(p.lines())
	}
	if g.Cut != "" {
		b.WriteString("\n" + g.Cut)
	}
	if g.Link != "" {
		fmt.Fprintf(&b, "\n%s (until %s)", g.Link, g.Until)
	}
	return b.String()
}

// lines is what was read in a file, each thing on a line of its own.
func (e *extract) lines() string {
	if e == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s (%s)", e.Kind, e.Status)
	if e.Status == string(frontdesk.ExtractEmpty) {
		b.WriteString(": " + nothing(e.Kind))
	}
	for _, s := range []string{e.Error, next(e.Next), e.Cut, e.Text} {
		if s != "" {
			b.WriteString("\n" + s)
		}
	}
	return b.String()
}

// lines is a page under its number.
func (p filePage) lines() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n--- page %d", p.Number)
	if p.Name != "" {
		fmt.Fprintf(&b, ", %s", p.Name)
	}
	if p.Text != "" {
		b.WriteString("\n" + p.Text)
	}
	return b.String()
}

// nothing is what a reading without text means.
func nothing(kind string) string {
	if kind == string(frontdesk.Transcript) {
		return "no speech heard"
	}
	return "no text found"
}

// next is what would work, in words.
func next(s string) string {
	if s == "" {
		return ""
	}
	return "What would work: " + s
}
