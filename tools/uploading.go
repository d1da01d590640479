package tools

import (
	"context"
	"sync"
	"time"

	"frontdesk"
)

// uploadNews is how often the caller is told how much of a file has left.
const uploadNews = time.Second

// tellUploading tells the caller how much of the file that is to be sent has
// left, until what it gives is called.
func (s *Server) tellUploading(ctx context.Context, c frontdesk.Content) (end func()) {
	a, is := c.(frontdesk.Attachment)
	if !is || s.desk.Uploading == nil || !wantsProgress(ctx) {
		return func() {}
	}
	ctx, stop := context.WithCancel(ctx)
	var telling sync.WaitGroup
	telling.Go(func() {
		tick := time.NewTicker(uploadNews)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if sent, of := s.desk.Uploading(a.File); of > 0 {
				report(ctx, sent, of, "sending the file to WhatsApp")
			}
		}
	})
	return func() { stop(); telling.Wait() }
}
