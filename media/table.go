// Package media knows what WhatsApp accepts, and turns files into text.
//
// What arrives is kept by its bytes and read by engines that run in processes
// of their own: speech, pictures, documents. What leaves is looked at first: its
// bytes say what it is, one table says whether WhatsApp takes it and up to which
// size, and where there is a way it is made fit. Nobody else touches another
// program or a file format.
package media

import (
	"mime"
	"slices"

	"frontdesk"
	"frontdesk/media/picture"
)

// MaxFile is the largest file WhatsApp carries, either way.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
const MaxFile = 100 << 20

// Row is one line of WhatsApp's table: what it takes, as what, and up to which
// size.
type Row struct {
	Kind       frontdesk.Media
	MIMEType   string
	Extensions []string // the first is the usual one
	Limit      int64    // bytes
}

// The limits of each kind, in bytes.
const (
	maxAudio           = 16 << 20
	maxVideo           = 16 << 20
	maxImage           = 5 << 20
	maxSticker         = picture.MaxStickerBytes
	maxAnimatedSticker = picture.MaxMovingStickerBytes
)

// Table is what WhatsApp takes. What the type alone does not say is beside it.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
var Table = []Row{
	{frontdesk.Audio, "audio/aac", []string{".aac"}, maxAudio},
	{frontdesk.Audio, "audio/amr", []string{".amr"}, maxAudio},
	{frontdesk.Audio, "audio/mpeg", []string{".mp3"}, maxAudio},
	{frontdesk.Audio, "audio/mp4", []string{".m4a"}, maxAudio},
	{frontdesk.Audio, "audio/ogg", []string{".ogg", ".oga", ".opus"}, maxAudio}, // Opus only, one channel only
	{frontdesk.Document, "text/plain", []string{".txt"}, MaxFile},
	{frontdesk.Document, "application/pdf", []string{".pdf"}, MaxFile},
	{frontdesk.Document, "application/msword", []string{".doc"}, MaxFile},
	{frontdesk.Document, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{".docx"}, MaxFile},
	{frontdesk.Document, "application/vnd.ms-excel", []string{".xls"}, MaxFile},
	{frontdesk.Document, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{".xlsx"}, MaxFile},
	{frontdesk.Document, "application/vnd.ms-powerpoint", []string{".ppt"}, MaxFile},
	{frontdesk.Document, "application/vnd.openxmlformats-officedocument.presentationml.presentation", []string{".pptx"}, MaxFile},
	{frontdesk.Image, "image/jpeg", []string{".jpg", ".jpeg"}, maxImage}, // 8 bits, RGB or RGBA
	{frontdesk.Image, "image/png", []string{".png"}, maxImage},           // 8 bits, RGB or RGBA
	{frontdesk.Sticker, "image/webp", []string{".webp"}, maxSticker},     // 512 × 512; 500 kB if it moves
	{frontdesk.Video, "video/mp4", []string{".mp4"}, maxVideo},           // H.264 and AAC
	{frontdesk.Video, "video/3gpp", []string{".3gp"}, maxVideo},          // H.264 and AAC
}

// Find gives the row of a type.
func Find(mimeType string) (Row, bool) {
	bare := bareType(mimeType)
	i := slices.IndexFunc(Table, func(r Row) bool { return r.MIMEType == bare })
	if i < 0 {
		return Row{}, false
	}
	return Table[i], true
}

// Limit is how large a file may be as what it is sent as. As a document
// anything may be as large as files get.
func Limit(as frontdesk.Media, animated bool) int64 {
	switch as {
	case frontdesk.Document:
		return MaxFile
	case frontdesk.Sticker:
		if animated {
			return maxAnimatedSticker
		}
		return maxSticker
	case frontdesk.Image:
		return maxImage
	case frontdesk.Video:
		return maxVideo
	}
	return maxAudio
}

// bareType is a type without its parameters.
func bareType(mimeType string) string {
	bare, _, err := mime.ParseMediaType(mimeType)
	if err != nil {
		return mimeType
	}
	return bare
}
