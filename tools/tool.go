package tools

import (
	"context"
	"fmt"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"

	"frontdesk"
)

// offered is a tool with what it does.
type offered struct {
	tool   mcp.Tool
	reads  bool // it changes nothing
	handle func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error)
}

// about is what a client is told of a tool.
type about struct {
	name, title, description string
	reads                    bool
	idempotent               bool
}

// tool makes a tool of a function of structs. The schemas are made of the
// structs; an argument nobody knows is refused with the list of those that
// are; a failure is a result the model can act on. say is the answer in words.
func tool[In, Out any](s *Server, a about, do func(context.Context, In) (Out, error), say func(Out) string) offered {
	t := mcp.NewToolWithRawSchema(a.name, a.description, argumentSchema[In]())
	t.RawOutputSchema = answerSchema[Out]()
	no, yes := false, true
	t.Annotations = mcp.ToolAnnotation{Title: a.title, ReadOnlyHint: &a.reads, DestructiveHint: &no, IdempotentHint: &a.idempotent, OpenWorldHint: &yes}
	return offered{tool: t, reads: a.reads, handle: func(ctx context.Context, req mcp.CallToolRequest) (res *mcp.CallToolResult, _ error) {
		defer func() {
			if p := recover(); p != nil {
				res = failed[Out](s, a.name, fmt.Errorf("panic: %v", p))
			}
		}()
		in, err := decode[In](req)
		if err != nil {
			return failed[Out](s, a.name, err), nil
		}
		out, err := do(withRequest(ctx, req), in)
		if err != nil {
			return failed[Out](s, a.name, err), nil
		}
		res = mcp.NewToolResultStructured(out, say(out))
		if m, ok := any(out).(interface{ more() []mcp.Content }); ok {
			res.Content = append(res.Content, m.more()...)
		}
		if f, ok := any(out).(interface{ failed() bool }); ok {
			res.IsError = f.failed()
		}
		return res, nil
	}}
}

// failure is what a model is told of a failure.
type failure struct {
	Code       frontdesk.Code `json:"code"`
	Error      string         `json:"error"`
	Next       string         `json:"next,omitempty"`
	Candidates []person       `json:"candidates,omitempty"`
}

// teller is an answer that can say itself that the call failed.
type teller interface{ because(failure) any }

// failed makes a result of an error, in words and for programs. The cause of
// one that nobody foresaw goes to the log.
func failed[Out any](s *Server, name string, err error) *mcp.CallToolResult {
	e := frontdesk.Foreseen(err)
	if e.Code == frontdesk.Internal {
		s.log.Error("a tool failed", "tool", name, "error", err)
	}
	f := failure{Code: e.Code, Error: e.Message, Next: e.Next}
	for _, c := range s.desk.People.Candidates(err) {
		f.Candidates = append(f.Candidates, personOf(c))
	}
	var told any = f
	if t, can := any(*new(Out)).(teller); can {
		told = t.because(f)
	}
	res := mcp.NewToolResultStructured(told, f.text())
	res.IsError = true
	return res
}

func (f failure) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", f.Code, f.Error)
	if f.Next != "" {
		fmt.Fprintf(&b, "\nWhat would work: %s", f.Next)
	}
	for _, c := range f.Candidates {
		fmt.Fprintf(&b, "\n- %s", c.text())
	}
	return b.String()
}

// blame names the argument at fault.
func blame(err error, field string) error {
	if e := frontdesk.Foreseen(err); e != nil && e.Field == "" && e.Code != frontdesk.Internal {
		e.Field = field
	}
	return err
}
