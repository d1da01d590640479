package shelf

import (
	"mime"
	"slices"
	"strings"
)

// limits of the kinds, and of an animated sticker.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
var kindLimits = map[string]int64{
	"audio": 16 << 20, "document": MaxFile, "image": 5 << 20, "sticker": 100 << 10, "video": 16 << 20,
}

const animatedLimit = 500 << 10

// accepted is one row of WhatsApp's table of types.
type accepted struct {
	mime string
	kind string
	// looks is what its bytes may look like; nil looks at nothing.
	looks []string
}

var types = []accepted{
	{"audio/aac", "audio", []string{"audio/aac"}},
	{"audio/amr", "audio", []string{"audio/amr"}},
	{"audio/mpeg", "audio", []string{"audio/mpeg"}},
	{"audio/mp4", "audio", []string{"audio/mp4", "audio/x-m4a", "video/mp4"}},
	{"audio/ogg", "audio", []string{"audio/ogg", "application/ogg"}},
	{"application/vnd.ms-powerpoint", "document", nil},
	{"application/msword", "document", nil},
	{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document", nil},
	{"application/vnd.openxmlformats-officedocument.presentationml.presentation", "document", nil},
	{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "document", nil},
	{"application/pdf", "document", nil},
	{"text/plain", "document", nil},
	{"application/vnd.ms-excel", "document", nil},
	{"image/jpeg", "image", []string{"image/jpeg"}},
	{"image/png", "image", []string{"image/png"}},
	{"image/webp", "sticker", []string{"image/webp"}},
	{"video/mp4", "video", []string{"video/mp4", "video/x-m4v"}},
	{"video/3gpp", "video", []string{"video/3gpp"}},
}

// typeOf finds the row of a type, whatever its parameters.
func typeOf(declared string) (accepted, bool) {
	i := slices.IndexFunc(types, func(a accepted) bool { return a.mime == BaseType(declared) })
	if i < 0 {
		return accepted{}, false
	}
	return types[i], true
}

// BaseType is a type without its parameters.
func BaseType(declared string) string {
	base, _, err := mime.ParseMediaType(declared)
	if err != nil {
		base, _, _ = strings.Cut(declared, ";")
	}
	return strings.ToLower(strings.TrimSpace(base))
}

func typeNames() string {
	var names []string
	for _, a := range types {
		names = append(names, a.mime)
	}
	return strings.Join(names, ", ")
}

// uploadLimit is how large a file of the type may be when it is uploaded. What
// is a sticker is one; all else may yet be sent as a document.
func (a accepted) uploadLimit(animated bool) int64 {
	switch {
	case animated:
		return animatedLimit
	case a.kind == "sticker":
		return kindLimits[a.kind]
	}
	return MaxFile
}

// UsualKind is as what a phone sends a file that is picked.
func UsualKind(mimeType string) string {
	row, _ := typeOf(mimeType)
	switch {
	case row.kind != "":
		return row.kind
	case strings.HasPrefix(mimeType, "audio/"):
		return "audio"
	}
	return "document"
}
