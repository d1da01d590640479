package tools

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/mark3labs/mcp-go/server"

	"frontdesk"
)

// SendFileWait is how long a call waits for a file to be uploaded and taken.
const SendFileWait = 45 * time.Second

type sendFileIn struct {
	To       string     `json:"to" jsonschema:"contact: id, phone or exact name"`
	Source   fileSource `json:"source" jsonschema:"exactly one of these"`
	Filename string     `json:"filename,omitempty" jsonschema:"name the phone shows"`
	Caption  string     `json:"caption,omitempty" jsonschema:"Markdown"`
	As       string     `json:"as,omitempty" jsonschema:"auto (usual), document, image, voice or sticker"`
	ReplyTo  string     `json:"reply_to,omitempty" jsonschema:"id of the message to quote"`
	Key      string     `json:"key,omitempty" jsonschema:"the same key never sends twice"`
}

type fileSource struct {
	Path   string `json:"path,omitempty" jsonschema:"file on the server, in a folder it allows"`
	URL    string `json:"url,omitempty" jsonschema:"public http(s) address"`
	Base64 string `json:"base64,omitempty" jsonschema:"bytes, up to 3 MB"`
	Text   string `json:"text,omitempty" jsonschema:"the file's words, for example CSV or Markdown"`
	FileID string `json:"file_id,omitempty" jsonschema:"a file received, or uploaded to /files"`
}

func (s *Server) sendFile() offered {
	return tool(s, about{
		name: "send_whatsapp_file", title: "Send a file",
		description: "Send a file to a registered contact. Its bytes decide what it is: pictures, videos, sound, PDF, Office and any text go as they are, others are converted where possible (the result says so) or refused. " +
			"as: voice makes a voice note.",
	}, s.doSendFile, sendResult.text)
}

func (s *Server) doSendFile(ctx context.Context, in sendFileIn) (sendResult, error) {
	as, err := in.check()
	if err != nil {
		return sendResult{}, err
	}
	who, err := s.reach(ctx, in.To, in.Key)
	if err != nil {
		return sendResult{}, err
	}
	d := draft(who, in.ReplyTo, in.Key, frontdesk.Attachment{Caption: in.Caption})
	d.Asked = frontdesk.Mark(in.Source, in.Filename, in.Caption, in.As, in.ReplyTo)
	var a frontdesk.Attachment
	r, err := s.deliverMade(ctx, who, d, func() (_ frontdesk.Content, notes []string, err error) {
		f, err := s.desk.Files.Take(ctx, in.Source.from(ctx, in.Filename), func(done, of int64) { report(ctx, done, of, "reading the file") })
		if err != nil {
			return nil, nil, err
		}
		a, notes, err = s.desk.Files.Fit(ctx, f, as, func(step string) { report(ctx, f.Bytes, f.Bytes, step) })
		a.Caption = in.Caption
		return a, notes, err
	})
	if r.Repeated {
		return r, err // what was sent then may have become another kind
	}
	r.FileID, r.Kind = string(a.File), string(a.Media)
	if a.Voice {
		r.Kind = "voice"
	}
	return r, err
}

func (in sendFileIn) check() (as string, err error) {
	switch {
	case utf8.RuneCountInString(in.Caption) > MaxText:
		return "", frontdesk.Errorf(frontdesk.TooLong, "the caption may have %d characters; nothing was sent", MaxText).WithField("caption")
	case in.Source.Text != "" && in.Filename == "":
		return "", frontdesk.Errorf(frontdesk.Invalid, "source.text needs a filename, which says what it is; nothing was sent").
			WithField("filename").WithNext(`give one, for example "table.csv"`)
	}
	return oneOf("as", in.As, "auto", "document", "image", "voice", "sticker")
}

func (f fileSource) from(ctx context.Context, filename string) FileSource {
	return FileSource{
		Path: f.Path, URL: f.URL, Base64: f.Base64, Text: f.Text, File: frontdesk.FileID(f.FileID), Filename: filename, Local: local(ctx),
	}
}

// local tells whether the call came over pipes, so from a program on this
// machine that started this one.
func local(ctx context.Context) bool {
	session := server.ClientSessionFromContext(ctx)
	return session != nil && session.SessionID() == "stdio"
}
