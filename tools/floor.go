package tools

import (
	"context"
	"net/http"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// Floor is a server of the same library with one tool, "constant", that always
// answers the same: what a call costs before it does anything. Benchmarks hold
// the real tools against it.
func Floor() http.Handler {
	s := server.NewMCPServer("floor", "1", server.WithToolCapabilities(false))
	s.AddTool(mcp.NewTool("constant"), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultText("constant"), nil
	})
	return server.NewStreamableHTTPServer(s)
}
