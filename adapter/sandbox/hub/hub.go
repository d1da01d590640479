package hub

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"frontdesk/adapter/sandbox/refusal"
)

// maxListeners is how many pages may be open.
const maxListeners = 256

// Hub carries what happens on a phone to the pages that show it.
type Hub struct {
	mu        sync.Mutex
	listeners map[string]map[chan []byte]bool
	count     int
}

// Open makes it ready.
func (h *Hub) Open() { h.listeners = map[string]map[chan []byte]bool{} }

// Listen gives what happens on a phone, until Leave.
func (h *Hub) Listen(phone string) (chan []byte, error) {
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

// Leave ends a Listen.
func (h *Hub) Leave(phone string, c chan []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.remove(phone, c)
}

func (h *Hub) remove(phone string, c chan []byte) {
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

// Publish never waits: a page that does not keep up is sent away, and comes
// back for the whole list.
func (h *Hub) Publish(phone, event string, v any) {
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
