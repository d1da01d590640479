package main

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"frontdesk"
	"frontdesk/store"
)

// metrics counts what passes through, for Prometheus. No label holds anything
// that people or callers choose.
type metrics struct {
	registry   *prometheus.Registry
	requests   *prometheus.HistogramVec
	kept       prometheus.Counter
	bytes      prometheus.Counter
	heard      *prometheus.CounterVec
	deliveries *prometheus.CounterVec
	files      *prometheus.HistogramVec
}

func newMetrics(db *store.DB) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "frontdesk_http_request_seconds", Help: "Time to answer a request, streams left out.",
			Buckets: []float64{.001, .005, .025, .1, .25, 1, 5},
		}, []string{"route", "method", "status"}),
		kept:       prometheus.NewCounter(prometheus.CounterOpts{Name: "frontdesk_webhook_kept_total", Help: "Notifications kept."}),
		bytes:      prometheus.NewCounter(prometheus.CounterOpts{Name: "frontdesk_webhook_bytes_total", Help: "Bytes of notifications kept."}),
		heard:      prometheus.NewCounterVec(prometheus.CounterOpts{Name: "frontdesk_inbox_total", Help: "What became of what was heard."}, []string{"outcome"}),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "frontdesk_deliveries_total", Help: "Attempts to send, by what became of them."}, []string{"state", "code"}),
	}
	m.files = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "frontdesk_file_seconds", Help: "Time to fetch or read a file, by what came of it.",
		Buckets: []float64{.01, .05, .25, 1, 5, 15, 60},
	}, []string{"work", "code"})
	m.registry.MustRegister(m.requests, m.kept, m.bytes, m.heard, m.deliveries, m.files, depth{db},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func (m *metrics) webhookKept(_ context.Context, _ frontdesk.UpdateID, n int) {
	m.kept.Inc()
	m.bytes.Add(float64(n))
}

func (m *metrics) heardAs(outcome string) { m.heard.WithLabelValues(outcome).Inc() }

func (m *metrics) attempted(d frontdesk.Delivery) {
	m.deliveries.WithLabelValues(string(d.State), string(d.Code)).Inc()
}

func (m *metrics) workedOn(work string, code frontdesk.Code, took time.Duration) {
	m.files.WithLabelValues(work, string(code)).Observe(took.Seconds())
}

// watch times requests by their route, not their path, which may hold a token.
func (m *metrics) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(ww, r)
		if ww.Header().Get("Content-Type") == "text/event-stream" {
			return
		}
		m.requests.WithLabelValues(r.Pattern, method(r.Method), strconv.Itoa(ww.Status())).Observe(time.Since(began).Seconds())
	})
}

// method bounds a label that callers choose.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete:
		return m
	}
	return "other"
}

// depth asks the store how much waits, when Prometheus asks us.
type depth struct{ db *store.DB }

var waiting = prometheus.NewDesc("frontdesk_waiting", "What the store holds, by what it waits for.", []string{"what"}, nil)

// Describe names the one metric.
func (depth) Describe(ch chan<- *prometheus.Desc) { ch <- waiting }

// Collect reads the store. One that does not answer shows as absent.
func (d depth) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	s, err := d.db.Stats(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(waiting, err)
		return
	}
	for what, n := range map[string]int64{
		"updates_unread": s.UpdatesBehind, "deliveries_queued": s.Queued, "deliveries_sending": s.Sending,
		"deliveries_unknown": s.InDoubt, "deliveries_failed": s.Failed, "messages": s.Messages, "contacts": s.Contacts, "pending": s.Pending,
		"files_to_fetch": s.FilesToFetch, "files_to_read": s.FilesToRead,
	} {
		ch <- prometheus.MustNewConstMetric(waiting, prometheus.GaugeValue, float64(n), what)
	}
}
