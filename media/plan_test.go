package media

import (
	"slices"
	"strings"
	"testing"

	"frontdesk"
)

func TestWhatGoesAsWhat(t *testing.T) {
	const small = 1000
	text := func(mime string) Type { return Type{MIMEType: mime, Text: true} }
	for _, c := range []struct {
		t    Type
		as   As
		mono bool
		want plan
	}{
		{Type{MIMEType: "image/jpeg"}, Auto, false, plan{media: frontdesk.Image}},
		{Type{MIMEType: "image/png"}, AsDocument, false, plan{media: frontdesk.Document}},
		{Type{MIMEType: "application/pdf"}, Auto, false, plan{media: frontdesk.Document}},
		{Type{MIMEType: "video/mp4"}, Auto, false, plan{media: frontdesk.Video}},
		{Type{MIMEType: "video/3gpp"}, Auto, false, plan{media: frontdesk.Video}},
		{Type{MIMEType: "audio/mpeg"}, Auto, false, plan{media: frontdesk.Audio}},
		{Type{MIMEType: "audio/ogg; codecs=opus"}, Auto, true, plan{media: frontdesk.Audio}},
		{Type{MIMEType: "audio/ogg; codecs=opus"}, AsVoice, true, plan{media: frontdesk.Audio, voice: true}},
		{text("text/plain"), Auto, false, plan{media: frontdesk.Document, mime: "text/plain"}},
	} {
		got, err := decide(c.t, small, c.as, c.mono)
		if err != nil || got != c.want {
			t.Errorf("%s as %s: %+v, %v; want %+v", c.t.MIMEType, c.as, got, err, c.want)
		}
	}
	for _, c := range []struct {
		t     Type
		as    As
		media frontdesk.Media
		make  making
	}{
		{text("text/csv"), Auto, frontdesk.Document, asItIs},
		{text("application/json"), Auto, frontdesk.Document, asItIs},
		{text("text/html"), Auto, frontdesk.Document, asItIs},
		{Type{MIMEType: "image/webp"}, Auto, frontdesk.Image, toPicture},
		{Type{MIMEType: "image/webp", Animated: true}, Auto, frontdesk.Image, toPicture},
		{Type{MIMEType: "image/heic"}, Auto, frontdesk.Image, toPicture},
		{Type{MIMEType: "image/bmp"}, Auto, frontdesk.Image, toPicture},
		{Type{MIMEType: "image/tiff"}, Auto, frontdesk.Image, toPicture},
		{Type{MIMEType: "image/gif"}, AsImage, frontdesk.Image, toPicture},
		{Type{MIMEType: "audio/ogg; codecs=opus"}, Auto, frontdesk.Audio, toVoice}, // two channels
		{Type{MIMEType: "audio/ogg; codecs=vorbis"}, Auto, frontdesk.Audio, toVoice},
		{Type{MIMEType: "audio/wav"}, Auto, frontdesk.Audio, toVoice},
		{Type{MIMEType: "audio/flac"}, Auto, frontdesk.Audio, toVoice},
		{Type{MIMEType: "audio/mpeg"}, AsVoice, frontdesk.Audio, toVoice},
		{Type{MIMEType: "image/png"}, AsSticker, frontdesk.Sticker, toSticker},
	} {
		got, err := decide(c.t, small, c.as, false)
		if err != nil || got.media != c.media || got.make != c.make || got.note == "" {
			t.Errorf("%s as %s: %+v, %v; want %s made by %q, and a note", c.t.MIMEType, c.as, got, err, c.media, c.make)
		}
	}
}

// Both sides of each limit: what is over it goes as a document, and says so.
func TestEveryLimitHasTwoSides(t *testing.T) {
	for _, row := range Table {
		if row.Kind == frontdesk.Document || row.Kind == frontdesk.Sticker {
			continue
		}
		is := Type{MIMEType: row.MIMEType}
		if row.MIMEType == "audio/ogg" {
			is.MIMEType = "audio/ogg; codecs=opus"
		}
		for _, c := range []struct {
			size  int64
			media frontdesk.Media
			note  bool
		}{{row.Limit - 1, row.Kind, false}, {row.Limit, row.Kind, false}, {row.Limit + 1, frontdesk.Document, true}} {
			got, err := decide(is, c.size, Auto, true)
			if err != nil || got.media != c.media || (got.note != "") != c.note {
				t.Errorf("%d bytes of %s: %+v, %v", c.size, row.MIMEType, got, err)
			}
		}
	}
	for size, code := range map[int64]frontdesk.Code{0: frontdesk.Empty, MaxFile - 1: "", MaxFile: "", MaxFile + 1: frontdesk.TooLarge} {
		if _, err := decide(Type{MIMEType: "application/pdf"}, size, Auto, false); frontdesk.CodeOf(err) != code {
			t.Errorf("%d bytes: %v, want %q", size, err, code)
		}
	}
	if got, err := decide(Type{MIMEType: "image/png"}, 5<<20+1, AsImage, false); err != nil || got.make != toPicture {
		t.Errorf("a large picture as image: %+v, %v", got, err)
	}
	for _, c := range []struct {
		animated bool
		bytes    int64
		code     frontdesk.Code
	}{
		{false, 100 << 10, ""}, {false, 100<<10 + 1, frontdesk.TooLarge}, {true, 500 << 10, ""}, {true, 500<<10 + 1, frontdesk.TooLarge},
	} {
		_, err := finish(frontdesk.File{Bytes: c.bytes}, Type{MIMEType: "image/webp", Animated: c.animated}, plan{media: frontdesk.Sticker})
		if frontdesk.CodeOf(err) != c.code {
			t.Errorf("a sticker of %d bytes, animated %v: %v", c.bytes, c.animated, err)
		}
	}
}

// A refusal names what the file is, why, and what would work.
func TestARefusalSaysWhatWouldWork(t *testing.T) {
	for mime, words := range map[string][3]string{
		"image/gif": {"GIF", "no GIF", "MP4"}, "image/svg+xml": {"SVG", "no drawings", "PNG"}, "video/quicktime": {"MOV", "MP4 and 3GP only", "H.264"},
		"application/zip": {"ZIP", "no archives", "one by one"}, "application/vnd.microsoft.portable-executable": {"Windows program", "no programs", "link"},
		"application/epub+zip": {"EPUB", "only", "PDF"}, "application/octet-stream": {"no known type", "bytes", "PDF"},
	} {
		_, err := decide(Type{MIMEType: mime}, 10, Auto, false)
		e := frontdesk.Foreseen(err)
		if e == nil || e.Code != frontdesk.Unsupported || !strings.Contains(e.Message, words[0]) || !strings.Contains(e.Message, words[1]) || !strings.Contains(e.Next, words[2]) {
			t.Errorf("%s: %v", mime, e)
		}
	}
	for _, c := range []struct {
		mime string
		as   As
	}{{"application/pdf", AsVoice}, {"application/pdf", AsSticker}, {"application/pdf", AsImage}, {"image/gif", AsDocument}} {
		if _, err := decide(Type{MIMEType: c.mime}, 10, c.as, false); frontdesk.CodeOf(err) != frontdesk.Unsupported || frontdesk.Foreseen(err).Next == "" {
			t.Errorf("%s as %s: %v", c.mime, c.as, err)
		}
	}
}

func TestTheGateLooksOnceMore(t *testing.T) {
	kept := frontdesk.File{ID: "f1", State: frontdesk.FileKept, MIMEType: "application/pdf", SHA256: "h", Bytes: 10, Filename: "a.pdf"}
	got, err := Check(kept, frontdesk.Attachment{File: "f1"})
	if err != nil || got.Media != frontdesk.Document || got.Filename != "a.pdf" || got.SHA256 != "h" {
		t.Errorf("%+v, %v", got, err)
	}
	gone := kept
	gone.State = frontdesk.FileRemoved
	large := kept
	large.MIMEType, large.Bytes = "image/png", 5<<20+1
	zip := kept
	zip.MIMEType = "application/zip"
	for _, c := range []struct {
		f    frontdesk.File
		a    frontdesk.Attachment
		code frontdesk.Code
	}{
		{gone, frontdesk.Attachment{}, frontdesk.Gone},
		{large, frontdesk.Attachment{Media: frontdesk.Image}, frontdesk.TooLarge},
		{large, frontdesk.Attachment{Media: frontdesk.Document}, ""},
		{kept, frontdesk.Attachment{Media: frontdesk.Video}, frontdesk.Unsupported},
		{zip, frontdesk.Attachment{}, frontdesk.Unsupported},
	} {
		if _, err := Check(c.f, c.a); frontdesk.CodeOf(err) != c.code {
			t.Errorf("%+v: %v, want %q", c.a, err, c.code)
		}
	}
}

func TestNamesAreCleanedForPhones(t *testing.T) {
	pdf, csv, png := Type{MIMEType: "application/pdf", Extension: ".pdf"}, Type{MIMEType: "text/csv", Text: true, Extension: ".csv"}, Type{MIMEType: "image/png", Extension: ".png"}
	for _, c := range []struct {
		name string
		t    Type
		want string
	}{
		{"invoice.pdf", pdf, "invoice.pdf"}, {"INVOICE.PDF", pdf, "INVOICE.PDF"}, {"invoice", pdf, "invoice.pdf"}, {"invoice.txt", pdf, "invoice.txt.pdf"},
		{"../../etc/passwd", csv, "passwd.csv"}, {`C:\Users\a\b.csv`, csv, "b.csv"}, {"прайс лист.csv", csv, "прайс лист.csv"},
		{"notes.md", csv, "notes.md"}, {"main.go", csv, "main.go"}, {"evil\u202efdp.csv", csv, "evilfdp.csv"}, {"a\x00b|c?.pdf", pdf, "ab_c_.pdf"},
		{"", png, "file.png"}, {"...", png, "file.png"}, {"photo.jpg", png, "photo.jpg.png"}, {"table.pdf", csv, "table.pdf.csv"},
	} {
		if got := Filename(c.name, c.t); got != c.want {
			t.Errorf("%q of %s is %q, want %q", c.name, c.t.MIMEType, got, c.want)
		}
	}
	long := Filename(strings.Repeat("é", 300)+".pdf", pdf)
	if len(long) > maxFilename || !strings.HasSuffix(long, "é.pdf") {
		t.Errorf("a long name is %d bytes: %q", len(long), long)
	}
}

func TestTheTableIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range Table {
		if seen[row.MIMEType] || len(row.Extensions) == 0 || row.Limit <= 0 || row.Limit > MaxFile {
			t.Errorf("%+v", row)
		}
		seen[row.MIMEType] = true
		if got, ok := Find(row.MIMEType + "; charset=utf-8"); !ok || got.Kind != row.Kind || !slices.Equal(got.Extensions, row.Extensions) {
			t.Errorf("%s with a parameter is not found", row.MIMEType)
		}
	}
}
