package agent

import (
	"context"
	"strings"

	"frontdesk"
)

// Echo is an agent to try things with: it says what it was told.
func Echo(_ context.Context, b frontdesk.Batch) (string, error) {
	var said []string
	for _, m := range b.Messages {
		if line := heard(m); line != "" {
			said = append(said, line)
		}
	}
	switch len(said) {
	case 0:
		return "", nil
	case 1:
		return "You said: " + said[0], nil
	}
	return "You said:\n\n- " + strings.Join(said, "\n- "), nil
}

// heard is a message in words, or nothing for what needs no answer.
func heard(m frontdesk.Message) string {
	switch m.Content.(type) {
	case frontdesk.Reaction, frontdesk.System:
		return ""
	}
	return escape(m.Text())
}

// escape keeps what people wrote from being read as Markdown.
func escape(s string) string {
	clean, _ := frontdesk.Clean(s)
	var b strings.Builder
	for _, r := range clean {
		switch {
		case r == '\n':
			b.WriteString("  \n  ") // a line break within the same item
			continue
		case r < 0x80 && strings.ContainsRune("\\`*_{}[]()<>#+-.!|~=:&\"'@/", r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
