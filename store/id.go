package store

import (
	"strconv"
	"strings"
	"time"

	"frontdesk"
)

// Identifiers are a letter and a number from a counter: short, so that a model
// copies them without a slip.
const (
	contactLetter      = "c"
	integrationLetter  = "i"
	conversationLetter = "v"
	messageLetter      = "m"
	pendingLetter      = "p"
	fileLetter         = "f"
)

// shown gives the identifier of a number; 0 is none.
func shown[T ~string](letter string, n int64) T {
	if n == 0 {
		return ""
	}
	return T(letter + strconv.FormatInt(n, 10))
}

// numbered gives the number of an identifier. One that we never gave is 0,
// which nothing has.
func numbered[T ~string](letter string, id T) int64 {
	digits, ok := strings.CutPrefix(string(id), letter)
	if !ok || digits == "" || digits[0] < '1' || digits[0] > '9' {
		return 0
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// wanted is the number of what a query asks for: 0 for all if it asks for
// nothing, and a number that nothing has for what is no id.
func wanted[T ~string](letter string, id T) int64 {
	n := numbered(letter, id)
	if n == 0 && id != "" {
		return -1
	}
	return n
}

func notFound(what string) error {
	return frontdesk.Errorf(frontdesk.NotFound, "there is no such %s", what)
}

// micros is how a time is kept; a zero time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func timeOf(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us)
}

// text makes a string fit for a TEXT column: PostgreSQL takes no NUL and
// nothing but UTF-8.
func text[T ~string](s T) string {
	return strings.ToValidUTF8(strings.ReplaceAll(string(s), "\x00", ""), "\uFFFD")
}
