package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
)

var benchSessions sync.Map // by base and path

// session opens an MCP session once, and gives its id.
func (c *child) session(ctx context.Context, path string) string {
	if id, ok := benchSessions.Load(c.base + path); ok {
		return id.(string)
	}
	body := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}`
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, strings.NewReader(body))
	if err != nil {
		return ""
	}
	req.Header.Set("Authorization", "Bearer "+benchToken)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json, text/event-stream")
	resp, err := c.http.Do(req)
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	id := resp.Header.Get("Mcp-Session-Id")
	benchSessions.Store(c.base+path, id)
	return id
}
