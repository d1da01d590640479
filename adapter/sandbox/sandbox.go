package sandbox

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"frontdesk/adapter/sandbox/business"
	"frontdesk/adapter/sandbox/callback"
	"frontdesk/adapter/sandbox/clock"
	"frontdesk/adapter/sandbox/dock"
	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/hub"
	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/journal"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/rate"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/shelf"
	"frontdesk/adapter/sandbox/template"
)

// Number is one business phone number that the sandbox plays.
type Number = business.Number

// Pace says how long a message takes from one status to the next. Zero means
// a few tens of milliseconds.
type Pace struct {
	Sent, Delivered, Read time.Duration
}

// Sandbox plays Meta for some numbers. Fill in the fields, then use it; it
// must not be copied.
type Sandbox struct {
	Numbers []Number
	// Journal is a file that keeps what was said and what the webhook has not
	// taken yet, so that a killed process goes on where it was. Empty keeps
	// everything in memory.
	Journal string
	// Media is a folder that keeps the bytes of files, at most 2 GiB of them.
	// Empty is a temporary one, which Close removes.
	Media string
	// URL is where the handler is reached, for the addresses of files. Empty
	// takes it from each request.
	URL string
	// Templates are those each account has at first; nil is [template.Ready].
	Templates []template.Template
	Pace      Pace
	Limits    rate.Limits
	Log       *slog.Logger // nil says nothing
	Client    *http.Client // calls the webhook; nil is one with time limits

	once    sync.Once
	openErr error
	log     *slog.Logger
	client  *http.Client
	quit    chan struct{} // closed by HangUp
	hangUp  sync.Once
	wake    chan struct{}
	clock   clock.Clock
	faults  fault.List
	hub     hub.Hub
	key     [32]byte // seals the addresses of files

	mu        sync.Mutex // guards what follows
	journal   *journal.Journal
	book      phone.Book
	shelf     shelf.Shelf // but not its folder
	templates template.Book
	dock      dock.Dock
	agenda    clock.Agenda
	lastID    uint64               // of notices
	spent     map[string]time.Time // throughput, by number
	reached   rate.Reached
	greeted   map[string]bool // numbers whose callback is verified
	records   business.Records
	// backward are the statuses of messages, by wamid, that are told last first.
	backward map[string][]*dock.Notice
	// freed closes, and is made anew, when faults are removed.
	freed chan struct{}
}

// Open reads the journal. Run and the handler do so by themselves; calling it
// first shows an error early. It may be called again and then does nothing.
func (s *Sandbox) Open() error {
	s.once.Do(func() { s.openErr = s.open() })
	return s.openErr
}

func (s *Sandbox) open() error {
	s.prepare()
	if err := checkNumbers(s.Numbers); err != nil {
		return err
	}
	if s.Journal == "" {
		return s.shelf.Tidy()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.replay(); err != nil {
		return fmt.Errorf("the sandbox's journal %s: %w", s.Journal, err)
	}
	s.resume()
	return nil
}

func (s *Sandbox) prepare() {
	s.log, s.client = s.Log, s.Client
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.client == nil {
		s.client = callback.NewClient(dock.MaxCalls)
	}
	s.quit = make(chan struct{})
	s.wake = make(chan struct{}, 1)
	s.hub.Open()
	s.book.Open()
	s.dock.Open()
	s.templates.Open(business.Accounts(s.Numbers), s.Templates)
	s.shelf.Open(s.Media)
	_, _ = rand.Read(s.key[:]) // it never fails
	s.spent = map[string]time.Time{}
	s.reached = rate.Reached{}
	s.greeted = map[string]bool{}
	s.records.Open()
	s.backward = map[string][]*dock.Notice{}
	s.freed = make(chan struct{})
}

func checkNumbers(numbers []Number) error {
	if len(numbers) == 0 {
		return errors.New("the sandbox needs a number to play")
	}
	seen := map[string]bool{}
	for _, n := range numbers {
		if n.PhoneNumberID == "" || seen[n.PhoneNumberID] {
			return fmt.Errorf("the sandbox needs a phone number id of its own for each number, not %q", n.PhoneNumberID)
		}
		seen[n.PhoneNumberID] = true
	}
	return nil
}

// Close ends the event streams, closes the journal and removes a temporary
// folder. Run must have ended.
func (s *Sandbox) Close() error {
	if err := s.Open(); err != nil {
		return err
	}
	s.HangUp()
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(s.journal.Close(), s.shelf.Close())
}

// HangUp ends the requests that would otherwise stay open: event streams and
// answers that hang. It is meant for [http.Server.RegisterOnShutdown].
func (s *Sandbox) HangUp() {
	if s.Open() == nil {
		s.hangUp.Do(func() { close(s.quit) })
	}
}

// number finds a number by its id.
func (s *Sandbox) number(id string) (Number, bool) {
	for _, n := range s.Numbers {
		if n.PhoneNumberID == id {
			return n, true
		}
	}
	return Number{}, false
}

// numberCalled finds a number by its id or the phone number people dial. The
// empty name is the first number.
func (s *Sandbox) numberCalled(name string) (Number, error) {
	if name == "" {
		return s.Numbers[0], nil
	}
	if n, ok := s.number(name); ok {
		return n, nil
	}
	for _, n := range s.Numbers {
		if identity.Digits(n.DisplayPhone) == identity.Digits(name) {
			return n, nil
		}
	}
	return Number{}, refusal.Say(http.StatusNotFound, "there is no business number %q here", name)
}

// stir makes Run look again.
func (s *Sandbox) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
