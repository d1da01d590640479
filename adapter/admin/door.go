package admin

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"frontdesk"
)

// authenticate lets through who shows the token. The comparison takes the same
// time whatever is shown.
func (a Admin) authenticate(next http.Handler) http.Handler {
	want := sha256.Sum256([]byte(a.Token.Reveal()))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme, shown, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		got := sha256.Sum256([]byte(strings.TrimSpace(shown)))
		same := subtle.ConstantTimeCompare(got[:], want[:]) == 1
		if a.Token == "" || !strings.EqualFold(scheme, "Bearer") || !same {
			w.Header().Set("WWW-Authenticate", `Bearer realm="frontdesk admin"`)
			problemOf(frontdesk.Errorf(frontdesk.Unauthenticated, "the admin token is needed here").
				WithNext("send the header Authorization: Bearer TOKEN; a generated token is in the data folder")).write(w)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// rooted has next look at the whole path, also below a router of its kind.
func rooted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, nil)))
	})
}
