package frontdesk

import "log/slog"

// hidden is what a Secret shows of itself.
const hidden = "[secret]"

// Secret is a string that does not print: not by fmt in any verb, not in a
// log alone or inside a struct, not in JSON, not as text. All the methods are
// needed: with LogValue alone, slog's JSON handler prints a secret that sits
// inside a struct.
type Secret string

// Reveal gives the string itself. Call it where the secret is used, never
// where it is passed on.
func (s Secret) Reveal() string { return string(s) }

// String hides the secret from fmt's %v, %s and %q.
func (Secret) String() string { return hidden }

// GoString hides the secret from fmt's %#v.
func (Secret) GoString() string { return hidden }

// LogValue hides the secret from slog.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the secret from JSON and every other text encoding.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
