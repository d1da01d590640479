package tools

import (
	"context"
	"encoding/json"

	"frontdesk"
)

type sendTemplateIn struct {
	To         string     `json:"to" jsonschema:"contact: id, phone or exact name"`
	Name       string     `json:"name"`
	Language   string     `json:"language" jsonschema:"for example en_US"`
	Parameters parameters `json:"parameters,omitzero" jsonschema:"names, or \"1\", \"2\" …, of the body; header (a text, {file_id} or {link}, a place); buttons {label: value}; cards [{…}]; limited_time_offer"`
	ReplyTo    string     `json:"reply_to,omitempty" jsonschema:"id of the message to quote"`
	Key        string     `json:"key,omitempty" jsonschema:"the same key never sends twice"`
}

// parameters is what is filled into a template, as the caller wrote it.
type parameters struct{ json.RawMessage }

func (s *Server) sendTemplate() offered {
	return tool(s, about{
		name: "send_whatsapp_template", title: "Send a template",
		description: "Send a registered contact a message that Meta approved beforehand: the only kind allowed when they have not written for 24 hours. " +
			"list_whatsapp_templates shows which there are and their parameters. What is missing or wrong is named, and nothing is sent.",
	}, s.doSendTemplate, sendResult.text)
}

func (s *Server) doSendTemplate(ctx context.Context, in sendTemplateIn) (sendResult, error) {
	who, err := s.reach(ctx, in.To, in.Key)
	if err != nil {
		return sendResult{}, err
	}
	d := draft(who, in.ReplyTo, in.Key, frontdesk.Template{Name: in.Name, Language: in.Language, Parameters: in.Parameters.RawMessage})
	return s.deliverMade(ctx, who, d, func() (frontdesk.Content, []string, error) {
		return s.fill(ctx, who, d.Content.(frontdesk.Template))
	})
}

// fill checks a template against what Meta has approved, and has the files that
// it shows. Those are taken last: what is wrong otherwise costs no upload.
func (s *Server) fill(ctx context.Context, who frontdesk.Contact, t frontdesk.Template) (_ frontdesk.Template, notes []string, err error) {
	all, err := s.desk.Templates(ctx, who.ID)
	if err != nil {
		return t, nil, err
	}
	d, err := frontdesk.FindTemplate(all, t.Name, t.Language)
	if err != nil {
		return t, nil, err
	}
	if t, err = d.Fill(t); err != nil {
		return t, nil, err
	}
	c, err := frontdesk.WithFiles(t, func(a frontdesk.Attachment) (frontdesk.Attachment, error) {
		if a.MediaID != "" { // Meta has it already
			return a, nil
		}
		fit, more, err := s.takeFigure(ctx, FileSource{File: a.File, URL: a.URL, Filename: a.Filename, Local: local(ctx)}, a.Media)
		notes = append(notes, more...)
		if frontdesk.CodeOf(err) == frontdesk.NotFound && a.File != "" {
			err = frontdesk.Errorf(frontdesk.NotFound, "there is no file ‘%s’ for the template to show; nothing was sent", clip(string(a.File), maxSaidBack)).
				WithNext(`give {"file_id": …} of a file that was received or uploaded to /files, or {"link": "https://…"}`).WithCause(err)
		}
		return fit, blame(err, "parameters")
	})
	if err != nil {
		return t, nil, err
	}
	return c.(frontdesk.Template), notes, nil
}
