package sandbox

import (
	"context"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/shelf"
)

// Handler serves the Graph API under /graph, the files it names under /media,
// the phones under /phones, the clock, the faults, the limits, the templates,
// and the phone page. It may be mounted anywhere with
// [http.StripPrefix].
func (s *Sandbox) Handler() http.Handler {
	r := chi.NewRouter()
	r.Get("/", s.own(s.phonePage))
	r.Get("/page/{file}", s.own(s.pageFile))
	r.Get("/numbers", s.own(s.businesses))
	r.Get("/phones", s.own(s.listPhones))
	r.Get("/phones/{phone}", s.own(s.showPhone))
	r.Post("/phones/{phone}", s.own(s.editPhone))
	r.Get("/phones/{phone}/messages", s.own(s.listMessages))
	r.Post("/phones/{phone}/messages", s.ownUpTo(shelf.MaxForm, s.typeMessage))
	r.Post("/phones/{phone}/seen", s.own(s.look))
	r.Post("/phones/{phone}/played", s.own(s.hearVoice))
	r.Get("/phones/{phone}/events", s.own(s.events))
	r.Get("/clock", s.own(s.showClock))
	r.Post("/clock", s.own(s.moveClock))
	r.Get("/faults", s.own(s.listFaults))
	r.Post("/faults", s.own(s.addFault))
	r.Delete("/faults", s.own(s.removeFaults))
	r.Delete("/faults/{id}", s.own(s.removeFaults))
	r.Post("/numbers/{number}", s.own(s.setNumber))
	r.Get("/limits", s.own(s.showLimits))
	r.Post("/limits", s.own(s.setLimits))
	r.Get("/templates", s.own(s.seeTemplates))
	r.Post("/templates", s.own(s.reviewTemplate))
	r.Get("/special", s.own(s.listSpecial))
	r.Get("/pending", s.own(s.pending))
	r.Get("/media/{id}", s.serveDownload)
	r.Get("/phones/{phone}/media/{id}", s.own(s.phoneMedia))
	r.Route("/graph/{version}", s.graphRoutes)
	return s.alone(r)
}

func (s *Sandbox) graphRoutes(r chi.Router) {
	r.Get("/debug_token", s.graph("debug_token", s.debugToken))
	r.Get("/{id}", s.graph(fault.PathNumber, s.showObject))
	r.Delete("/{id}", s.graph(fault.PathDelete, s.deleteMedia))
	r.Post("/{id}", s.graph(fault.PathTemplate, s.editTemplate))
	r.Get("/{id}/message_templates", s.graph("message_templates", s.listTemplates))
	r.Post("/{id}/message_templates", s.graph("message_templates", s.makeTemplate))
	r.Delete("/{id}/message_templates", s.graph("message_templates", s.deleteTemplates))
	r.Post("/{id}/messages", s.graph(fault.PathMessages, s.send))
	r.Post("/{id}/media", s.graph(fault.PathUpload, s.upload))
	r.Get("/{id}/phone_numbers", s.graph("phone_numbers", s.listNumbers))
	r.Get("/{id}/whatsapp_business_profile", s.graph("whatsapp_business_profile", s.showProfile))
	r.Post("/{id}/whatsapp_business_profile", s.graph("whatsapp_business_profile", s.editProfile))
	r.Get("/{id}/subscribed_apps", s.graph("subscribed_apps", s.subscribed))
	r.Post("/{id}/subscribed_apps", s.graph("subscribed_apps", s.subscribed))
	r.Delete("/{id}/subscribed_apps", s.graph("subscribed_apps", s.subscribed))
	nothing := s.graph("", func(q *ask) (any, error) {
		return nil, &refusal.Meta{Code: 2500, Message: "Unknown path components: " + q.URL.Path}
	})
	r.NotFound(nothing)
	r.MethodNotAllowed(nothing)
}

// alone makes the routes independent of the router they are mounted in, whose
// idea of the path would else go before the address that is left.
func (s *Sandbox) alone(routes http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.Open(); err != nil {
			s.log.Error("sandbox", "error", err)
			_ = answer(w, http.StatusInternalServerError, object{"error": "the sandbox could not start; the log says why"})
			return
		}
		routes.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, (*chi.Context)(nil))))
	})
}

// unescape undoes what a client did to a piece of the path.
func unescape(piece string) string {
	if plain, err := url.PathUnescape(piece); err == nil {
		return plain
	}
	return piece
}
