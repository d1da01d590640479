package tools

import (
	"context"
	"fmt"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"frontdesk"
)

type requestKey struct{}

// withRequest keeps the request for what is not an argument, such as the token
// for progress.
func withRequest(ctx context.Context, req mcp.CallToolRequest) context.Context {
	return context.WithValue(ctx, requestKey{}, req)
}

// wantsProgress tells whether the caller asked to be told of progress.
func wantsProgress(ctx context.Context) bool {
	req, _ := ctx.Value(requestKey{}).(mcp.CallToolRequest)
	return server.ServerFromContext(ctx) != nil && req.Params.Meta != nil && req.Params.Meta.ProgressToken != nil
}

// tell shows that the call is alive. Correctness never depends on it: a note
// just before the answer may be lost.
func tell(ctx context.Context, done, of int64, doing string) {
	if !wantsProgress(ctx) {
		return
	}
	req, _ := ctx.Value(requestKey{}).(mcp.CallToolRequest)
	// A client that is gone ends the call by itself.
	note := map[string]any{"progressToken": req.Params.Meta.ProgressToken, "progress": done, "message": doing}
	if of > 0 {
		note["total"] = of
	}
	_ = server.ServerFromContext(ctx).SendNotificationToClient(ctx, "notifications/progress", note)
	time.Sleep(time.Millisecond) // else the note may be overtaken by the answer and dropped
}

// report tells the caller how far a file has come, if they want to know.
func report(ctx context.Context, done, of int64, doing string) {
	if of <= 0 {
		of = 0
		doing = fmt.Sprintf("%s, %s so far", doing, frontdesk.Size(done))
	}
	tell(ctx, done, of, doing)
}
