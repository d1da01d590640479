// Package page is the phone in the browser: one page and the files it uses.
//
// It uses nothing that comes from elsewhere, and speaks to the sandbox by the
// same addresses as a script does.
package page

import (
	"embed"
	"html/template"
	"net/http"

	"frontdesk/adapter/sandbox/refusal"
)

//go:embed *.html *.css *.js *.svg
var files embed.FS

var phone = template.Must(template.ParseFS(files, "phone.html"))

// policy lets the page use only what comes from here.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; " +
	"media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// View is what the page begins with.
type View struct {
	Phone string // in digits
	Name  string // of the person

	NumberID string // the business number's
	Business string
	Dialled  string // as people dial it
}

// Show answers with the page.
func Show(w http.ResponseWriter, v View) error {
	headers(w, "text/html; charset=utf-8")
	return phone.Execute(w, v)
}

// Initial is the letter in place of a picture of the business.
func (v View) Initial() string {
	for _, r := range v.Business {
		return string(r)
	}
	return ""
}

const (
	styles  = "text/css; charset=utf-8"
	scripts = "text/javascript; charset=utf-8"
)

// types are the files of the page, and what they are.
var types = map[string]string{
	"phone.css": styles, "files.css": styles, "cards.css": styles, "sheet.css": styles, "icon.svg": "image/svg+xml",
	"files.js": scripts, "rich.js": scripts, "cards.js": scripts, "menu.js": scripts, "phone.js": scripts, "compose.js": scripts,
	"sheet.js": scripts, "attach.js": scripts, "record.js": scripts,
}

// File answers with a file of the page.
func File(w http.ResponseWriter, r *http.Request, name string) error {
	kind, ok := types[name]
	if !ok {
		return refusal.Say(http.StatusNotFound, "there is no such file")
	}
	headers(w, kind)
	http.ServeFileFS(w, r, files, name)
	return nil
}

func headers(w http.ResponseWriter, kind string) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-cache")
}
