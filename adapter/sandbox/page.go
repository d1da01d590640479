package sandbox

import (
	"net/http"
	"strings"

	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/page"
)

// DefaultPhone is the phone the page shows when none is asked for.
const DefaultPhone = "15550001111"

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
	p := s.book.Phone(id)
	byHand := true
	s.change(p, edit{ByHand: &byHand})
	name := p.Name
	s.mu.Unlock()
	return page.Show(w, page.View{Phone: id, Name: name, NumberID: n.PhoneNumberID, Business: n.VerifiedName, Dialled: n.DisplayPhone})
}

func (s *Sandbox) pageFile(w http.ResponseWriter, r *http.Request) error {
	_, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	return page.File(w, r, name)
}
