package tools

import (
	"context"
	"fmt"

	"github.com/mark3labs/mcp-go/mcp"
)

// addPrompts offers what people start by hand.
func (s *Server) addPrompts() {
	s.mcp.AddPrompt(mcp.NewPrompt("catch_up",
		mcp.WithPromptDescription("Sum up what people wrote on WhatsApp and has not been answered.")),
		prompt("Catch up on WhatsApp", func(map[string]string) string {
			return "Use find_whatsapp_contacts to see who has unread messages, and read_whatsapp_messages for each of them. " +
				"Then tell me, person by person, what they want and what waits for an answer. Send nothing."
		}))
	s.mcp.AddPrompt(mcp.NewPrompt("triage",
		mcp.WithPromptDescription("Sort the messages that wait: what can be answered, what needs a human.")),
		prompt("Triage", func(map[string]string) string {
			return "Read the unread WhatsApp messages. Sort them into those you could answer, those that need a human, and those that need no answer, " +
				"each with a line of reason. For those that need a human propose to hand the conversation over with update_whatsapp_conversation. Change nothing before I agree."
		}))
	s.mcp.AddPrompt(mcp.NewPrompt("draft_reply",
		mcp.WithPromptDescription("Draft an answer to one person, and send it only when told to."),
		mcp.WithArgument("contact", mcp.ArgumentDescription("whom to answer: id, phone, or exact name"), mcp.RequiredArgument())),
		prompt("Draft a reply", func(args map[string]string) string {
			return fmt.Sprintf("Read the latest WhatsApp messages of the contact %q with read_whatsapp_messages and draft a short, friendly answer. "+
				"Show it to me, and send it with send_whatsapp_message only when I say so.", clip(args["contact"], maxQuery))
		}))
}

func prompt(title string, say func(map[string]string) string) func(context.Context, mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
	return func(_ context.Context, req mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
		return mcp.NewGetPromptResult(title, []mcp.PromptMessage{
			mcp.NewPromptMessage(mcp.RoleUser, mcp.NewTextContent(say(req.Params.Arguments))),
		}), nil
	}
}
