package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"

	"frontdesk/adapter/sandbox/refusal"
)

const maxFaults = 200

// where is the side on which something goes wrong.
type where string

const (
	onGraph   where = "graph"   // a call to the Graph API
	onMessage where = "message" // a webhook call with what a person typed
	onStatus  where = "status"  // a webhook call with a status
	onWebhook where = "webhook" // either of the last two
)

// deed is what goes wrong.
type deed string

const (
	giveError deed = "error"    // Meta's error Code
	html      deed = "html"     // HTTP Status (503) with a page
	empty     deed = "empty"    // HTTP Status (200) with nothing
	okError   deed = "ok_error" // 200 with error Code (131000) inside
	redirect  deed = "redirect" // HTTP Status (302) to elsewhere
	hang      deed = "hang"     // Wait before doing as asked
	hangUp    deed = "close"    // the connection closes after the request was read

	vanish    deed = "gone"       // media, download, messages: there is no such file any more; HTTP Status if given
	cut       deed = "cut"        // download: breaks after Size bytes (half of them), although more were promised
	slow      deed = "slow"       // download: takes Wait
	wrongHash deed = "wrong_hash" // media, or a message's webhook: names another hash; download: gives another byte
	noURL     deed = "no_url"     // message: the webhook has no address of the file, only its id

	copies  deed = "copies"  // each call is made Size times
	fail    deed = "fail"    // the call is made, its answer disregarded, so it is made again
	hold    deed = "hold"    // no call while the fault is there
	drop    deed = "drop"    // never told
	reverse deed = "reverse" // the newest first; for statuses: read, delivered, sent
	batch   deed = "batch"   // up to Size of what waits in one call
	failed  deed = "failed"  // accepted, then the status failed with Code
)

// Fault is something that will go wrong.
type Fault struct {
	ID int   `json:"id"`
	On where `json:"on"`
	Do deed  `json:"do"`
	// Path is, on graph, which calls: messages, read, number, account,
	// message_templates, template, …, or of files upload, media (its
	// data), download (its bytes) and delete_media; empty is any.
	Path  string `json:"path,omitempty"`
	Phone string `json:"phone,omitempty"` // empty is any
	Only  Status `json:"only,omitempty"`  // status: only this one
	// Times is how often it happens, 1 if it is 0; Always is without end.
	Times    int    `json:"times,omitempty"`
	Always   bool   `json:"always,omitempty"`
	Code     int    `json:"code,omitempty"`
	Details  string `json:"details,omitempty"`
	Status   int    `json:"status,omitempty"`
	Wait     string `json:"wait,omitempty"`
	Size     int    `json:"size,omitempty"`
	Accepted bool   `json:"accepted,omitempty"` // graph: the request is done all the same
}

// deeds says on which side each deed may be asked for.
var deeds = map[deed][]where{
	giveError: {onGraph}, html: {onGraph}, empty: {onGraph}, okError: {onGraph}, redirect: {onGraph}, hang: {onGraph},
	hangUp: {onGraph},
	copies: {onMessage, onStatus, onWebhook}, fail: {onMessage, onStatus, onWebhook}, hold: {onMessage, onStatus, onWebhook},
	drop: {onMessage, onStatus, onWebhook}, reverse: {onMessage, onStatus, onWebhook}, batch: {onMessage, onStatus, onWebhook},
	failed: {onStatus},
	vanish: {onGraph}, cut: {onGraph}, slow: {onGraph}, wrongHash: {onGraph, onMessage}, noURL: {onMessage},
}

// check completes a fault as a person sends it, or says what is wrong with it.
func (f *Fault) check() error {
	if f.On == "" {
		f.On = onGraph
	}
	if !slices.Contains(deeds[f.Do], f.On) {
		return refusal.Say(http.StatusBadRequest, "on %q nothing can do %q", f.On, f.Do)
	}
	if f.Do == okError && f.Code == 0 {
		f.Code = 131000
	}
	if (f.Do == failed || f.Do == giveError) && f.Code < 0 {
		return refusal.Say(http.StatusBadRequest, "code is one of Meta's numbers")
	}
	if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		return refusal.Say(http.StatusBadRequest, "status is an HTTP status from 200 to 599")
	}
	if (f.Do == copies || f.Do == batch) && (f.Size < 2 || f.Size > 1000) {
		return refusal.Say(http.StatusBadRequest, "size is from 2 to 1000")
	}
	if f.Size < 0 {
		return refusal.Say(http.StatusBadRequest, "size is how many")
	}
	if f.Times < 0 {
		return refusal.Say(http.StatusBadRequest, "times is how often it happens")
	}
	f.Times = max(f.Times, 1)
	if f.Do == hold || f.Do == reverse && f.On != onStatus {
		f.Always = true
	}
	return f.checkTexts()
}

func (f *Fault) checkTexts() (err error) {
	if d, err := time.ParseDuration(f.Wait); (f.Do == hang || f.Do == slow) && (err != nil || d < 0 || d > 10*time.Minute) {
		return refusal.Say(http.StatusBadRequest, `wait is a duration such as "30s", ten minutes at most`)
	}
	if f.Phone != "" {
		f.Phone, err = parsePhone(f.Phone)
	}
	return err
}

// call is something that may go wrong.
type call struct {
	on    where
	path  string
	phone string
	only  Status
}

func (n *notice) call() call {
	return call{on: where(n.Kind), phone: n.Phone, only: n.Status}
}

func (f Fault) meets(c call, does []deed) bool {
	return (f.On == c.on || f.On == onWebhook && c.on != onGraph) && slices.Contains(does, f.Do) &&
		(f.Path == "" || f.Path == c.path) && (f.Phone == "" || f.Phone == c.phone) && (f.Only == "" || f.Only == c.only)
}

// faults is the list of what will go wrong.
type faults struct {
	mu   sync.Mutex
	list []Fault
	last int
}

// has looks for a fault that does one of these to a call. Those people asked
// for come before those that belong to a special number.
func (fs *faults) has(c call, does ...deed) (Fault, bool) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return fs.find(c, does)
}

func (fs *faults) find(c call, does []deed) (Fault, bool) {
	for _, f := range fs.list {
		if f.meets(c, does) {
			return f, true
		}
	}
	for _, f := range special(c.phone) {
		if f.meets(c, does) {
			return f, true
		}
	}
	return Fault{}, false
}

// take is has, and counts.
func (fs *faults) take(c call, does ...deed) (Fault, bool) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	f, ok := fs.find(c, does)
	if i := fs.place(f.ID); ok && i >= 0 && !f.Always {
		if fs.list[i].Times--; fs.list[i].Times == 0 {
			fs.list = slices.Delete(fs.list, i, i+1)
		}
	}
	return f, ok
}

func (fs *faults) place(id int) int {
	return slices.IndexFunc(fs.list, func(f Fault) bool { return f.ID == id })
}

func (s *Sandbox) listFaults(w http.ResponseWriter, _ *http.Request) error {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return answer(w, http.StatusOK, append([]Fault{}, s.faults.list...))
}

func (s *Sandbox) addFault(w http.ResponseWriter, r *http.Request) error {
	var f Fault
	if err := decode(r, &f); err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	if len(s.faults.list) >= maxFaults {
		return refusal.Say(http.StatusServiceUnavailable, "%d faults are enough; delete some", maxFaults)
	}
	s.faults.last++
	f.ID = s.faults.last
	s.faults.list = append(s.faults.list, f)
	return answer(w, http.StatusCreated, f)
}

// removeFaults removes one, or all, and lets go what was held.
func (s *Sandbox) removeFaults(w http.ResponseWriter, r *http.Request) error {
	id := chi.URLParam(r, "id")
	s.faults.mu.Lock()
	s.faults.list = slices.DeleteFunc(s.faults.list, func(f Fault) bool { return id == "" || strconv.Itoa(f.ID) == id })
	s.faults.mu.Unlock()
	s.mu.Lock()
	s.dock.release()
	s.mu.Unlock()
	s.stir()
	return s.listFaults(w, r)
}
