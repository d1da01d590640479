package sandbox

import (
	"net/http"
	"time"

	"frontdesk/adapter/sandbox/phone"
)

// heartbeat keeps what stands between from closing a quiet stream.
const heartbeat = 15 * time.Second

// show tells the pages of a message that is new or has changed. mu is held.
func (s *Sandbox) show(p *phone.Phone, m *phone.Message) { s.hub.Publish(p.ID, "message", m.Copy()) }

// events streams what happens on a phone: "message" with a message that is new
// or has changed, "typing" with the number and the seconds it lasts, "phone"
// with what the phone is called now.
func (s *Sandbox) events(w http.ResponseWriter, r *http.Request) error {
	id, err := phoneParam(r)
	if err != nil {
		return err
	}
	c, err := s.hub.Listen(id)
	if err != nil {
		return err
	}
	defer s.hub.Leave(id, c)
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
