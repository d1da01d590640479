package sandbox

import (
	"crypto/rand"
	"fmt"
)

// metaError is an error as Meta answers it.
type metaError struct {
	code    int
	subcode int
	status  int    // of HTTP; 0 is the usual one
	message string // without the number before it
	details string
	user    string // a sentence for the person who asked for it
}

// metaErr is the error of a code. Without details it gets the usual ones.
func metaErr(code int, details string) *metaError {
	t := titleOf(code)
	if details == "" {
		details = t.text + "."
	}
	return &metaError{code: code, message: t.text, details: details}
}

// badParameter is what Meta says to a request that cannot be read.
func badParameter(format string, args ...any) *metaError {
	return &metaError{code: 100, message: fmt.Sprintf(format, args...)}
}

// badToken is what Meta says without a token, or with one it does not know.
func badToken() *metaError {
	return &metaError{code: 190, message: "Invalid OAuth access token - Cannot parse access token"}
}

// noSuchObject is the subcode of noObject.
const noSuchObject = 33

// noObject is what Meta says of an id that does not exist, or may not be seen.
func noObject(method, id string) *metaError {
	return &metaError{code: 100, subcode: noSuchObject, message: fmt.Sprintf("Unsupported %s request. Object with ID '%s' does not "+
		"exist, cannot be loaded due to missing permissions, or does not support this operation", method, id)}
}

func (e *metaError) Error() string { return fmt.Sprintf("(#%d) %s", e.code, e.message) }

// body is the error in an answer. Token errors and missing objects have no
// number in the message and no details.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
func (e *metaError) body() object {
	inner := object{"message": e.Error(), "type": "OAuthException", "code": e.code, "fbtrace_id": "A" + rand.Text()[:22]}
	if e.code == 190 || e.subcode == noSuchObject || e.user != "" {
		inner["message"] = e.message
	}
	if e.subcode != 0 {
		inner["error_subcode"] = e.subcode
	}
	if e.user != "" {
		inner["is_transient"], inner["error_user_title"], inner["error_user_msg"] = false, e.message, e.user
	}
	if e.subcode == noSuchObject {
		inner["type"] = "GraphMethodException"
	}
	if e.details != "" && e.code != 190 {
		inner["error_data"] = object{"messaging_product": "whatsapp", "details": e.details}
	}
	return object{"error": inner}
}

// inWebhook is the error in a status or a message.
func (e *metaError) inWebhook() object {
	return object{
		"code": e.code, "title": e.message, "message": e.message, "error_data": object{"details": e.details},
		"href": "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes/",
	}
}
