package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"frontdesk"
	"frontdesk/adapter/web"
)

// routes is every path there is. The guards stand in front of all of them.
func (p *program) routes() http.Handler {
	answer := web.Answer{Log: p.log}
	forAgents := func(h http.Handler) http.Handler { return web.Bearer(p.mcp, h) }
	forOperators := func(h http.Handler) http.Handler { return web.Bearer(p.settings.admin, h) }

	r := chi.NewRouter()
	r.Use(p.metrics.watch)
	r.Use(func(next http.Handler) http.Handler { return web.Recover(p.log, next) })
	r.Use(web.NewGuard(p.settings.listen, p.publicURL).Wrap)
	r.NotFound(web.NotFound)
	r.MethodNotAllowed(web.MethodNotAllowed)

	r.Get("/healthz", answer.Handle(alive))
	r.Get("/readyz", answer.Handle(p.ready))
	r.Method("GET", "/metrics", forOperators(p.metrics.handler()))

	for _, path := range []string{"/whatsapp", "/whatsapp/{token}"} {
		r.Get(path, answer.Handle(p.hook.Verify))
		r.Post(path, answer.Handle(p.hook.Receive))
	}

	r.Handle("/mcp", forAgents(p.tools.Streamable()))
	r.Handle("/sse", forAgents(p.tools.SSE()))
	r.Handle("/message", forAgents(p.tools.Message()))

	r.Post("/files", answer.Handle(p.paper.desk.Take))
	for _, method := range []string{"GET", "HEAD"} {
		r.Method(method, "/files/{id}", answer.Handle(p.paper.desk.Give))
	}

	r.Handle("/admin/*", p.admin)
	if p.sandbox != nil {
		r.Mount("/sandbox", http.StripPrefix("/sandbox", p.sandbox.Handler()))
	}
	return r
}

func alive(w http.ResponseWriter, _ *http.Request) error {
	return plain(w, "alive\n")
}

// ready tells whether the store answers; it has been migrated since it opened.
func (p *program) ready(w http.ResponseWriter, r *http.Request) error {
	if err := p.db.Ping(r.Context()); err != nil {
		return frontdesk.Errorf(frontdesk.Unavailable, "the store does not answer").WithCause(err)
	}
	return plain(w, "ready\n")
}

func plain(w http.ResponseWriter, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, err := w.Write([]byte(text))
	return err
}
