package business

import "maps"

// Profile is the business profile of a number.
func (b *Records) Profile(n Number) map[string]any {
	p := map[string]any{
		"messaging_product": "whatsapp", "about": "Talk to us here.", "description": n.VerifiedName + " in the sandbox.",
		"address": "1 Sandbox Way", "email": "hello@example.com", "websites": []string{"https://example.com/"},
		"vertical": "OTHER",
	}
	maps.Copy(p, b.profile[n.PhoneNumberID])
	return p
}

// EditProfile changes what a profile has of these fields.
func (b *Records) EditProfile(n Number, p map[string]any) {
	changes := map[string]any{}
	for k := range b.Profile(n) {
		if v, ok := p[k]; ok {
			changes[k] = v
		}
	}
	b.profile[n.PhoneNumberID] = with(b.profile[n.PhoneNumberID], changes)
}
