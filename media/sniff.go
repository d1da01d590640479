package media

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"frontdesk"
)

// Type is what a file is, by its bytes. Names and what was declared lie.
type Type struct {
	// MIMEType is WhatsApp's name for it where it has one; of sound in Ogg it
	// tells the codec.
	MIMEType  string
	Extension string // with its dot
	Text      bool   // it can be read as it is
	Animated  bool
}

// sniffed is how many bytes tell what a file is.
const sniffed = 3072

// sniff looks at the beginning of the file at path.
func sniff(path string) (Type, error) {
	f, err := os.Open(path)
	if err != nil {
		return Type{}, err
	}
	defer f.Close()
	head := make([]byte, sniffed)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return Type{}, err
	}
	return sniffBytes(head[:n]), nil
}

// Nothing is the type of a file without bytes.
const Nothing = "application/x-empty"

// sniffBytes tells what begins with these bytes.
func sniffBytes(head []byte) Type {
	if len(head) == 0 {
		return Type{MIMEType: Nothing}
	}
	is := mimetype.Detect(head)
	t := Type{MIMEType: bareType(is.String()), Extension: is.Extension(), Text: textual(is)}
	if name, ok := otherNames[t.MIMEType]; ok {
		t.MIMEType = name
	}
	switch t.MIMEType {
	case "audio/ogg", "application/ogg":
		t.MIMEType = "audio/ogg"
		if c := oggCodec(head); c != "" {
			t.MIMEType += "; codecs=" + c
		}
	case "image/webp":
		// The flag of the extended header that says so.
		t.Animated = len(head) > 20 && string(head[12:16]) == "VP8X" && head[20]&0x02 != 0
	}
	return t
}

// otherNames are what WhatsApp and the registries call some types otherwise.
var otherNames = map[string]string{
	"audio/x-m4a": "audio/mp4", "audio/x-wav": "audio/wav", "video/3gp": "video/3gpp", "image/apng": "image/png",
	"image/vnd.mozilla.apng": "image/png", "audio/x-aac": "audio/aac", "audio/mp3": "audio/mpeg", "image/heif": "image/heic",
}

// textual tells whether a type is a kind of text. SVG is written in text and is
// a picture.
func textual(m *mimetype.MIME) bool {
	if m.Is("image/svg+xml") {
		return false
	}
	for ; m != nil; m = m.Parent() {
		if m.Is("text/plain") {
			return true
		}
	}
	return false
}

// oggCodec is the codec of the first stream, by its first packet.
func oggCodec(head []byte) string {
	for magic, name := range map[string]string{"OpusHead": "opus", "\x01vorbis": "vorbis", "\x7fFLAC": "flac", "Speex   ": "speex", "\x80theora": "theora"} {
		if bytes.Contains(head[:min(len(head), 512)], []byte(magic)) {
			return name
		}
	}
	return ""
}

// Kind is what a type is to WhatsApp when it comes or goes by itself.
func (t Type) Kind() frontdesk.Media {
	if row, ok := Find(t.MIMEType); ok {
		return row.Kind
	}
	switch family, _, _ := strings.Cut(t.MIMEType, "/"); family {
	case "image":
		return frontdesk.Image
	case "audio":
		return frontdesk.Audio
	case "video":
		return frontdesk.Video
	}
	return frontdesk.Document
}

// names are what people call some types.
var names = map[string]string{
	"application/pdf": "a PDF", "application/msword": "a Word document", "application/vnd.ms-excel": "an Excel sheet",
	"application/vnd.ms-powerpoint":                                             "a PowerPoint presentation",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   "a Word document",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         "an Excel sheet",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": "a PowerPoint presentation",
	"application/zip": "a ZIP archive", "application/x-7z-compressed": "a 7z archive", "application/x-rar-compressed": "a RAR archive",
	"application/gzip": "a gzip archive", "application/x-tar": "a tar archive",
	"application/vnd.microsoft.portable-executable": "a Windows program", "application/x-elf": "a Linux program", "application/x-executable": "a Linux program",
	"application/x-sharedlib": "a Linux program", "application/vnd.android.package-archive": "an Android app", "application/jar": "a Java program",
	"image/gif": "a GIF picture", "image/svg+xml": "an SVG drawing", "image/webp": "a WebP picture", "image/heic": "a HEIC picture",
	"image/avif": "an AVIF picture", "image/bmp": "a BMP picture", "image/tiff": "a TIFF picture", "image/jpeg": "a JPEG picture", "image/png": "a PNG picture",
	"video/quicktime": "a QuickTime (MOV) video", "video/x-matroska": "a Matroska (MKV) video", "video/webm": "a WebM video", "video/x-msvideo": "an AVI video",
	"video/mp4": "an MP4 video", "video/3gpp": "a 3GP video", "video/mpeg": "an MPEG video",
	"audio/wav": "a WAV sound", "audio/flac": "a FLAC sound", "audio/mpeg": "an MP3 sound", "audio/mp4": "an M4A sound", "audio/amr": "an AMR sound",
	"audio/aac": "an AAC sound", "audio/webm": "a WebM sound", "audio/aiff": "an AIFF sound", "audio/x-ms-wma": "a Windows Media sound", "video/x-ms-asf": "a Windows Media video", "audio/ogg": "an Ogg sound", "audio/midi": "a MIDI file",
	"text/plain": "a text", "text/html": "an HTML page", "text/csv": "a CSV table", "application/json": "a JSON file", "text/xml": "an XML file",
	"application/epub+zip": "an EPUB book", "application/vnd.oasis.opendocument.text": "an OpenDocument text", "text/rtf": "an RTF document",
	Nothing: "an empty file", "application/octet-stream": "a file of no known type",
}

// Name is what people call it, with its article.
func (t Type) Name() string {
	if n, ok := names[bareType(t.MIMEType)]; ok {
		return n
	}
	if t.Text {
		return "a text"
	}
	return "a file of type " + bareType(t.MIMEType)
}

// Is tells whether the type is one of some.
func (t Type) Is(some ...string) bool { return slices.Contains(some, bareType(t.MIMEType)) }
