package tools

import (
	"context"

	"frontdesk"
)

// takeFigure has the file that stands over words, as WhatsApp takes it there:
// as want, or as whatever it is if that is "". Like every other file it is sent
// from here, also if it was given by its address.
func (s *Server) takeFigure(ctx context.Context, from FileSource, want frontdesk.Media) (frontdesk.Attachment, []string, error) {
	f, err := s.desk.Files.Take(ctx, from, func(done, of int64) { report(ctx, done, of, "reading the file") })
	if err != nil {
		return frontdesk.Attachment{}, nil, err
	}
	as := "auto"
	if want == frontdesk.Image || want == frontdesk.Document {
		as = string(want)
	}
	a, notes, err := s.desk.Files.Fit(ctx, f, as, func(step string) { report(ctx, f.Bytes, f.Bytes, step) })
	if err == nil && want != "" && a.Media != want {
		err = frontdesk.Errorf(frontdesk.Unsupported, "%s is wanted there, and %s is sent as %s; nothing was sent", want, f.MIMEType, a.Media).
			WithNext("give a file that is sent as %s", want)
	}
	if e := frontdesk.Foreseen(err); err != nil && e.Field == "as" { // which is nobody's to choose here
		figure := *e
		err = figure.WithField("").WithNext("give a file that is sent as %s", want)
	}
	return a, notes, err
}
