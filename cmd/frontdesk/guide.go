package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
)

// guide prints where everything is and how to point an agent at it. Each line
// works as it stands.
func guide(out io.Writer, base string, s settings) error {
	token := s.mcp.Reveal()
	var b strings.Builder
	fmt.Fprintf(&b, "Phone    %s\n", phoneLink(base))
	fmt.Fprintf(&b, "MCP      %s/mcp\n\n", base)
	fmt.Fprintf(&b, "%s\n\n", invitation(s.agent))
	stdio := command(s)
	for _, c := range []struct{ name, line string }{
		{"Claude Code", fmt.Sprintf("claude mcp add --transport http frontdesk %s/mcp --header \"Authorization: Bearer %s\"", base, token)},
		{"Codex", fmt.Sprintf("FRONTDESK_TOKEN=%s codex -c mcp_servers.frontdesk.url=\"%s/mcp\" -c mcp_servers.frontdesk.bearer_token_env_var=FRONTDESK_TOKEN", token, base)},
		{"Cursor, in ~/.cursor/mcp.json", inline(object{"mcpServers": object{"frontdesk": httpServer(base, token, "")}})},
		{"VS Code", "code --add-mcp '" + inline(named(httpServer(base, token, "http"), "frontdesk")) + "'"},
		{"Claude Desktop, in claude_desktop_config.json", inline(object{"mcpServers": object{"frontdesk": object{"command": stdio[0], "args": stdio[1:]}}})},
	} {
		fmt.Fprintf(&b, "%s\n  %s\n\n", c.name, c.line)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// invitation says what to do with the links.
func invitation(agent string) string {
	if agent == "none" {
		return "Open the phone and type. To answer, point an agent of your own here (Ctrl-C ends the\ndemo):"
	}
	return "Open the phone, type, and the " + agent + " agent answers. To answer with an agent of your\nown, point it here (Ctrl-C ends the demo):"
}

type object map[string]any

func httpServer(base, token, kind string) object {
	o := object{"url": base + "/mcp", "headers": object{"Authorization": "Bearer " + token}}
	if kind != "" {
		o["type"] = kind
	}
	return o
}

func named(o object, name string) object {
	o["name"] = name
	return o
}

// inline writes JSON on one line. What it is given can always be written.
func inline(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// command is how a desktop client starts this program on the same data. Under
// go run the program itself is in a folder that does not last, so go runs it
// again.
func command(s settings) []string {
	args := []string{"stdio", "--data", s.data, "--graph-url", s.graphURL}
	if s.listen != "" {
		args = append(args, "--listen", s.listen)
	}
	program, err := os.Executable()
	if err != nil {
		program = "frontdesk"
	}
	if dir, ok := sourceFolder(program); ok {
		return append([]string{"go", "-C", dir, "run", "./cmd/frontdesk"}, args...)
	}
	return append([]string{program}, args...)
}

// sourceFolder is the checkout that go run was called in.
func sourceFolder(program string) (string, bool) {
	if !strings.Contains(filepath.ToSlash(program), "/go-build") {
		return "", false
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", false
	}
	info, ok := debug.ReadBuildInfo()
	for ; ok; dir = filepath.Dir(dir) {
		if mod, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil && strings.HasPrefix(string(mod), "module "+info.Main.Path) {
			return dir, true
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	return "", false
}
