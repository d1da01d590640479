package media

import (
	"fmt"
	"strings"

	"frontdesk"
	"frontdesk/media/picture"
)

// As is what a file is to be sent as.
type As string

// The ways to send a file.
const (
	Auto       As = "auto"
	AsDocument As = "document"
	AsImage    As = "image"
	AsVoice    As = "voice"
	AsSticker  As = "sticker"
)

// How a file is made fit.
type making string

const (
	asItIs    making = ""
	toPicture making = "picture" // JPEG or PNG, no larger than a picture may be
	toVoice   making = "voice"   // Ogg/Opus, one channel
	toSticker making = "sticker" // WebP, 512 × 512
)

// plan is how a file goes out.
type plan struct {
	media frontdesk.Media
	voice bool
	mime  string // as which it is uploaded; "" is its own
	make  making
	note  string // what is done to it and why, for whoever sends it
}

// decide says how a file of a type and size goes out, or why it cannot. mono
// tells what the type alone does not: that sound in Ogg has one channel.
func decide(t Type, size int64, as As, mono bool) (plan, error) {
	switch {
	case t.MIMEType == Nothing || size == 0:
		return plan{}, frontdesk.Errorf(frontdesk.Empty, "the file is empty; nothing was sent").WithField("source").WithNext("give a file with something in it")
	case size > MaxFile:
		return plan{}, frontdesk.Errorf(frontdesk.TooLarge, "the file has %s, and WhatsApp carries at most %s; nothing was sent", frontdesk.Size(size), frontdesk.Size(MaxFile)).
			WithField("source").WithNext("send a smaller file, or a link to it")
	}
	switch as {
	case AsVoice:
		return asVoice(t, mono)
	case AsSticker:
		return asSticker(t)
	case AsImage:
		return asImage(t, size)
	case AsDocument:
		return asDocument(t)
	}
	return byItself(t, size, mono)
}

// byItself is what a file is when nobody says what to send it as.
func byItself(t Type, size int64, mono bool) (plan, error) {
	row, known := Find(t.MIMEType)
	switch {
	case t.Text:
		return asDocument(t)
	case t.Is("image/webp"):
		return asImage(t, size)
	case t.Is("audio/ogg") && (!opus(t) || !mono):
		return plan{media: frontdesk.Audio, make: toVoice, note: "the sound was made Ogg/Opus with one channel, the only Ogg that WhatsApp takes"}, nil
	case known && size <= row.Limit:
		return plan{media: row.Kind}, nil
	case known && row.Kind == frontdesk.Image:
		return plan{media: frontdesk.Document, note: fmt.Sprintf("sent as a document, since it has %s and a picture may have %s; as: image makes it smaller", frontdesk.Size(size), frontdesk.Size(row.Limit))}, nil
	case known:
		return plan{media: frontdesk.Document, note: fmt.Sprintf("sent as a document, since it has %s and %s may have %s", frontdesk.Size(size), row.Kind, frontdesk.Size(row.Limit))}, nil
	case t.Is("image/heic", "image/bmp", "image/tiff"):
		return asImage(t, size)
	case t.Kind() == frontdesk.Audio && !t.Is("audio/midi"):
		return plan{media: frontdesk.Audio, make: toVoice, note: fmt.Sprintf("%s was made Ogg/Opus, since WhatsApp does not take it", t.Name())}, nil
	}
	return plan{}, refused(t)
}

func opus(t Type) bool { return strings.HasSuffix(t.MIMEType, "codecs=opus") }

func asDocument(t Type) (plan, error) {
	if t.Text {
		p := plan{media: frontdesk.Document, mime: "text/plain"}
		if !t.Is("text/plain") {
			p.note = fmt.Sprintf("%s goes as a plain text document under its own name", t.Name())
		}
		return p, nil
	}
	if t.Is("image/webp") {
		return plan{}, frontdesk.Errorf(frontdesk.Unsupported, "the file is a WebP picture, which WhatsApp takes as a sticker only; nothing was sent").
			WithField("as").WithNext("leave as out, and a JPEG or PNG is made of it, or send it with as: sticker")
	}
	if _, known := Find(t.MIMEType); known {
		return plan{media: frontdesk.Document}, nil
	}
	return plan{}, refused(t)
}

func asImage(t Type, size int64) (plan, error) {
	row, known := Find(t.MIMEType)
	switch {
	case !picture.Readable(t.MIMEType):
		return plan{}, frontdesk.Errorf(frontdesk.Unsupported, "the file is %s and cannot go as a picture; nothing was sent", t.Name()).WithField("as").
			WithNext("%s", instead(t, "send a JPEG or PNG"))
	case known && row.Kind == frontdesk.Image && size <= row.Limit:
		return plan{media: frontdesk.Image}, nil
	case known && row.Kind == frontdesk.Image:
		return plan{media: frontdesk.Image, make: toPicture, note: fmt.Sprintf("the picture was made smaller: it had %s and may have %s", frontdesk.Size(size), frontdesk.Size(row.Limit))}, nil
	case t.Is("image/gif"):
		return plan{media: frontdesk.Image, make: toPicture, note: "the first picture of the GIF is sent, for WhatsApp shows nothing that moves but videos in MP4"}, nil
	case t.Animated:
		return plan{media: frontdesk.Image, make: toPicture, note: "the first picture of it is sent, for WhatsApp shows no moving WebP but as a sticker (as: sticker)"}, nil
	}
	return plan{media: frontdesk.Image, make: toPicture, note: fmt.Sprintf("%s was made JPEG or PNG, the pictures that WhatsApp takes", t.Name())}, nil
}

func asSticker(t Type) (plan, error) {
	if !picture.Readable(t.MIMEType) {
		return plan{}, frontdesk.Errorf(frontdesk.Unsupported, "the file is %s and cannot become a sticker; nothing was sent", t.Name()).WithField("as").
			WithNext("send a picture")
	}
	p := plan{media: frontdesk.Sticker, make: toSticker}
	if !t.Is("image/webp") { // of which some are stickers
		p.note = fmt.Sprintf("%s was made a WebP of 512 × 512", t.Name())
	}
	return p, nil
}

func asVoice(t Type, mono bool) (plan, error) {
	switch {
	case t.Kind() != frontdesk.Audio && !t.Is("video/webm"):
		return plan{}, frontdesk.Errorf(frontdesk.Unsupported, "the file is %s and not sound, so it cannot be a voice note; nothing was sent", t.Name()).WithField("as").
			WithNext("%s", instead(t, "send sound"))
	case opus(t) && mono:
		return plan{media: frontdesk.Audio, voice: true}, nil
	}
	return plan{media: frontdesk.Audio, voice: true, make: toVoice, note: fmt.Sprintf("%s was made Ogg/Opus with one channel, as voice notes are", t.Name())}, nil
}

// instead says what would work where a file cannot go as was asked: what could,
// and to ask for nothing only if it goes then.
func instead(t Type, what string) string {
	if _, err := byItself(t, 1, true); err != nil {
		return what
	}
	return "leave as out, or " + what
}

// archives are types of files that hold others.
var archives = []string{
	"application/zip", "application/x-7z-compressed", "application/x-rar-compressed", "application/gzip", "application/x-tar",
	"application/x-bzip2", "application/x-xz", "application/zstd",
}

// advice is why WhatsApp does not take some types, and what it would take.
var advice = []struct {
	types     []string
	why, next string
}{
	{[]string{"image/gif"}, "WhatsApp takes no GIF pictures", "send an MP4 video, or the still picture with as: image"},
	{[]string{"image/svg+xml"}, "WhatsApp takes no drawings in SVG", "render it as a PNG picture or a PDF"},
	{[]string{"image/avif", "image/jxl", "image/x-icon", "image/vnd.adobe.photoshop"}, "WhatsApp takes pictures in JPEG and PNG only", "convert it to JPEG or PNG"},
	{[]string{"video/quicktime", "video/x-matroska", "video/webm", "video/x-msvideo", "video/mpeg", "video/x-flv", "video/ogg", "video/x-ms-asf"}, "WhatsApp takes videos in MP4 and 3GP only", "convert it to MP4 with H.264 and AAC"},
	{archives, "WhatsApp takes no archives", "send the files in it one by one"},
	{[]string{"application/vnd.microsoft.portable-executable", "application/x-elf", "application/x-executable", "application/x-sharedlib", "application/vnd.android.package-archive", "application/jar", "application/x-mach-binary", "application/x-msi"},
		"WhatsApp takes no programs", "send a link to where it can be had"},
	{[]string{"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.presentation", "application/epub+zip", "text/rtf", "application/x-mobipocket-ebook", "application/vnd.ms-xpsdocument"},
		"WhatsApp takes documents as PDF, Word, Excel, PowerPoint and plain text only", "convert it to PDF"},
	{[]string{"audio/midi"}, "it holds notes and no sound", "render it as MP3"},
	{[]string{"application/octet-stream"}, "nothing in its bytes tells what it is", "send a PDF, a Word, Excel or PowerPoint file, a text, a JPEG or PNG picture, an MP4 video or an MP3 sound"},
}

// refused says what a file is, why WhatsApp does not take it and what would
// work.
func refused(t Type) error {
	for _, a := range advice {
		if t.Is(a.types...) {
			return frontdesk.Errorf(frontdesk.Unsupported, "the file is %s, and %s; nothing was sent", t.Name(), a.why).WithField("source").WithNext("%s", a.next)
		}
	}
	e := frontdesk.Errorf(frontdesk.Unsupported, "the file is %s, which WhatsApp does not take; nothing was sent", t.Name()).WithField("source")
	switch {
	case picture.Readable(t.MIMEType):
		return e.WithNext("leave as out, and a JPEG or PNG is made of it")
	case t.Kind() == frontdesk.Audio:
		return e.WithNext("leave as out, and Ogg/Opus is made of it")
	}
	return e.WithNext("send a PDF, a Word, Excel or PowerPoint file, a text, a JPEG or PNG picture, an MP4 video or an MP3 sound")
}
