package sandbox

import (
	"errors"

	"frontdesk/adapter/sandbox/refusal"
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
	f, err := s.readForm(q.Request)
	switch {
	case errors.Is(err, errTooLarge):
		return nil, refusal.BadFile("the file is larger than %d bytes", int64(maxMedia))
	case err != nil:
		return nil, refusal.BadParameter("The request is too large or incomplete")
	}
	defer s.shelf.discard(f.file)
	animated, err := f.check()
	if err != nil {
		return nil, err
	}
	m, err := s.shelve(media{Number: n.PhoneNumberID, MIMEType: f.mimeType(), Animated: animated}, f.file)
	if err != nil {
		return nil, err
	}
	if err := s.keepSafe(); err != nil {
		return nil, refusal.Of(131016, "")
	}
	return object{"id": m.ID}, nil
}

// mimeType is what the program says the file is.
func (f form) mimeType() string {
	if t := f.fields["type"]; t != "" {
		return t
	}
	return f.declared
}

// check says what Meta would say of an upload, and whether it is animated.
func (f form) check() (animated bool, err error) {
	row, known := typeOf(f.declared)
	switch {
	case f.fields["messaging_product"] != "whatsapp":
		return false, refusal.BadParameter("The parameter messaging_product is required.")
	case f.file == nil:
		return false, refusal.BadParameter("The parameter file is required.")
	case !known:
		return false, refusal.BadParameter("Param file must be a file with one of the following types: %s. Received file of type '%s'.",
			typeNames(), f.declared)
	case baseType(f.mimeType()) != row.mime:
		return false, refusal.BadParameter("Param type must be the type of the file: type is '%s', and the file came as '%s'.",
			f.mimeType(), f.declared)
	case f.file.bytes == 0:
		return false, refusal.BadParameter("Param file must not be empty.")
	}
	animated, err = row.inspect(f.file.path)
	if err != nil {
		return false, refusal.BadFile("%v", err)
	}
	if limit := row.uploadLimit(animated); f.file.bytes > limit {
		return false, refusal.BadFile("the file has %d bytes; %s may have %d", f.file.bytes, row.mime, limit)
	}
	return animated, nil
}
