package fault

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/refusal"
)

const maxFaults = 200

// Paths whose calls are told apart here.
const (
	PathNumber   = "number"
	PathMessages = "messages"
	PathUpload   = "upload"
	PathMedia    = "media"
	PathDelete   = "delete_media"
	PathDownload = "download"
	PathTemplate = "template"
	PathAccount  = "account"
)

// Where is the side on which something goes wrong.
type Where string

const (
	OnGraph   Where = "graph"   // a call to the Graph API
	OnMessage Where = "message" // a webhook call with what a person typed
	OnStatus  Where = "status"  // a webhook call with a status
	onWebhook Where = "webhook" // either of the last two
)

// Deed is what goes wrong.
type Deed string

const (
	GiveError Deed = "error"    // Meta's error Code
	HTML      Deed = "html"     // HTTP Status (503) with a page
	Empty     Deed = "empty"    // HTTP Status (200) with nothing
	OKError   Deed = "ok_error" // 200 with error Code (131000) inside
	Redirect  Deed = "redirect" // HTTP Status (302) to elsewhere
	Hang      Deed = "hang"     // Wait, or until faults are removed, before doing as asked
	HangUp    Deed = "close"    // the connection closes after the request was read

	Vanish    Deed = "gone"       // media, download, messages: there is no such file any more; HTTP Status if given
	Cut       Deed = "cut"        // download: breaks after Size bytes (half of them), although more were promised
	Slow      Deed = "slow"       // download: takes Wait
	WrongHash Deed = "wrong_hash" // media, or a message's webhook: names another hash; download: gives another byte
	NoURL     Deed = "no_url"     // message: the webhook has no address of the file, only its id

	Copies  Deed = "copies"  // each call is made Size times
	Fail    Deed = "fail"    // the call is made, its answer disregarded, so it is made again
	Hold    Deed = "hold"    // no call while the fault is there
	Drop    Deed = "drop"    // never told
	Reverse Deed = "reverse" // the newest first; for statuses: read, delivered, sent
	Batch   Deed = "batch"   // up to Size of what waits in one call
	Failed  Deed = "failed"  // accepted, then the status failed with Code
	Assess  Deed = "assess"  // of a template: accepted, and said to be held for quality assessment
)

// Fault is something that will go wrong.
type Fault struct {
	ID int   `json:"id"`
	On Where `json:"on"`
	Do Deed  `json:"do"`
	// Path is, on graph, which calls: messages, read, number, account,
	// message_templates, template, …, or of files upload, media (its
	// data), download (its bytes) and delete_media; empty is any.
	Path  string `json:"path,omitempty"`
	Phone string `json:"phone,omitempty"` // empty is any
	Only  string `json:"only,omitempty"`  // status: only this one
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
var deeds = map[Deed][]Where{
	GiveError: {OnGraph}, HTML: {OnGraph}, Empty: {OnGraph}, OKError: {OnGraph}, Redirect: {OnGraph}, Hang: {OnGraph},
	HangUp: {OnGraph},
	Copies: {OnMessage, OnStatus, onWebhook}, Fail: {OnMessage, OnStatus, onWebhook}, Hold: {OnMessage, OnStatus, onWebhook},
	Drop: {OnMessage, OnStatus, onWebhook}, Reverse: {OnMessage, OnStatus, onWebhook}, Batch: {OnMessage, OnStatus, onWebhook},
	Failed: {OnStatus}, Assess: {OnStatus},
	Vanish: {OnGraph}, Cut: {OnGraph}, Slow: {OnGraph}, WrongHash: {OnGraph, OnMessage}, NoURL: {OnMessage},
}

// Check completes a fault as a person sends it, or says what is wrong with it.
func (f *Fault) Check() error {
	if f.On == "" {
		f.On = OnGraph
	}
	if !slices.Contains(deeds[f.Do], f.On) {
		return refusal.Say(http.StatusBadRequest, "on %q nothing can do %q", f.On, f.Do)
	}
	if f.Do == OKError && f.Code == 0 {
		f.Code = 131000
	}
	if (f.Do == Failed || f.Do == GiveError) && f.Code < 0 {
		return refusal.Say(http.StatusBadRequest, "code is one of Meta's numbers")
	}
	if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		return refusal.Say(http.StatusBadRequest, "status is an HTTP status from 200 to 599")
	}
	if (f.Do == Copies || f.Do == Batch) && (f.Size < 2 || f.Size > 1000) {
		return refusal.Say(http.StatusBadRequest, "size is from 2 to 1000")
	}
	if f.Size < 0 {
		return refusal.Say(http.StatusBadRequest, "size is how many")
	}
	if f.Times < 0 {
		return refusal.Say(http.StatusBadRequest, "times is how often it happens")
	}
	f.Times = max(f.Times, 1)
	if f.Do == Hold || f.Do == Reverse && f.On != OnStatus {
		f.Always = true
	}
	return f.checkTexts()
}

func (f *Fault) checkTexts() (err error) {
	if d, err := time.ParseDuration(f.Wait); (f.Do == Hang || f.Do == Slow) && (err != nil || d < 0 || d > 10*time.Minute) {
		return refusal.Say(http.StatusBadRequest, `wait is a duration such as "30s", ten minutes at most`)
	}
	if f.Phone != "" {
		f.Phone, err = identity.ParsePhone(f.Phone)
	}
	return err
}

// Call is something that may go wrong.
type Call struct {
	On    Where
	Path  string
	Phone string
	Only  string
}

func (f Fault) meets(c Call, does []Deed) bool {
	return (f.On == c.On || f.On == onWebhook && c.On != OnGraph) && slices.Contains(does, f.Do) &&
		(f.Path == "" || f.Path == c.Path) && (f.Phone == "" || f.Phone == c.Phone) && (f.Only == "" || f.Only == c.Only)
}

// List is the list of what will go wrong.
type List struct {
	mu   sync.Mutex
	list []Fault
	last int
}

// Has looks for a fault that does one of these to a call. Those people asked
// for come before those that belong to a special number.
func (fs *List) Has(c Call, does ...Deed) (Fault, bool) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return fs.find(c, does)
}

func (fs *List) find(c Call, does []Deed) (Fault, bool) {
	for _, f := range fs.list {
		if f.meets(c, does) {
			return f, true
		}
	}
	for _, f := range special(c.Phone) {
		if f.meets(c, does) {
			return f, true
		}
	}
	return Fault{}, false
}

// Take is has, and counts.
func (fs *List) Take(c Call, does ...Deed) (Fault, bool) {
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

func (fs *List) place(id int) int {
	return slices.IndexFunc(fs.list, func(f Fault) bool { return f.ID == id })
}

// StatusOr is the HTTP status a fault asks for, or the usual one.
func (f Fault) StatusOr(usual int) int {
	if f.Status != 0 {
		return f.Status
	}
	return usual
}

// Pause is how long a fault waits; its text was checked.
func (f Fault) Pause() time.Duration {
	d, _ := time.ParseDuration(f.Wait)
	return d
}

// All lists them.
func (fs *List) All() []Fault {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return append([]Fault{}, fs.list...)
}

// Add puts one in that was checked, and gives it a number.
func (fs *List) Add(f Fault) (Fault, error) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if len(fs.list) >= maxFaults {
		return f, refusal.Say(http.StatusServiceUnavailable, "%d faults are enough; delete some", maxFaults)
	}
	fs.last++
	f.ID = fs.last
	fs.list = append(fs.list, f)
	return f, nil
}

// Remove takes one out by its number, or all without one.
func (fs *List) Remove(id string) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.list = slices.DeleteFunc(fs.list, func(f Fault) bool { return id == "" || strconv.Itoa(f.ID) == id })
}
