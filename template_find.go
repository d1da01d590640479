package frontdesk

import (
	"slices"
	"strings"
)

// suggestions is how many names are offered to somebody who gave a wrong one.
const suggestions = 10

// FindTemplate gives the template of the name in the language that may be sent.
// If there is none, the error says what there is.
func FindTemplate(all []TemplateDefinition, name, language string) (TemplateDefinition, error) {
	var languages, names []string
	for _, d := range all {
		switch {
		case d.Name == name && strings.EqualFold(d.Language, language):
			return d, d.MayBeSent()
		case d.Name == name && d.Approved():
			languages = append(languages, d.Language)
		case d.Approved() && !slices.Contains(names, d.Name):
			names = append(names, d.Name)
		}
	}
	e := Errorf(NotFound, "there is no template ‘%s’ in the language ‘%s’; nothing was sent", name, language)
	switch {
	case len(languages) > 0:
		return TemplateDefinition{}, e.WithField("language").WithNext("it may be sent in %s", strings.Join(languages, ", "))
	case len(names) > suggestions:
		return TemplateDefinition{}, e.WithField("name").WithNext("list the templates; among them are %s", strings.Join(names[:suggestions], ", "))
	case len(names) > 0:
		return TemplateDefinition{}, e.WithField("name").WithNext("the approved templates are %s", strings.Join(names, ", "))
	}
	return TemplateDefinition{}, e.WithField("name").WithNext("have a template approved by Meta first; there is none yet")
}

// MayBeSent says why a template may not be sent, if it may not.
func (d TemplateDefinition) MayBeSent() error {
	why, next := "", "choose another template"
	switch d.Status {
	case "APPROVED":
		return nil
	case "PENDING", "IN_APPEAL", "PENDING_DELETION":
		why, next = "is not decided on by Meta yet", "wait for Meta's decision, or choose another template"
	case "REJECTED":
		why = "was rejected by Meta"
		if d.Reason != "" {
			why += " (" + d.Reason + ")"
		}
	case "PAUSED":
		why = "is paused by Meta, because people did not want it"
	case "DISABLED":
		why = "is disabled by Meta"
	case "ARCHIVED":
		why = "is archived"
	default:
		why = "has the status " + d.Status
	}
	return Errorf(Rejected, "the template ‘%s’ (%s) %s; nothing was sent", d.Name, d.Language, why).WithField("name").WithNext("%s", next)
}
