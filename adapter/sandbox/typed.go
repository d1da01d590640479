package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/dock"
	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/refusal"
)

// typed is what a person does on a phone. Which fields count depends on the
// type; empty is text. A file comes as a multipart form: its bytes in a field
// file, beside these that are strings.
type typed struct {
	Type string `json:"type"`
	To   string `json:"to"` // the business number, by id or as dialled; empty is the first

	Text string `json:"text"`
	// MessageID and Emoji are a reaction; an empty emoji takes it back.
	MessageID string `json:"message_id"`
	Emoji     string `json:"emoji"`
	// Payload and Text are a template's button; ID, Title and Description a
	// reply button or a list row.
	Payload     string `json:"payload"`
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
	// Change is a system message's; NewPhone or NewUserID what it changes to.
	Change    string `json:"change"`
	NewPhone  string `json:"new_phone"`
	NewUserID string `json:"new_user_id"`
	// Kind is of what WhatsApp does not pass on, such as poll_creation.
	Kind string `json:"kind"`
	// What is shared, ordered, filled in, and allowed.
	Location  *card.Place     `json:"location"`
	Contacts  json.RawMessage `json:"contacts"`
	Order     *order          `json:"order"`
	Form      *formReply      `json:"nfm_reply"`
	Response  string          `json:"response"`
	Permanent bool            `json:"is_permanent"`
	// With ID, these are a file.
	MIMEType string     `json:"mime_type"`
	SHA256   string     `json:"sha256"`
	URL      string     `json:"url"`
	Caption  string     `json:"caption"`
	Filename string     `json:"filename"`
	Voice    bool       `json:"voice"`
	Animated bool       `json:"animated"`
	file     *card.File // the same, if its bytes came in the request
	// Value, Body and BodyBase64 are raw; see raw. Value is also what is wished
	// for: "stop" or "resume".
	Value      json.RawMessage `json:"value"`
	Field      string          `json:"field"`
	Body       json.RawMessage `json:"body"`
	BodyBase64 []byte          `json:"body_base64"`
	Signature  string          `json:"signature"`
	Once       bool            `json:"once"`

	Name     *string `json:"name"`
	Username *string `json:"username"`
	UserID   *string `json:"user_id"`
	// HidePhone tells the business only the user id, from now on until it is
	// false; NoUserID only the phone, for this message.
	HidePhone *bool  `json:"hide_phone"`
	NoUserID  bool   `json:"no_user_id"`
	ReplyTo   string `json:"reply_to"`
	Forwarded bool   `json:"forwarded"`
	// Often is that it was forwarded more than five times.
	Often bool `json:"frequently_forwarded"`
	// Referral is the ad or post the person came from; Product what it is about.
	Referral  json.RawMessage `json:"referral"`
	Product   json.RawMessage `json:"referred_product"`
	Timestamp json.Number     `json:"timestamp"` // Unix seconds, instead of now
	WAMID     string          `json:"wamid"`     // instead of a new one, to repeat an id
}

// typeMessage is a person doing something on a phone.
func (s *Sandbox) typeMessage(w http.ResponseWriter, r *http.Request) error {
	id, err := phoneParam(r)
	if err != nil {
		return err
	}
	if isForm(r) {
		return s.typeFile(w, r, id)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxRequest)
	var t typed
	if err := decode(r, &t); err != nil {
		return err
	}
	n, err := s.numberCalled(t.To)
	if err != nil {
		return err
	}
	if t.Type == "raw" {
		return s.raw(w, r, n, id, t)
	}
	m, err := s.say(n, id, t)
	if err != nil {
		return err
	}
	return s.answerTyped(w, m)
}

// answerTyped shows a message that was typed.
func (s *Sandbox) answerTyped(w http.ResponseWriter, m phone.Message) error {
	// A person who sees the message on the phone may rely on it.
	if err := s.keepSafe(); err != nil {
		return err
	}
	return answer(w, http.StatusCreated, m)
}

// say puts a message on the phone and on its way to the webhook.
func (s *Sandbox) say(n Number, id string, t typed) (phone.Message, error) {
	switch t.Type {
	case "":
		t.Type = "text"
	case "voice":
		t.Type, t.Voice = "audio", true
	}
	if kinds[t.Type] == nil && t.Type != "tap" {
		return phone.Message{}, refusal.Say(http.StatusBadRequest, "type is one of %s, raw", strings.Join(kindNames(), ", "))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dock.Full() {
		return phone.Message{}, refusal.Say(http.StatusServiceUnavailable, "%d updates wait for the webhook; try again later", s.dock.Count)
	}
	p := s.book.Phone(id)
	t, err := s.tapped(p, t)
	if err != nil {
		return phone.Message{}, err
	}
	says, err := kinds[t.Type](s, p, t)
	if err != nil {
		return phone.Message{}, err
	}
	if t.Name != nil || t.Username != nil || t.UserID != nil || t.HidePhone != nil {
		s.change(p, edit{Name: t.Name, Username: t.Username, UserID: t.UserID, Hidden: t.HidePhone})
	}
	m := s.message(n, p, t, says)
	field, value := s.news(n, p, m, t, says)
	s.leave(p, m, field, value)
	return m.Copy(), nil
}

// news is what the webhook hears, and under which field. mu is held.
func (s *Sandbox) news(n Number, p *phone.Phone, m *phone.Message, t typed, says saying) (field string, value object) {
	if says.build != nil {
		return says.build(s, n, p, m)
	}
	return "messages", s.messageValue(n, p, m, t, says)
}

func (s *Sandbox) message(n Number, p *phone.Phone, t typed, says saying) *phone.Message {
	m := &phone.Message{
		ID: t.WAMID, Number: n.PhoneNumberID, Direction: phone.Out, Type: t.Type, Text: says.text, Time: s.clock.Now(), Status: phone.Sent,
		ReplyTo: t.ReplyTo, File: t.file, Card: says.card, Target: says.target, Referral: t.Referral,
	}
	if says.from == phone.In {
		m.Direction, m.Status, m.Echo = phone.In, phone.Read, true
	}
	if m.File != nil {
		m.File.PutOn(p.ID)
	}
	if m.ID == "" {
		m.ID = identity.NewMessageID(p.ID)
	}
	if t.Type == "reaction" {
		m.Reaction = &phone.Reaction{MessageID: t.MessageID, Emoji: t.Emoji}
	}
	return m
}

// leave keeps a message that a person wrote, and has the webhook told. mu is
// held.
func (s *Sandbox) leave(p *phone.Phone, m *phone.Message, field string, value object) {
	s.book.Keep(p, m)
	s.record(entry{Phone: p}, entry{On: p.ID, Message: m})
	s.show(p, m)
	s.showTarget(m)
	if _, dropped := s.faults.Take(fault.Call{On: fault.OnMessage, Phone: p.ID}, fault.Drop); dropped {
		return
	}
	s.enqueue(&dock.Notice{
		Kind: dock.AboutMessage, Number: m.Number, Phone: p.ID, Message: m.ID, Field: field, Value: jsonOf(value),
	})
}

// messageValue is a message as the webhook hears it.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
func (s *Sandbox) messageValue(n Number, p *phone.Phone, m *phone.Message, t typed, says saying) object {
	stamp := t.Timestamp.String()
	if stamp == "" {
		stamp = strconv.FormatInt(m.Time.Unix(), 10)
	}
	message := object{"id": m.ID, "timestamp": stamp}
	maps.Copy(message, says.fields)
	contact := object{"profile": profile(p)}
	if !p.Hidden {
		message["from"], contact["wa_id"] = p.ID, p.ID
	}
	if !t.NoUserID {
		message["from_user_id"], contact["user_id"] = p.UserID, p.UserID
	}
	if context := s.context(n, p, t); len(context) > 0 {
		message["context"] = context
	}
	contacts := []object{contact}
	if len(t.Referral) > 0 {
		message["referral"] = t.Referral
	}
	if t.Type == "system" {
		contacts = []object{}
		delete(message, "from_user_id")
	}
	return object{
		"messaging_product": "whatsapp", "metadata": n.metadata(), "contacts": contacts, "messages": []object{message},
	}
}

func profile(p *phone.Phone) object {
	o := object{"name": p.Name}
	if p.Username != "" {
		o["username"] = p.Username
	}
	return o
}

// context says which message is answered, and who wrote it.
func (s *Sandbox) context(n Number, p *phone.Phone, t typed) object {
	c := object{}
	if t.Forwarded {
		c["forwarded"] = true
	}
	if t.Often {
		c["frequently_forwarded"] = true
	}
	if len(t.Product) > 0 {
		c["referred_product"] = t.Product
	}
	if t.ReplyTo == "" {
		return c
	}
	c["id"], c["from"] = t.ReplyTo, identity.Digits(n.DisplayPhone)
	if f, ok := s.book.Find(t.ReplyTo); ok && f.Message.Direction == phone.Out {
		if c["from"] = p.ID; p.Hidden {
			delete(c, "from")
		}
	}
	return c
}
