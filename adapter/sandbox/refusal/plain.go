package refusal

import "fmt"

// Plain is an answer to a person or script that asked for what cannot be.
type Plain struct {
	Status   int
	Sentence string
}

func (e *Plain) Error() string { return e.Sentence }

// Say is one with a status of HTTP.
func Say(status int, format string, args ...any) error {
	return &Plain{status, fmt.Sprintf(format, args...)}
}
