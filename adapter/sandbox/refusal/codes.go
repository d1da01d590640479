package refusal

import "net/http"

// title is how Meta words an error code and the HTTP status it comes with.
// Meta says not to rely on either, and so does not list all of them; where no
// status is known it is 400.
type title struct {
	text   string
	status int
}

// titles are the codes that can be met, by number.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
var titles = map[int]title{
	0:       {"AuthException", http.StatusUnauthorized},
	1:       {"API Unknown", http.StatusBadRequest},
	2:       {"API Service", http.StatusServiceUnavailable},
	3:       {"API Method", http.StatusInternalServerError},
	4:       {"API Too Many Calls", 0},
	10:      {"Permission Denied", http.StatusForbidden},
	33:      {"Parameter value is not valid", 0},
	100:     {"Invalid parameter", 0},
	104:     {"Requires valid signature", http.StatusUnauthorized},
	190:     {"Access token has expired", http.StatusUnauthorized},
	368:     {"Temporarily blocked for policies violations", http.StatusForbidden},
	80007:   {"Rate limit issues", 0},
	130403:  {"Business has blocked this user", 0},
	130429:  {"Rate limit hit", 0},
	130472:  {"User's number is part of an experiment", 0},
	130497:  {"Business account is restricted from messaging users in this country", http.StatusForbidden},
	131000:  {"Something went wrong", http.StatusInternalServerError},
	131005:  {"Access denied", http.StatusForbidden},
	131008:  {"Required parameter is missing", 0},
	131009:  {"Parameter value is not valid", 0},
	131016:  {"Service unavailable", http.StatusServiceUnavailable},
	131020:  {"Group not found", 0},
	131021:  {"Recipient cannot be sender", 0},
	131026:  {"Message undeliverable", 0},
	131030:  {"Recipient phone number not in allowed list", 0},
	131031:  {"Account has been locked", http.StatusForbidden},
	131037:  {"WhatsApp provided number needs display name approval before message can be sent", 0},
	131041:  {"Group message undeliverable", 0},
	131042:  {"Business eligibility payment issue", 0},
	131044:  {"Business eligibility payment issue for calls", 0},
	131045:  {"Incorrect certificate", http.StatusInternalServerError},
	131047:  {"Re-engagement message", 0},
	131048:  {"Spam rate limit hit", 0},
	131049:  {"This message was not delivered to maintain healthy ecosystem engagement", 0},
	131050:  {"User has stopped marketing messages from this business", 0},
	131051:  {"Message type unknown", 0},
	131052:  {"Media download error", 0},
	131053:  {"Media upload error", 0},
	131055:  {"Method not allowed", 0},
	131056:  {"(Business Account, Consumer Account) pair rate limit hit", 0},
	131057:  {"Account in maintenance mode", http.StatusInternalServerError},
	131059:  {"Group request failed", 0},
	131060:  {"This message is unavailable", 0},
	131062:  {"Business-scoped user id is not supported for this message", 0},
	131063:  {"Marketing messages are disabled", 0},
	131064:  {"Template classification violations", 0},
	131207:  {"Group access denied", http.StatusForbidden},
	131208:  {"Group rate limit hit", http.StatusTooManyRequests},
	132000:  {"Template param count mismatch", 0},
	132001:  {"Template does not exist", http.StatusNotFound},
	132005:  {"Template hydrated text too long", 0},
	132007:  {"Template format character policy violated", 0},
	132008:  {"Template parameter value invalid", 0},
	132012:  {"Template parameter format mismatch", 0},
	132015:  {"Template is paused", 0},
	132016:  {"Template is disabled", 0},
	132018:  {"Template parameter validation failed", 0},
	132068:  {"Flow is blocked", 0},
	132069:  {"Flow is throttled", 0},
	133000:  {"Incomplete deregistration", http.StatusInternalServerError},
	133004:  {"Server temporarily unavailable", http.StatusServiceUnavailable},
	133005:  {"Two step verification PIN mismatch", 0},
	133006:  {"Phone number re-verification needed", 0},
	133008:  {"Too many two step verification PIN guesses", 0},
	133009:  {"Two step verification PIN guessed too fast", 0},
	133010:  {"Phone number not registered", 0},
	133015:  {"Please wait a few minutes before attempting to register this phone number", 0},
	133016:  {"Account register deregister rate limit exceeded", 0},
	134011:  {"Payments terms of service not accepted", 0},
	134100:  {"Only marketing messages are supported", 0},
	134101:  {"Template is syncing", 0},
	134102:  {"Template is unavailable", http.StatusInternalServerError},
	135000:  {"Generic user error", 0},
	137000:  {"Recipient identity key hash mismatch", 0},
	2494100: {"Account in maintenance mode", http.StatusInternalServerError},
}

// families are ranges of codes that are worded alike.
var families = []struct {
	first, last int
	title       title
}{
	{200, 299, title{"API Permission", http.StatusForbidden}},
	{131200, 131215, title{"Group request failed", 0}},
	{138000, 138018, title{"Calling failed", 0}},
	{139000, 139004, title{"Flow request failed", 0}},
	{139100, 139103, title{"Block list request failed", 0}},
	{147001, 147005, title{"Business username request failed", 0}},
	{200005, 200007, title{"Template insights unavailable", http.StatusForbidden}},
	{2388000, 2388999, title{"Template request failed", 0}},
	{2593107, 2593109, title{"Synchronization request failed", 0}},
}

// titleOf finds the wording of any code.
func titleOf(code int) title {
	t, ok := titles[code]
	if !ok {
		t.text = "Unknown error"
		for _, f := range families {
			if code >= f.first && code <= f.last {
				t = f.title
			}
		}
	}
	if t.status == 0 {
		t.status = http.StatusBadRequest
	}
	return t
}
