package tools_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"frontdesk"
	"frontdesk/tools"
)

// longUpload is an outbox that is not done before somebody was told of it.
type longUpload struct {
	tools.Outbox
	told <-chan *mcp.ProgressNotificationParams
}

func (o longUpload) Await(ctx context.Context, ds []frontdesk.Delivery, most time.Duration) ([]frontdesk.Delivery, error) {
	for {
		select {
		case p := <-o.told:
			if p.Progress == 40 && p.Total == 100 {
				return o.Outbox.Await(ctx, ds, most)
			}
		case <-ctx.Done():
			return ds, ctx.Err()
		}
	}
}

func TestACallerIsToldHowMuchOfAFileHasLeft(t *testing.T) {
	d := newDesk(t)
	d.say(d.register("Ada", "+16505551234"), "hi", 0)
	told := make(chan *mcp.ProgressNotificationParams, 100)
	d.tools.Files = cabinet{media: frontdesk.Document}
	d.tools.Outbox = longUpload{d.tools.Outbox, told}
	d.tools.Uploading = func(frontdesk.FileID) (sent, of int64) { return 40, 100 }
	srv := httptest.NewServer(d.server(tools.Options{}).Streamable())
	t.Cleanup(srv.Close)
	c := dial(t, &mcp.StreamableClientTransport{Endpoint: srv.URL}, &mcp.ClientOptions{
		ProgressNotificationHandler: func(_ context.Context, r *mcp.ProgressNotificationClientRequest) { told <- r.Params },
	}, "")
	params := &mcp.CallToolParams{Name: "send_whatsapp_file", Arguments: json.RawMessage(`{"to":"Ada","source":{"file_id":"f1"}}`)}
	params.SetProgressToken("p1")
	res, err := c.CallTool(t.Context(), params)
	if err != nil || res.IsError {
		t.Errorf("%+v, %v", res, err)
	}
}
