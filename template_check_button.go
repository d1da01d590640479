package frontdesk

import (
	"fmt"
	"strings"
)

// buttons checks the buttons of a template, or of one of its cards.
func (c *check) buttons(all []TemplateButton, whole bool) {
	limit := MaxButtons
	if !whole {
		limit = MaxCardButtons
	}
	count := map[string]int{}
	for i, b := range all {
		count[b.Type]++
		c.button(b)
		c.must(b.Type != "QUICK_REPLY" || i == 0 || count["QUICK_REPLY"] == 1 || all[i-1].Type == "QUICK_REPLY", "buttons",
			"the quick replies do not stand together", "put them before or after the other buttons")
	}
	c.must(len(all) > 0, "buttons", "the part for buttons has none", "give it one, or leave the part out")
	c.count("buttons", "buttons", len(all), limit)
	c.count("buttons", "buttons with an address", count["URL"], MaxURLButtons)
	c.count("buttons", "buttons that call a number", count["PHONE_NUMBER"], MaxPhoneButtons)
	c.count("buttons", "buttons that copy a code", count["COPY_CODE"], MaxCodeButtons)
}

// fixedLabel is the buttons whose label is Meta's own, or may be.
const fixedLabel = "|COPY_CODE|OTP|VOICE_CALL|REQUEST_CONTACT_INFO|"

func (c *check) button(b TemplateButton) {
	c.length("buttons", fmt.Sprintf("the button ‘%s’", b.Text), b.Text, MaxButtonLabel)
	c.must(b.Text != "" || strings.Contains(fixedLabel, "|"+b.Type+"|"), "buttons", "a button has no text", "give it one")
	switch b.Type {
	case "URL":
		c.webButton(b)
	case "PHONE_NUMBER":
		c.must(b.Phone != "", "buttons", "the button to call has no number", "give its phone_number")
		c.length("buttons", "the number to call", b.Phone, MaxPhoneDigits)
	case "COPY_CODE":
		code := firstText(b.Example)
		c.must(code != "", "buttons", "the button that copies a code has no example of one", "give its example")
		c.length("buttons", "the code's example", code, MaxCoupon)
	case "FLOW":
		c.must(b.FlowID != "" || b.FlowName != "", "buttons", "the button for a flow names none", "give its flow_id")
	case "OTP":
		c.must(c.authentication, "buttons", "a button for codes to sign in with is for AUTHENTICATION only", "make the category AUTHENTICATION")
		c.must(b.OTP != "", "buttons", "the button for codes has no otp_type", "make it COPY_CODE, ONE_TAP or ZERO_TAP")
	case "QUICK_REPLY", "CATALOG", "MPM", "SPM", "VOICE_CALL", "REQUEST_CONTACT_INFO":
	default:
		c.must(false, "buttons", fmt.Sprintf("a template has no button of the type %q", b.Type),
			"use QUICK_REPLY, URL, PHONE_NUMBER, COPY_CODE, FLOW, OTP, CATALOG, MPM, SPM or VOICE_CALL")
	}
}

func (c *check) webButton(b TemplateButton) {
	c.must(WebAddress(variable.ReplaceAllString(b.URL, "x")), "buttons",
		fmt.Sprintf("the button ‘%s’ has no whole address", b.Text), "give one that begins with https://")
	c.length("buttons", "a button's address", b.URL, MaxTemplateURL)
	vars := TemplateVariables(b.URL)
	if len(vars) == 0 {
		return
	}
	last := variable.FindAllStringIndex(b.URL, -1)
	c.must(len(last) == 1 && last[0][1] == len(b.URL), "buttons",
		fmt.Sprintf("the address of ‘%s’ has a variable elsewhere than at its end", b.Text), "put the one variable at the end")
	c.must(firstText(b.Example) != "", "buttons", fmt.Sprintf("the address of ‘%s’ has no example", b.Text), "give one of the whole address")
}
