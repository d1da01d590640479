package news

// templateEvents are what can happen to a template.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update
var templateEvents = map[string]string{
	"APPROVED":         "was approved and can be sent",
	"REJECTED":         "was rejected",
	"PENDING":          "is under review",
	"PAUSED":           "is paused and cannot be sent for now",
	"DISABLED":         "was disabled and cannot be sent any more",
	"FLAGGED":          "is disliked by those who got it and may be disabled",
	"IN_APPEAL":        "is under review again, after an appeal",
	"REINSTATED":       "can be sent again",
	"PENDING_DELETION": "is being deleted",
	"DELETED":          "was deleted",
	"LOCKED":           "is locked and cannot be edited",
	"LIMIT_EXCEEDED":   "could not be made, since the account has as many templates as it may have",
	"ARCHIVED":         "was archived because nobody uses it; it will be deleted unless it is taken out of the archive",
	"UNARCHIVED":       "was taken out of the archive",
}

func template(f Facts) string {
	name := "Template ‘" + f.or("message_template_name", f.or("message_template_id", "(unnamed)")) + "’"
	if lang := f["message_template_language"]; lang != "" {
		name += " (" + lang + ")"
	}
	return name
}

func templateStatus(f Facts) string {
	return because(template(f)+" "+inWords(templateEvents, f["event"], "has the new state"),
		f["reason"], f["other_info.description"], f["rejection_info.reason"], f["rejection_info.recommendation"])
}

func templateQuality(f Facts) string {
	return template(f) + " has the quality " + f.or("new_quality_score", "UNKNOWN") +
		", before it was " + f.or("previous_quality_score", "UNKNOWN")
}

func templateEdited(f Facts) string { return template(f) + " was edited" }

// templateCategory has two shapes: of a change to come, new_category is the
// present one.
func templateCategory(f Facts) string {
	if will := f["correct_category"]; will != "" {
		s := template(f) + " will become " + will
		if at := f.when("category_update_timestamp"); at != "" {
			s += " at " + at
		}
		return s + "; it is " + f.or("new_category", "of another category") + " now"
	}
	return template(f) + " is now " + f.or("new_category", "of another category") +
		", before it was " + f.or("previous_category", "of another")
}

func templateMiscast(f Facts) string {
	return template(f) + " was sent as " + f.or("category", "one category") +
		", but Meta takes it for " + f.or("correct_category", "another")
}
