package tools

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"frontdesk"
)

const (
	// maxSubscriptions bounds what is remembered of clients.
	maxSubscriptions = 10_000
	// coalesce is how long changes are gathered before clients are told.
	coalesce = 100 * time.Millisecond
	// newest is how many messages one look at what changed sees; a burst of more
	// tells every subscriber.
	newest = 100
)

// subscriptions knows who wants to hear of which resource. The library takes
// subscriptions and delivers none, so this delivers them: into the channel of
// the session, in both eras of the protocol.
type subscriptions struct {
	mu  sync.Mutex
	all map[subscriber]bool
}

type subscriber struct {
	session server.ClientSession
	uri     string
	// listen is the id of the stream that asked, in the modern era.
	listen any
}

func newSubscriptions() *subscriptions { return &subscriptions{all: map[subscriber]bool{}} }

// hook learns of subscriptions from the library.
func (s *subscriptions) hook(h *server.Hooks) {
	h.AddAfterSubscribe(func(ctx context.Context, _ any, req *mcp.SubscribeRequest, _ *mcp.EmptyResult) {
		s.add(subscriber{session: server.ClientSessionFromContext(ctx), uri: req.Params.URI})
	})
	h.AddAfterUnsubscribe(func(ctx context.Context, _ any, req *mcp.UnsubscribeRequest, _ *mcp.EmptyResult) {
		s.remove(subscriber{session: server.ClientSessionFromContext(ctx), uri: req.Params.URI})
	})
	h.AddOnUnregisterSession(func(_ context.Context, session server.ClientSession) { s.forget(session) })
	h.AddBeforeSubscriptionsListen(func(ctx context.Context, id any, req *mcp.SubscriptionsListenRequest) {
		session := server.ClientSessionFromContext(ctx)
		for _, uri := range req.Params.Notifications.ResourceSubscriptions {
			one := subscriber{session: session, uri: uri, listen: id}
			s.add(one)
			context.AfterFunc(ctx, func() { s.remove(one) })
		}
	})
}

func (s *subscriptions) add(one subscriber) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if one.session != nil && strings.HasPrefix(one.uri, "whatsapp://") && len(s.all) < maxSubscriptions {
		s.all[one] = true
	}
}

func (s *subscriptions) remove(one subscriber) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, one)
}

func (s *subscriptions) forget(session server.ClientSession) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for one := range s.all {
		if one.session == session {
			delete(s.all, one)
		}
	}
}

func (s *subscriptions) empty() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.all) == 0
}

// tell tells the subscribers of each changed resource. One that does not take
// its notes misses some: a note only says that there is something to read.
func (s *subscriptions) tell(changed func(uri string) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for one := range s.all {
		if !changed(one.uri) {
			continue
		}
		select {
		case one.session.NotificationChannel() <- updated(one):
		default:
		}
	}
}

func updated(one subscriber) mcp.JSONRPCNotification {
	params := mcp.NotificationParams{AdditionalFields: map[string]any{"uri": one.uri}}
	if one.listen != nil {
		params.Meta = map[string]any{mcp.MetaKeySubscriptionID: one.listen}
	}
	return mcp.JSONRPCNotification{
		JSONRPC:      mcp.JSONRPC_VERSION,
		Notification: mcp.Notification{Method: mcp.MethodNotificationResourceUpdated, Params: params},
	}
}

// Run tells subscribers of what changes, until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	last, err := s.last(ctx)
	for {
		changed := s.desk.Changed()
		if err == nil && !s.subs.empty() {
			last, err = s.tellSince(ctx, last)
		}
		if err != nil && ctx.Err() == nil {
			s.log.Debug("subscribers are not told for now", "error", err)
			last, err = s.last(ctx)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(coalesce):
		}
	}
}

func (s *Server) last(ctx context.Context) (int64, error) {
	some, _, err := s.desk.Thread.Messages(ctx, Query{Limit: 1})
	if err != nil || len(some) == 0 {
		return 0, err
	}
	return order(some[0].ID), nil
}

// tellSince looks at what was said after a message and tells who wants to know.
func (s *Server) tellSince(ctx context.Context, last int64) (int64, error) {
	some, more, err := s.desk.Thread.Messages(ctx, Query{Limit: newest})
	if err != nil {
		return last, err
	}
	moved, now := map[string]bool{}, last
	for _, m := range some {
		if n := order(m.ID); n > last {
			moved[conversationURI+string(m.Conversation)], now = true, max(now, n)
		}
	}
	all := more && len(some) > 0 && order(some[0].ID) > last
	s.subs.tell(func(uri string) bool {
		// What is not a message, such as a status, shows among the contacts too.
		return all || uri == contactsURI || moved[uri]
	})
	return now, nil
}

// order is the place of a message among all.
func order(id frontdesk.MessageID) int64 {
	n, err := strconv.ParseInt(strings.TrimLeft(string(id), "m"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
