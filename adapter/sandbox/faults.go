package sandbox

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"frontdesk/adapter/sandbox/dock"
	"frontdesk/adapter/sandbox/fault"
)

// callAbout is the call that would carry a notice, as a fault sees it.
func callAbout(n *dock.Notice) fault.Call {
	return fault.Call{On: fault.Where(n.Kind), Phone: n.Phone, Only: n.Status}
}

func (s *Sandbox) listFaults(w http.ResponseWriter, _ *http.Request) error {
	return answer(w, http.StatusOK, s.faults.All())
}

func (s *Sandbox) addFault(w http.ResponseWriter, r *http.Request) error {
	var f fault.Fault
	if err := decode(r, &f); err != nil {
		return err
	}
	if err := f.Check(); err != nil {
		return err
	}
	f, err := s.faults.Add(f)
	if err != nil {
		return err
	}
	return answer(w, http.StatusCreated, f)
}

// removeFaults removes one, or all, and lets go what was held and what hangs: in
// one step, or the last of what waits would go before the first, which is still
// held.
func (s *Sandbox) removeFaults(w http.ResponseWriter, r *http.Request) error {
	s.mu.Lock()
	s.faults.Remove(chi.URLParam(r, "id"))
	s.dock.Release()
	close(s.freed)
	s.freed = make(chan struct{})
	s.mu.Unlock()
	s.stir()
	return s.listFaults(w, r)
}

// untilFreed closes when faults are removed after now.
func (s *Sandbox) untilFreed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.freed
}

// listSpecial shows the table, for people and pages.
func (s *Sandbox) listSpecial(w http.ResponseWriter, _ *http.Request) error {
	return answer(w, http.StatusOK, fault.Specials())
}
