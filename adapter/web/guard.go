package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"

	"frontdesk"
)

// Guard is who may knock: requests for a host that is ours, and from no page
// but our own. Without it any web page could speak to a program on this
// machine, by its own Origin or by a name of its own that resolves here (DNS
// rebinding).
type Guard struct {
	hosts   []string // names, without port
	origins []string // scheme://host[:port]
	// anyIP accepts every literal address as a host: a page cannot own one.
	anyIP bool
}

// NewGuard makes a guard for a listen address and the public address, which
// may be nil.
func NewGuard(listen string, public *url.URL) Guard {
	g := Guard{hosts: []string{"localhost", "127.0.0.1", "::1"}}
	if host, _, err := net.SplitHostPort(listen); err == nil && !Loopback(listen) {
		g.anyIP = true
		if host != "" {
			g.hosts = append(g.hosts, strings.ToLower(host))
		}
	}
	if public != nil {
		g.hosts = append(g.hosts, strings.ToLower(public.Hostname()))
		g.origins = append(g.origins, public.Scheme+"://"+strings.ToLower(public.Host))
	}
	return g
}

// Loopback tells whether a listen address can only be reached from this
// machine.
func Loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Wrap puts the guard in front of next.
func (g Guard) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !g.host(r.Host):
			Problem(w, frontdesk.Errorf(frontdesk.Denied, "this program does not answer for the host it was asked for").
				WithNext("set --public-url to the address it is reached by"))
		case !g.origin(r):
			Problem(w, frontdesk.Errorf(frontdesk.Denied, "this program does not answer pages of another origin"))
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func (g Guard) host(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	return slices.Contains(g.hosts, host) || g.anyIP && net.ParseIP(host) != nil
}

// origin accepts no Origin (not a page), our own, and the public one.
func (g Guard) origin(r *http.Request) bool {
	values := r.Header.Values("Origin")
	if len(values) == 0 {
		return true
	}
	u, err := url.Parse(values[0])
	if err != nil || len(values) > 1 || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	return strings.EqualFold(u.Host, r.Host) || slices.Contains(g.origins, strings.ToLower(values[0]))
}

// Shows tells whether a request shows a token. The comparison takes the same
// time whatever is shown.
func Shows(r *http.Request, token frontdesk.Secret) bool {
	want := sha256.Sum256([]byte(token.Reveal()))
	scheme, shown, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	got := sha256.Sum256([]byte(strings.TrimSpace(shown)))
	return strings.EqualFold(scheme, "Bearer") && token != "" && subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// Bearer lets through who shows the token.
func Bearer(token frontdesk.Secret, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !Shows(r, token) {
			Problem(w, frontdesk.Errorf(frontdesk.Unauthenticated, "a valid bearer token is needed here").
				WithNext("send the header Authorization: Bearer <token>; the token is in the data folder"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Recover answers 500 for a handler that panics, and logs where.
func Recover(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch p := recover(); p {
			case nil:
			case http.ErrAbortHandler:
				panic(p)
			default:
				log.Error("a handler panicked", "route", r.Pattern, "panic", p, "stack", string(debug.Stack()))
				Problem(w, frontdesk.Foreseen(frontdesk.Errorf(frontdesk.Internal, "something went wrong here; the log has the cause")))
			}
		}()
		next.ServeHTTP(w, r)
	})
}
