package fetch

import (
	"mime"
	"net/http"
	"path"
	"strings"
	"unicode/utf8"

	"frontdesk"
)

// MaxName is how long a name may be in bytes, as most file systems have it.
const MaxName = 255

// filename is what a file is called: by its server, or by the end of the
// address it was found at.
func filename(resp *http.Response) string {
	_, said, _ := mime.ParseMediaType(resp.Header.Get("Content-Disposition"))
	if name := base(said["filename"]); name != "" {
		return name
	}
	return base(resp.Request.URL.Path)
}

// base makes a bare name of what may be a path, of any system.
func base(name string) string {
	name, _ = frontdesk.Clean(name)
	name = strings.Join(strings.Fields(name), " ")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	if name = strings.TrimSpace(name); strings.Trim(name, ".") == "" {
		return ""
	}
	return short(name)
}

// short cuts a name before its extension.
func short(name string) string {
	if len(name) <= MaxName {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > MaxName/2 {
		ext = ""
	}
	stem := name[:MaxName-len(ext)]
	for !utf8.ValidString(stem) {
		stem = stem[:len(stem)-1]
	}
	return stem + ext
}
