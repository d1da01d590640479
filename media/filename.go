package media

import (
	"mime"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"frontdesk"
)

// maxFilename is how long a name may be in bytes; longer ones do not fit into
// the folders of many phones.
const maxFilename = 200

// Filename cleans a name for a phone: of folders, of characters that nobody sees
// and of those that no phone takes. Letters of any script stay. A name without
// an extension, or with one of another type, gets the type's own.
func Filename(name string, t Type) string {
	name, _ = frontdesk.Clean(name)
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`<>:"|?*/`, r) {
			return '_'
		}
		return r
	}, name)
	if name = strings.Trim(name, " ."); name == "" || name == "/" {
		name = "file"
	}
	ext := path.Ext(name)
	if !fits(ext, t) {
		ext = extensionOf(t)
	} else {
		name = strings.TrimSuffix(name, ext)
	}
	return cut(name, maxFilename-len(ext)) + ext
}

// fits tells whether an extension may stand for a type. Texts have many.
func fits(ext string, t Type) bool {
	if t.Text {
		return ext != "" && !foreign(ext)
	}
	if row, ok := Find(t.MIMEType); ok {
		return slices.Contains(row.Extensions, strings.ToLower(ext))
	}
	return ext != ""
}

// foreign tells whether an extension belongs to a type that is no text.
func foreign(ext string) bool {
	for _, row := range Table {
		if row.MIMEType != "text/plain" && slices.Contains(row.Extensions, strings.ToLower(ext)) {
			return true
		}
	}
	return false
}

func extensionOf(t Type) string {
	if row, ok := Find(t.MIMEType); ok && !t.Text {
		return row.Extensions[0]
	}
	if t.Extension != "" {
		return t.Extension
	}
	if some, err := mime.ExtensionsByType(t.MIMEType); err == nil && len(some) > 0 {
		return some[0]
	}
	return ".bin"
}

// cut shortens a name to n bytes, between characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
