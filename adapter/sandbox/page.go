package sandbox

import (
	"embed"
	"html/template"
	"net/http"
	"strings"

	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/refusal"
)

// DefaultPhone is the phone the page shows when none is asked for.
const DefaultPhone = "15550001111"

//go:embed page
var pages embed.FS

var phoneTemplate = template.Must(template.ParseFS(pages, "page/phone.html"))

// pagePolicy lets the page use only what comes from here.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; " +
	"media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// phonePage shows a phone. From then on the phone is in somebody's hands: what
// arrives is read when it is looked at.
func (s *Sandbox) phonePage(w http.ResponseWriter, r *http.Request) error {
	// The links of the page are relative, so its address must end in a slash.
	if at, query, _ := strings.Cut(r.RequestURI, "?"); at != "" && !strings.HasSuffix(at, "/") {
		w.Header().Set("Location", strings.TrimSuffix(at[strings.LastIndex(at, "/")+1:]+"/?"+query, "?"))
		w.WriteHeader(http.StatusFound)
		return nil
	}
	asked := r.URL.Query().Get("phone")
	if asked == "" {
		asked = DefaultPhone
	}
	id, err := identity.ParsePhone(asked)
	if err != nil {
		return err
	}
	n, err := s.numberCalled(r.URL.Query().Get("number"))
	if err != nil {
		return err
	}
	s.mu.Lock()
	p := s.book.phone(id)
	byHand := true
	s.change(p, edit{ByHand: &byHand})
	name := p.Name
	s.mu.Unlock()
	headers(w, "text/html; charset=utf-8")
	return phoneTemplate.Execute(w, map[string]any{"Phone": id, "Name": name, "Number": n, "Initial": initial(n.VerifiedName)})
}

func initial(name string) string {
	for _, r := range name {
		return string(r)
	}
	return ""
}

const (
	styles  = "text/css; charset=utf-8"
	scripts = "text/javascript; charset=utf-8"
)

var pageTypes = map[string]string{
	"phone.css": styles, "files.css": styles, "cards.css": styles, "sheet.css": styles, "icon.svg": "image/svg+xml",
	"files.js": scripts, "rich.js": scripts, "cards.js": scripts, "menu.js": scripts, "phone.js": scripts, "compose.js": scripts,
	"sheet.js": scripts, "attach.js": scripts, "record.js": scripts,
}

func (s *Sandbox) pageFile(w http.ResponseWriter, r *http.Request) error {
	_, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	kind, ok := pageTypes[name]
	if !ok {
		return refusal.Say(http.StatusNotFound, "there is no such file")
	}
	headers(w, kind)
	http.ServeFileFS(w, r, pages, "page/"+name)
	return nil
}

func headers(w http.ResponseWriter, kind string) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-cache")
}
