package inbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"strings"

	"frontdesk"
)

// reported is the kind of event for each of Meta's fields; of all others it is
// [frontdesk.MetaReported].
var reported = map[string]frontdesk.EventKind{
	"message_template_status_update":      frontdesk.TemplateStatus,
	"message_template_quality_update":     frontdesk.TemplateChanged,
	"message_template_components_update":  frontdesk.TemplateChanged,
	"template_category_update":            frontdesk.TemplateChanged,
	"template_correct_category_detection": frontdesk.TemplateChanged,
	"account_update":                      frontdesk.AccountChanged,
	"account_review_update":               frontdesk.AccountChanged,
	"account_settings_update":             frontdesk.AccountChanged,
	"business_capability_update":          frontdesk.AccountChanged,
	"security":                            frontdesk.AccountChanged,
	"phone_number_name_update":            frontdesk.AccountChanged,
	"business_username_update":            frontdesk.AccountChanged,
	"business_username_updates":           frontdesk.AccountChanged,
	"account_alerts":                      frontdesk.AccountAlert,
	"phone_number_quality_update":         frontdesk.QualityChanged,
}

func kindOf(field string) frontdesk.EventKind {
	switch kind := reported[field]; {
	case kind != "":
		return kind
	case strings.HasPrefix(field, "group_"):
		return frontdesk.GroupChanged
	}
	return frontdesk.MetaReported
}

// report keeps news as an event, once for each update, with Meta's facts beside
// ours. News of an account that no integration names is kept without one: the
// operator may have left the account out.
func (r reading) report(ctx context.Context, h frontdesk.Heard) error {
	on, ok := r.desk(h)
	if !ok {
		return r.unknownNumber(ctx, h)
	}
	rep := *h.Report
	fresh, err := r.tx.Once(ctx, on.ID, "report:"+r.trace+":"+rep.Field+":"+digest(rep))
	if err != nil || !fresh {
		return err
	}
	r.observe("report")
	data := map[string]string{}
	maps.Copy(data, rep.Data)
	data["field"], data["update"] = rep.Field, fmt.Sprint(r.update.ID)
	if h.Account != "" {
		data["business_account_id"] = h.Account
	}
	_, err = r.tx.AddEvent(ctx, frontdesk.Event{
		Kind: kindOf(rep.Field), At: r.update.At, Integration: on.ID, Trace: r.trace, Text: rep.Text, Data: data,
	})
	return err
}

// desk finds the integration that news is for: by the number if it names one of
// ours, else by the account, else one whose account we do not know. It is false
// if none of ours has the app that signed the update.
func (r reading) desk(h frontdesk.Heard) (on frontdesk.Integration, ok bool) {
	if h.Number != "" {
		if on, ok := r.route(h.Number); ok {
			return on, true
		}
	}
	found := false
	for _, i := range r.Integrations() {
		if !r.speaksFor(i) {
			continue
		}
		ok = true
		switch {
		case i.BusinessAccountID == h.Account && h.Account != "":
			return i, true
		case (i.BusinessAccountID == "" || h.Account == "") && !found:
			on, found = i, true
		}
	}
	return on, ok
}

// digest tells two pieces of news in one update apart.
func digest(rep frontdesk.Report) string {
	h := sha256.Sum256(fmt.Appendf(nil, "%s %v", rep.Text, rep.Data))
	return hex.EncodeToString(h[:8])
}
