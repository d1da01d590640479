//go:build !unix

package store

import "context"

// turnstile lets goroutines of this process take turns. Other processes wait
// as SQLite waits.
type turnstile struct{ mu chan struct{} }

func openTurnstile(string) (*turnstile, error) {
	return &turnstile{mu: make(chan struct{}, 1)}, nil
}

func (t *turnstile) enter(ctx context.Context) (leave func(), err error) {
	if t == nil {
		return func() {}, nil
	}
	select {
	case t.mu <- struct{}{}:
		return func() { <-t.mu }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Close does nothing: there are no files.
func (t *turnstile) Close() error { return nil }
