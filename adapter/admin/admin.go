// Package admin lets an operator edit what we know, and write to people.
//
// It is JSON over HTTP for scripts and other programs: who may come in, which
// business numbers are ours, with which credentials and templates, what is to be
// said, and what happened that is not a message. The rules are not here: who is
// who is decided by package contacts, and what may be sent by the outbox, so
// that the shell, the agents and this door agree. What is here is the shape:
// every operation is described in an OpenAPI document that is made of the same
// types that answer, what nobody knows is refused by its name, and every
// failure is one shape that says what would work. A credential goes in and
// never comes out.
package admin

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"

	"frontdesk"
	"frontdesk/contacts"
)

// MaxBody is the largest body of a request, but for an import.
const MaxBody = 256 << 10

// Integrations keeps the business numbers that are ours.
type Integrations interface {
	Integrations(ctx context.Context) ([]frontdesk.Integration, error)
	Integration(ctx context.Context, id frontdesk.IntegrationID) (frontdesk.Integration, error)
	// SaveIntegration makes an integration of one without id, else replaces the
	// one there. It gives Conflict if the phone number id is another's.
	SaveIntegration(ctx context.Context, i frontdesk.Integration) (frontdesk.Integration, error)
	RemoveIntegration(ctx context.Context, id frontdesk.IntegrationID) error
}

// EventQuery asks for events, the newest first. What is zero asks for all.
type EventQuery struct {
	Kinds        []frontdesk.EventKind // any of these
	Conversation frontdesk.ConversationID
	Contact      frontdesk.ContactID
	Since        time.Time // at or after
	Until        time.Time // before
	Before       int64     // the id of an event
	Limit        int
}

// Admin is what the endpoints need.
type Admin struct {
	// Token is what an operator shows. Without one nobody comes in.
	Token        frontdesk.Secret
	Contacts     *contacts.Registry
	Integrations Integrations
	// Conversations say who answers whom.
	Conversations Conversations
	Files         Files
	Outbox        Outbox
	Message       func(ctx context.Context, id frontdesk.MessageID) (frontdesk.Message, error)
	Deliveries    func(ctx context.Context, q DeliveryQuery) (some []frontdesk.Delivery, more bool, err error)
	// Templates gives the templates of a number at Meta; NotFound if it is none of
	// ours.
	Templates func(ctx context.Context, on frontdesk.IntegrationID) (Templates, error)
	Events    func(ctx context.Context, q EventQuery) (events []frontdesk.Event, more bool, err error)
	// OnChange is called after an integration was made, changed or removed; it
	// may be nil.
	OnChange func()
	// OnTemplate is called after a template of a number was made, changed or
	// deleted; it may be nil.
	OnTemplate func(frontdesk.IntegrationID)
	// Version is this program's, for the OpenAPI document.
	Version string
	Now     func() time.Time
	Log     *slog.Logger
}

// Handler serves /admin/v1/… and /admin/openapi.json, wherever it is mounted:
// it looks at the whole path.
func (a Admin) Handler() (http.Handler, error) {
	adoptProblems()
	r := chi.NewMux()
	api := humachi.New(r, a.config())
	a.routes(api)
	document, err := api.OpenAPI().MarshalJSON()
	if err != nil {
		return nil, err
	}
	r.Get("/admin/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/vnd.oai.openapi+json; version=3.1")
		// The caller may be gone; there is nobody else to tell.
		_, _ = w.Write(document)
	})
	r.NotFound(notFound)
	r.MethodNotAllowed(methodNotAllowed(r))
	return a.authenticate(rooted(r)), nil
}

func (a Admin) config() huma.Config {
	c := huma.DefaultConfig("Frontdesk admin", a.Version)
	c.Info.Description = "For operators: who may come in, which business numbers are ours, and what happened. " +
		"Every failure is application/problem+json with a code, what was wrong, and what would work."
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", "" // the library's own pages race, or load scripts from elsewhere
	c.CreateHooks = nil                                   // they put the Host header into every body
	c.RejectUnknownQueryParameters = true
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: "The admin token."},
	}
	c.Security = []map[string][]string{{"token": {}}}
	c.Tags = []*huma.Tag{
		{Name: "Contacts", Description: "People who may come in and be written to."},
		{Name: "Pending", Description: "People who wrote and are not registered. What they wrote is not kept."},
		{Name: "Integrations", Description: "Business phone numbers of ours, with their credentials."},
		{Name: "Templates", Description: "Messages that Meta approves beforehand. Whether one was approved is an event, template_status."},
		{Name: "Conversations", Description: "Who answers whom: an agent, or a human."},
		{Name: "Messages", Description: "What was said, and what to say."},
		{Name: "Deliveries", Description: "Messages of ours on their way."},
		{Name: "Files", Description: "Files that people sent. Their bytes are at /files/{id}."},
		{Name: "Events", Description: "What happened that is not a message."},
	}
	return c
}

// routes is everything an operator can do.
func (a Admin) routes(api huma.API) {
	at := desk{api: api, log: a.Log}
	people := people{a.Contacts}
	numbers := numbers{store: a.Integrations, changed: a.OnChange}
	happenings := happenings{a.Events}
	papers := papers{a.Files}
	talks := talks{store: a.Conversations, people: a.Contacts}
	forms := forms{at: a.Templates, changed: a.OnTemplate}
	mail := mail{outbox: a.Outbox, people: a.Contacts, files: a.Files, message: a.Message, deliveries: a.Deliveries, now: a.Now, log: a.Log}

	const contact, pending, number = "/admin/v1/contacts", "/admin/v1/contacts/pending", "/admin/v1/integrations"
	const template, message, delivery = number + "/{id}/templates", "/admin/v1/messages", "/admin/v1/deliveries"
	register(at, http.MethodPost, contact, created("create-contact", "Contacts", "Register a contact"), people.create)
	register(at, http.MethodGet, contact, op("list-contacts", "Contacts", "List or search contacts"), people.list)
	register(at, http.MethodPost, contact+"/import", imported(), people.take)
	register(at, http.MethodGet, contact+"/{id}", op("get-contact", "Contacts", "Fetch a contact"), people.get)
	register(at, http.MethodPatch, contact+"/{id}", op("update-contact", "Contacts", "Update a contact by merging"), people.update)
	register(at, http.MethodDelete, contact+"/{id}", gone("delete-contact", "Contacts", "Remove a contact; their history stays"), people.remove)

	register(at, http.MethodGet, pending, op("list-pending", "Pending", "List who wrote and is not registered"), people.pending)
	register(at, http.MethodPost, pending+"/{id}/register", op("register-pending", "Pending", "Register somebody who wrote"), people.letIn)

	register(at, http.MethodPost, number, created("create-integration", "Integrations", "Add a business number"), numbers.create)
	register(at, http.MethodGet, number, op("list-integrations", "Integrations", "List the business numbers"), numbers.list)
	register(at, http.MethodGet, number+"/{id}", op("get-integration", "Integrations", "Fetch a business number"), numbers.get)
	register(at, http.MethodPatch, number+"/{id}", op("update-integration", "Integrations", "Update a business number by merging"), numbers.update)
	register(at, http.MethodDelete, number+"/{id}", gone("delete-integration", "Integrations", "Remove a business number; its history stays"), numbers.remove)

	register(at, http.MethodGet, template, atMeta(op("list-templates", "Templates", "List the templates of a number, as Meta has them")), forms.list)
	register(at, http.MethodPost, template, atMeta(created("create-template", "Templates", "Propose a template to Meta")), forms.create)
	register(at, http.MethodGet, template+"/{template}", atMeta(op("get-template", "Templates", "Fetch a template")), forms.get)
	register(at, http.MethodPatch, template+"/{template}", atMeta(op("update-template", "Templates", "Change a template; Meta looks at it again")), forms.update)
	register(at, http.MethodDelete, template+"/{template}", atMeta(gone("delete-template", "Templates", "Delete a template, or all languages of its name")), forms.remove)

	const conversation = "/admin/v1/conversations"
	register(at, http.MethodGet, conversation, ofSomebody(op("list-conversations", "Conversations", "List the conversations with a contact")), talks.list)
	register(at, http.MethodGet, conversation+"/{id}", op("get-conversation", "Conversations", "Fetch a conversation"), talks.get)
	register(at, http.MethodPatch, conversation+"/{id}", op("update-conversation", "Conversations", "Hand a conversation to a human, give it back to the agent, or put it away"), talks.change)

	register(at, http.MethodPost, message, sendMessage(), mail.send)
	alsoAccepted(api, message)
	register(at, http.MethodGet, message+"/{id}", op("get-message", "Messages", "Fetch a message"), mail.get)
	register(at, http.MethodGet, delivery, op("list-deliveries", "Deliveries", "List what is not with the person, the newest first"), mail.list)
	register(at, http.MethodGet, delivery+"/{id}", op("get-delivery", "Deliveries", "Fetch a delivery"), mail.delivery)

	register(at, http.MethodGet, "/admin/v1/files/{id}", op("get-file", "Files", "Fetch what is known of a file, and what was read in it"), papers.get)
	register(at, http.MethodPost, "/admin/v1/files/{id}/read", op("read-file", "Files", "Read a file anew, with the engines as they are now"), papers.read)

	register(at, http.MethodGet, "/admin/v1/events", listEvents(), happenings.list)
}
