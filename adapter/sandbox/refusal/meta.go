package refusal

import (
	"cmp"
	"crypto/rand"
	"fmt"
)

// object is a piece of JSON.
type object = map[string]any

// Meta is an error as Meta answers it.
type Meta struct {
	Code    int
	Subcode int
	Status  int    // of HTTP; 0 is the usual one
	Message string // without the number before it
	Details string
	User    string // a sentence for the person who asked for it
}

// Of is the error of a code. Without details it gets the usual ones.
func Of(code int, details string) *Meta {
	t := titleOf(code)
	if details == "" {
		details = t.text + "."
	}
	return &Meta{Code: code, Message: t.text, Details: details}
}

// BadParameter is what Meta says to a request that cannot be read.
func BadParameter(format string, args ...any) *Meta {
	return &Meta{Code: 100, Message: fmt.Sprintf(format, args...)}
}

// Missing is a value that has to be there and is not.
func Missing(param string) *Meta {
	return Of(131008, "Required parameter is missing: "+param)
}

// Invalid is a value that is there and wrong.
func Invalid(details string) *Meta { return Of(131009, details) }

// BadToken is what Meta says without a token, or with one it does not know.
func BadToken() *Meta {
	return &Meta{Code: 190, Message: "Invalid OAuth access token - Cannot parse access token"}
}

// BadFile is what Meta says to a file that is not what it should be.
func BadFile(format string, args ...any) error {
	return Of(131053, fmt.Sprintf(format, args...))
}

// IDOrLink is what Meta says to a message that names no file, or names it twice.
func IDOrLink() *Meta {
	e := BadParameter("Either one of media ID or link must be present")
	e.Subcode = noMediaOrLink
	return e
}

// noMediaOrLink is the subcode of IDOrLink.
const noMediaOrLink = 2494009

// noSuchObject is the subcode of NoObject.
const noSuchObject = 33

// NoObject is what Meta says of an id that does not exist, or may not be seen.
func NoObject(method, id string) *Meta {
	return &Meta{Code: 100, Subcode: noSuchObject, Message: fmt.Sprintf("Unsupported %s request. Object with ID '%s' does not "+
		"exist, cannot be loaded due to missing permissions, or does not support this operation", method, id)}
}

// HTTPStatus is what the error comes with.
func (e *Meta) HTTPStatus() int { return cmp.Or(e.Status, titleOf(e.Code).status) }

func (e *Meta) Error() string { return fmt.Sprintf("(#%d) %s", e.Code, e.Message) }

// Body is the error in an answer. Token errors and missing objects have no
// number in the message and no details.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
func (e *Meta) Body() object {
	inner := object{"message": e.Error(), "type": "OAuthException", "code": e.Code, "fbtrace_id": "A" + rand.Text()[:22]}
	if e.Code == 190 || e.Subcode == noSuchObject || e.User != "" {
		inner["message"] = e.Message
	}
	if e.Subcode != 0 {
		inner["error_subcode"] = e.Subcode
	}
	if e.User != "" {
		inner["is_transient"], inner["error_user_title"], inner["error_user_msg"] = false, e.Message, e.User
	}
	if e.Subcode == noSuchObject {
		inner["type"] = "GraphMethodException"
	}
	if e.Details != "" && e.Code != 190 {
		inner["error_data"] = object{"messaging_product": "whatsapp", "details": e.Details}
	}
	return object{"error": inner}
}

// InWebhook is the error in a status or a message.
func (e *Meta) InWebhook() object {
	return object{
		"code": e.Code, "title": e.Message, "message": e.Message, "error_data": object{"details": e.Details},
		"href": "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes/",
	}
}
