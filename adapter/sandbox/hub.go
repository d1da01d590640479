package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"frontdesk/adapter/sandbox/refusal"
)

const (
	maxListeners = 256
	heartbeat    = 15 * time.Second
)

// hub carries what happens on a phone to the pages that show it.
type hub struct {
	mu        sync.Mutex
	listeners map[string]map[chan []byte]bool
	count     int
}

func (h *hub) open() { h.listeners = map[string]map[chan []byte]bool{} }

func (h *hub) listen(phone string) (chan []byte, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.count >= maxListeners {
		return nil, refusal.Say(http.StatusServiceUnavailable, "%d pages are open, which is enough", h.count)
	}
	if h.listeners[phone] == nil {
		h.listeners[phone] = map[chan []byte]bool{}
	}
	c := make(chan []byte, 256)
	h.listeners[phone][c] = true
	h.count++
	return c, nil
}

func (h *hub) leave(phone string, c chan []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.remove(phone, c)
}

func (h *hub) remove(phone string, c chan []byte) {
	if !h.listeners[phone][c] {
		return
	}
	close(c)
	delete(h.listeners[phone], c)
	if len(h.listeners[phone]) == 0 {
		delete(h.listeners, phone)
	}
	h.count--
}

// publish never waits: a page that does not keep up is sent away, and comes
// back for the whole list.
func (h *hub) publish(phone, event string, v any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.listeners[phone]) == 0 {
		return
	}
	data, err := json.Marshal(v)
	if err != nil {
		return
	}
	frame := fmt.Appendf(nil, "event: %s\ndata: %s\n\n", event, data)
	for c := range h.listeners[phone] {
		select {
		case c <- frame:
		default:
			h.remove(phone, c)
		}
	}
}

// show tells the pages of a message that is new or has changed. mu is held.
func (s *Sandbox) show(p *phone, m *Message) { s.hub.publish(p.ID, "message", m.copy()) }

// events streams what happens on a phone: "message" with a message that is new
// or has changed, "typing" with the number and the seconds it lasts, "phone"
// with what the phone is called now.
func (s *Sandbox) events(w http.ResponseWriter, r *http.Request) error {
	id, err := phoneParam(r)
	if err != nil {
		return err
	}
	c, err := s.hub.listen(id)
	if err != nil {
		return err
	}
	defer s.hub.leave(id, c)
	out := http.NewResponseController(w)
	// The stream outlives the server's time limit for answers. Not every
	// writer has one.
	_ = out.SetWriteDeadline(time.Time{})
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no")
	s.stream(r, c, func(frame []byte) error {
		if _, err := w.Write(frame); err != nil {
			return err
		}
		return out.Flush()
	})
	return nil
}

// stream writes frames until either side goes away.
func (s *Sandbox) stream(r *http.Request, c chan []byte, write func([]byte) error) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	frame := []byte("retry: 500\n\n")
	for write(frame) == nil {
		select {
		case <-r.Context().Done():
			return
		case <-s.quit:
			return
		case <-beat.C:
			frame = []byte(": still here\n\n")
		case next, ok := <-c:
			if !ok {
				return
			}
			frame = next
		}
	}
}
