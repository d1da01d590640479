package sandbox

import (
	"errors"

	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/shelf"
)

// upload takes a file of the business: streamed, and refused for what Meta
// would refuse it for.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
func (s *Sandbox) upload(q *ask) (any, error) {
	n, err := q.number(s)
	if err != nil {
		return nil, err
	}
	f, err := s.shelf.ReadForm(q.Request)
	switch {
	case errors.Is(err, shelf.ErrTooLarge):
		return nil, refusal.BadFile("the file is larger than %d bytes", int64(shelf.MaxFile))
	case err != nil:
		return nil, refusal.BadParameter("The request is too large or incomplete")
	}
	defer s.shelf.Discard(f.File)
	animated, err := f.Check()
	if err != nil {
		return nil, err
	}
	m, err := s.shelve(shelf.File{Number: n.PhoneNumberID, MIMEType: f.MIMEType(), Animated: animated}, f.File)
	if err != nil {
		return nil, err
	}
	return s.durable(object{"id": m.ID})
}
