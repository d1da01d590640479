package graph

import (
	"time"

	"frontdesk"
)

// meaning is what a range of Meta's numbers means to us.
type meaning struct {
	from, to int
	code     frontdesk.Code
	says     string
	next     string
	wait     time.Duration // before it is tried again, at least
}

// settleTime is the wait after an answer that says the service did not serve
// us: a status that carries our id would come within it if it had all the same.
const settleTime = 30 * time.Second

const day = 24 * time.Hour

// meanings is Meta's error codes, one table. The first range that holds a
// number counts. What Meta calls transient is repeated only where the answer
// itself says that nothing was taken (Throttled, Busy); 1 and 131000 do not.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
var meanings = []meaning{
	// Who we are.
	{0, 0, frontdesk.Unauthorized, "the access token was not accepted", "give the integration a new access token", 0},
	{190, 190, frontdesk.Unauthorized, "the access token is invalid or has expired", "give the integration a new access token", 0},
	{104, 104, frontdesk.Unauthorized, "the access token was not accepted", "give the integration a new access token", 0},
	{3, 3, frontdesk.Forbidden, "the app may not use this", "check the app's capabilities at Meta", 0},
	{10, 10, frontdesk.Forbidden, "the token lacks a permission", "give the system user whatsapp_business_messaging for this account", 0},
	{200, 299, frontdesk.Forbidden, "the token lacks a permission", "give the system user whatsapp_business_messaging for this account", 0},
	{131005, 131005, frontdesk.Forbidden, "the token lacks a permission", "give the system user whatsapp_business_messaging for this account", 0},
	{33, 33, frontdesk.Forbidden, "the business number was deleted at Meta", "check the integration's phone_number_id", 0},

	// What the account may do.
	{368, 368, frontdesk.Restricted, "Meta has restricted the account for a violation of its policies", "see the account's quality page at Meta", 0},
	{131031, 131031, frontdesk.Restricted, "Meta has locked the account", "see the account's page at Meta", 0},
	{130497, 130497, frontdesk.Restricted, "the account may not write to people in this country", "write to people elsewhere, or ask Meta for leave", 0},
	{131048, 131048, frontdesk.Restricted, "too many people have reported this number as spam", "check the number's quality before sending more", 0},
	{131064, 131064, frontdesk.Restricted, "Meta has paused sending because templates were classified wrongly", "see the account's page at Meta", 0},
	{131037, 131037, frontdesk.Restricted, "the number's display name is not approved", "have the display name approved at Meta", 0},
	{131042, 131042, frontdesk.Restricted, "there is a problem with the payment method", "mend the payment method at Meta", 0},
	{131044, 131044, frontdesk.Restricted, "there is a problem with the payment method for calls", "mend the payment method at Meta", 0},
	{131045, 131045, frontdesk.Restricted, "the number is not registered rightly", "register the number again at Meta", 0},
	{134011, 134011, frontdesk.Restricted, "the payment terms are not accepted", "accept them at Meta", 0},
	{133000, 133003, frontdesk.Restricted, "the number's registration failed", "register the number again at Meta", 0},
	{133005, 133010, frontdesk.Restricted, "the number is not registered, or its PIN is wrong", "register the number again at Meta", 0},
	{133015, 133015, frontdesk.HeldBack, "the number was deleted a moment ago", "wait five minutes and register it again", 5 * time.Minute},
	{133016, 133016, frontdesk.HeldBack, "the number was registered too often", "wait 72 hours", 72 * time.Hour},

	// Too fast. Nothing was sent.
	{4, 4, frontdesk.Throttled, "the app has made too many calls", "it is tried again by itself", time.Minute},
	{80007, 80007, frontdesk.Throttled, "the account has made too many calls", "it is tried again by itself", time.Minute},
	{130429, 130429, frontdesk.Throttled, "the number sends faster than Meta allows", "it is tried again by itself", 0},
	{131056, 131056, frontdesk.PairThrottled, "too many messages went to this person in a short time", "it is tried again by itself", 0},

	// Not now.
	{1, 1, frontdesk.Uncertain, "Meta reports an error of its own, and may or may not have the message", "a status settles it; otherwise ask the person", 0},
	{131000, 131000, frontdesk.Uncertain, "Meta reports an unknown error, and may or may not have the message", "a status settles it; otherwise ask the person", 0},
	{2, 2, frontdesk.Busy, "Meta's service is overloaded or down", "it is tried again by itself", settleTime},
	{131016, 131016, frontdesk.Busy, "Meta's service is not available", "it is tried again by itself", settleTime},
	{133004, 133004, frontdesk.Busy, "Meta's server is not available", "it is tried again by itself", settleTime},
	{131057, 131057, frontdesk.Busy, "the account is in maintenance", "it is tried again by itself", time.Minute},
	{2494100, 2494100, frontdesk.Busy, "the number is in maintenance", "it is tried again by itself", time.Minute},

	// This person.
	{131047, 131047, frontdesk.WindowClosed, "the person last wrote more than 24 hours ago; only templates may be sent", "wait until they write, or send a template", 0},
	{131026, 131026, frontdesk.Undeliverable, "this person cannot be reached: not on WhatsApp, an old version, or terms not accepted", "check the number with the person", 0},
	{131021, 131021, frontdesk.Undeliverable, "the number is our own", "send to another number", 0},
	{131030, 131030, frontdesk.Undeliverable, "a test number may write only to numbers on its list", "add the number to the list at Meta", 0},
	{130403, 130403, frontdesk.Undeliverable, "this person is blocked by the business", "unblock them first", 0},
	{130472, 130472, frontdesk.HeldBack, "Meta keeps this person out of marketing messages for an experiment", "write without a marketing template once they have written", 0},
	{131049, 131049, frontdesk.HeldBack, "Meta holds marketing to this person back for now", "wait a day or more", day},
	{131050, 131050, frontdesk.OptedOut, "this person does not want marketing messages", "send them none; other messages still reach them", 0},
	{131062, 131062, frontdesk.Rejected, "this message cannot go to somebody whose phone number is not known", "ask for their phone first", 0},
	{137000, 137000, frontdesk.Rejected, "the person's identity has changed since it was checked", "check it again", 0},

	// This message.
	{100, 100, frontdesk.Rejected, "Meta does not accept a field of the message", "change what Meta names in the details", 0},
	{131008, 131008, frontdesk.Rejected, "the message lacks a field that Meta needs", "add what Meta names in the details", 0},
	{131009, 131009, frontdesk.Rejected, "Meta does not accept a value in the message", "change what Meta names in the details", 0},
	{135000, 135000, frontdesk.Rejected, "Meta does not accept the message's parameters", "change what Meta names in the details", 0},
	{131051, 131051, frontdesk.Rejected, "Meta does not take messages of this kind", "say it as text, or as a document", 0},
	{131052, 131052, frontdesk.Rejected, "the file could not be fetched by Meta", "ask for it to be sent again, or send it as an upload", 0},
	{131053, 131053, frontdesk.Rejected, "the file was not accepted, often because its type is not what it says", "convert it, or send it as a document", 0},
	{131060, 131060, frontdesk.Rejected, "the message's content is not available", "ask the person to send it again", 0},
	{131055, 131055, frontdesk.Rejected, "this may only be sent as marketing", "send it through the marketing API, or not as marketing", 0},
	{131063, 131063, frontdesk.Rejected, "marketing messages are switched off for the account", "switch them on at Meta, or send no marketing", 0},
	{134100, 134100, frontdesk.Rejected, "only marketing templates may be sent this way", "choose a marketing template", 0},
	{134101, 134101, frontdesk.HeldBack, "the template is being taken over", "wait ten minutes", 10 * time.Minute},
	{134102, 134102, frontdesk.Rejected, "the template is not available", "choose another template", 0},

	// Templates and flows.
	{132000, 132000, frontdesk.Rejected, "the number of parameters is not the template's", "give as many as the template has", 0},
	{132001, 132001, frontdesk.Rejected, "there is no such approved template in this language", "choose one that is approved", 0},
	{132005, 132005, frontdesk.Rejected, "the filled-in template is too long", "shorten the parameters", 0},
	{132007, 132007, frontdesk.Rejected, "the template breaks a policy", "choose another template", 0},
	{132008, 132008, frontdesk.Rejected, "a parameter of the template is not accepted", "look the template up and give its parameters in their form", 0},
	{132012, 132012, frontdesk.Rejected, "a parameter has not the form the template asks for", "look the template up and give its parameters in their form", 0},
	{132015, 132015, frontdesk.Rejected, "the template is paused for low quality", "choose another template", 0},
	{132016, 132016, frontdesk.Rejected, "the template is disabled for low quality", "choose another template", 0},
	{132018, 132018, frontdesk.Rejected, "the template's parameters are not accepted", "look the template up; no line breaks, tabs or many spaces in them", 0},
	{132068, 132068, frontdesk.Rejected, "the flow is blocked", "mend the flow at Meta", 0},
	{132069, 132069, frontdesk.HeldBack, "the flow is throttled to ten an hour", "wait an hour", time.Hour},

	// Calls.
	{138000, 138000, frontdesk.Rejected, "calls are not switched on for the number", "switch them on at Meta", 0},
	{138001, 138001, frontdesk.Undeliverable, "this person cannot be called", "write to them instead", 0},
	{138006, 138006, frontdesk.Rejected, "this person has not allowed calls", "ask them with the question request_call_permission", 0},
	{138009, 138009, frontdesk.HeldBack, "this person was asked for leave to call too often", "wait a day or more", day},
	{138000, 138018, frontdesk.Rejected, "Meta's calling service refused this", "write to the person instead", 0},

	// Flows and the block list.
	{139000, 139004, frontdesk.Rejected, "the flow cannot be used", "mend the flow at Meta", 0},
	{139100, 139100, frontdesk.Rejected, "not all of these people could be blocked or unblocked", "look at the list and try those that are left", 0},
	{139101, 139101, frontdesk.Rejected, "the block list is full", "unblock somebody first", 0},
	{139102, 139102, frontdesk.Unavailable, "the block list is being changed by somebody else", "try again", 0},
	{139103, 139103, frontdesk.Unavailable, "Meta could not change the block list", "try again", 0},

	// Groups, which this program reads and does not lead.
	{131020, 131020, frontdesk.Rejected, "Meta refused this in a group", "write to the person instead of the group", 0},
	{131041, 131041, frontdesk.Rejected, "Meta refused this in a group", "write to the person instead of the group", 0},
	{131059, 131059, frontdesk.Rejected, "Meta refused this in a group", "write to the person instead of the group", 0},
	{131201, 131215, frontdesk.Rejected, "Meta refused this in a group", "write to the person instead of the group", 0},

	// What is set up at Meta.
	{147001, 147005, frontdesk.Rejected, "the business username is not accepted", "choose another of 3 to 35 characters", 0},
	{2388019, 2388019, frontdesk.Rejected, "the account has as many templates as it may have", "delete one that is not used", 0},
	{2388023, 2388023, frontdesk.HeldBack, "a template of this name is being deleted", "choose another name, or wait 30 days", 30 * day},
	{2388024, 2388024, frontdesk.Conflict, "there is a template of this name in this language already", "edit that one, or choose another name", 0},
	{2388040, 2388040, frontdesk.TooLong, "a field of the template is too long", "shorten it", 0},
	{2388047, 2388047, frontdesk.Rejected, "the template's header is not accepted", "write it without line breaks, emoji and marks", 0},
	{2388072, 2388072, frontdesk.Rejected, "the template's body is not accepted", "mend what Meta names in the details", 0},
	{2388073, 2388073, frontdesk.Rejected, "the template's footer is not accepted", "mend what Meta names in the details", 0},
	{2388293, 2388293, frontdesk.Rejected, "the template has too many variables for its few words", "write more words, or use fewer variables", 0},
	{2388299, 2388299, frontdesk.Rejected, "the template begins or ends with a variable", "put words, or a full stop, around it", 0},
	{2388000, 2388999, frontdesk.Rejected, "the template definition is not accepted", "mend what Meta names in the details", 0},
	{200005, 200007, frontdesk.Rejected, "template insights are not available", "switch them on at Meta", 0},
	{2593107, 2593109, frontdesk.Rejected, "the phone app's history cannot be synchronised", "it can be within a day of the number's joining, once, with the phone's consent", 0},
}
