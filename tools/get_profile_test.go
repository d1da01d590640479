package tools

import "testing"

func TestOurOwnNumberIsToldInOneOrder(t *testing.T) {
	p := profile{person: person{ID: "me", Name: "Desk"}, Registered: true, Me: map[string]any{
		"verified_name": "Desk", "quality_rating": "GREEN", "code_verification_status": "VERIFIED", "id": "1000", "throughput": map[string]any{"level": "STANDARD"},
	}}
	const want = "Desk (me)\ncode_verification_status: VERIFIED\nid: 1000\nquality_rating: GREEN\nverified_name: Desk"
	for range 20 {
		if got := p.text(); got != want {
			t.Fatalf("%q, and should be %q", got, want)
		}
	}
}
