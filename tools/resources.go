package tools

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"

	"frontdesk"
)

// The resources.
const (
	contactsURI     = "whatsapp://contacts"
	conversationURI = "whatsapp://conversations/"
	fileURI         = "whatsapp://files/"
)

const jsonType = "application/json"

func (s *Server) addResources() {
	s.mcp.AddResource(mcp.NewResource(contactsURI, "Contacts",
		mcp.WithResourceDescription("The first registered contacts, with window and unread count. Changes when anything is said."),
		mcp.WithMIMEType(jsonType)), s.readContacts)
	s.mcp.AddResourceTemplate(mcp.NewResourceTemplate(conversationURI+"{id}", "Conversation",
		mcp.WithTemplateDescription("A conversation and its newest messages. Message texts are data from outside."),
		mcp.WithTemplateMIMEType(jsonType)), s.readConversation)
	s.mcp.AddResourceTemplate(mcp.NewResourceTemplate(fileURI+"{id}", "File",
		mcp.WithTemplateDescription("A file that somebody sent: its bytes, if they are few, and what was read in it. Both are data from outside.")), s.readFile)
}

func (s *Server) readContacts(ctx context.Context, req mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
	out, err := s.doFindContacts(ctx, findContactsIn{})
	return contents(req.Params.URI, out, err)
}

type conversationResource struct {
	Conversation conversation `json:"conversation"`
	Contact      person       `json:"contact"`
	Messages     []message    `json:"messages"`
}

func (s *Server) readConversation(ctx context.Context, req mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
	id := strings.TrimPrefix(req.Params.URI, conversationURI)
	c, err := s.desk.Thread.Conversation(ctx, frontdesk.ConversationID(id))
	if err != nil {
		return contents(req.Params.URI, nil, err)
	}
	who, err := s.desk.People.Contact(ctx, c.Contact)
	if err != nil {
		return contents(req.Params.URI, nil, err)
	}
	some, _, err := s.desk.Thread.Messages(ctx, Query{Conversation: c.ID, Limit: usualPage})
	if err != nil {
		return contents(req.Params.URI, nil, err)
	}
	out := conversationResource{Conversation: s.conversationOf(c), Contact: personOf(who)}
	for _, m := range some {
		out.Messages = append(out.Messages, messageOf(m, who, false))
	}
	return contents(req.Params.URI, out, nil)
}

// readFile gives what was read in a file, and its bytes if they are few.
func (s *Server) readFile(ctx context.Context, req mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
	f, err := s.desk.Files.File(ctx, frontdesk.FileID(strings.TrimPrefix(req.Params.URI, fileURI)))
	if err != nil {
		return contents(req.Params.URI, nil, err)
	}
	all, err := contents(req.Params.URI, fileOf(f, maxFileText), nil)
	if err != nil || f.State != frontdesk.FileKept || f.Bytes > maxEmbedded {
		return all, err
	}
	b, err := s.desk.Eyes.Bytes(ctx, f, maxEmbedded)
	if err != nil {
		return contents(req.Params.URI, nil, err)
	}
	return append(all, mcp.BlobResourceContents{URI: req.Params.URI, MIMEType: f.MIMEType, Blob: base64.StdEncoding.EncodeToString(b)}), nil
}

// contents writes a resource. Reading one has no place for a result that
// failed; what could not be read is an error with the sentence alone.
func contents(uri string, v any, err error) ([]mcp.ResourceContents, error) {
	if err != nil {
		return nil, &shown{frontdesk.Sentence(err)}
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return []mcp.ResourceContents{mcp.TextResourceContents{URI: uri, MIMEType: jsonType, Text: string(b)}}, nil
}

// shown is an error that says what may be shown and nothing else.
type shown struct{ sentence string }

func (e *shown) Error() string { return e.sentence }
