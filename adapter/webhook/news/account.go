package news

// accountEvents are what can happen to a business account.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_update
var accountEvents = map[string]string{
	"ACCOUNT_DELETED":                            "The business account was deleted",
	"ACCOUNT_RESTRICTION":                        "Meta restricts what the business account may do",
	"ACCOUNT_VIOLATION":                          "Meta says that the business account breaks its rules",
	"ACCOUNT_OFFBOARDED":                         "The business account was taken off the Cloud API",
	"ACCOUNT_RECONNECTED":                        "The business account is connected again",
	"AD_ACCOUNT_LINKED":                          "An ad account was linked to the business account",
	"AUTH_INTL_PRICE_ELIGIBILITY_UPDATE":         "The prices of authentication messages to other countries change",
	"BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE":   "The country of the business was set",
	"MM_LITE_TERMS_SIGNED":                       "The terms for marketing messages were accepted",
	"PARTNER_ADDED":                              "The business account was shared with a partner",
	"PARTNER_APP_INSTALLED":                      "A partner's app was given access to the business account",
	"PARTNER_APP_UNINSTALLED":                    "A partner's app lost its access to the business account",
	"PARTNER_CLIENT_CERTIFICATION_NEEDED":        "A partner has to verify the business",
	"PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE": "The verification of the business by a partner went on",
	"PARTNER_REMOVED":                            "The business account is no longer shared with a partner",
	"VERIFIED_ACCOUNT":                           "The business account is verified",
	"VOLUME_BASED_PRICING_TIER_UPDATE":           "The business account reached another price tier",
}

var banStates = map[string]string{
	"DISABLE":              "Meta disabled the business account",
	"REINSTATE":            "Meta enabled the business account again",
	"SCHEDULE_FOR_DISABLE": "Meta is going to disable the business account",
}

func accountUpdate(f Facts) string {
	s := inWords(accountEvents, f["event"], "The business account has news of the kind")
	if f["event"] == "DISABLED_UPDATE" {
		s = inWords(banStates, f["ban_info.waba_ban_state"], "Meta changed whether the business account may be used, to")
	}
	return because(s,
		f.first("ban_info.waba_ban_date", "country", "phone_number"),
		f["violation_info.violation_type"], f["violation_info.remediation"],
		f["restriction_info.0.restriction_type"], f["restriction_info.1.restriction_type"], f["restriction_info.2.restriction_type"],
		f["disconnection_info.reason"], f["partner_client_certification_info.status"],
		f["volume_tier_info.pricing_category"], f["volume_tier_info.tier"])
}

var severities = map[string]string{
	"CRITICAL":      "A grave alert from Meta",
	"WARNING":       "A warning from Meta",
	"INFORMATIONAL": "A notice from Meta",
}

// accountAlert has been seen with its facts in alert_info and beside it.
func accountAlert(f Facts) string {
	severity := f.first("alert_info.alert_severity", "alert_severity")
	return because(inWords(severities, severity, "An alert from Meta of the severity"),
		f.first("alert_info.alert_type", "alert_type"), f.first("alert_info.alert_description", "alert_description"))
}

func accountReview(f Facts) string {
	return "The review of the business account ended with " + f.or("decision", "no decision")
}

func accountSettings(f Facts) string {
	return because("The settings of the account or a number of it were changed", f["type"])
}

func capability(f Facts) string {
	s := "What the business account may do has changed"
	if n := f.first("max_daily_conversations_per_business", "max_daily_conversation_per_phone"); n != "" {
		s += "; it may begin conversations with so many people a day: " + unlimited(n)
	}
	if n := f.first("max_phone_numbers_per_waba", "max_phone_numbers_per_business"); n != "" {
		s += "; it may have so many numbers: " + unlimited(n)
	}
	return s
}

// unlimited reads Meta's number for a limit that is none.
func unlimited(n string) string {
	if n == "-1" {
		return "any number"
	}
	return n
}
