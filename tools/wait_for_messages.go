package tools

import (
	"context"
	"time"

	"frontdesk"
)

const (
	// usualWait and mostWait are in seconds; clients give up at sixty.
	usualWait = 25
	mostWait  = 50
	// LeaseTime is how long a batch is the agent's before it comes back.
	LeaseTime = 2 * time.Minute
	// MaxBatch is how many messages and events are handed over at once.
	MaxBatch = 50
	// MaxWaiters bounds the calls that wait at one time.
	MaxWaiters = 64

	lookAgain    = time.Second
	tellProgress = 10 * time.Second
)

type waitIn struct {
	Timeout int    `json:"timeout_seconds,omitempty" jsonschema:"1 to 50, usually 25"`
	Contact string `json:"contact,omitempty" jsonschema:"only this contact: id, phone or exact name"`
}

func (s *Server) waitForMessages() offered {
	return tool(s, about{
		name: "wait_for_whatsapp_messages", title: "Wait for messages",
		description: "Wait for what people write; empty at the timeout: then call again. " +
			"A batch is of one conversation and leased to you: answer it, or acknowledge it with ack_whatsapp_messages; otherwise it comes back after two minutes.",
	}, s.doWait, batch.text)
}

func (s *Server) doWait(ctx context.Context, in waitIn) (batch, error) {
	seconds, err := within("timeout_seconds", in.Timeout, usualWait, 1, mostWait)
	if err != nil {
		return batch{}, err
	}
	var of frontdesk.ContactID
	if in.Contact != "" {
		who, err := s.desk.People.Resolve(ctx, in.Contact)
		if err != nil {
			return batch{}, blame(err, "contact")
		}
		of = who.ID
	}
	select {
	case s.waiters <- struct{}{}:
		defer func() { <-s.waiters }()
	default:
		return batch{}, frontdesk.Errorf(frontdesk.Unavailable, "%d calls wait already", MaxWaiters).WithNext("let one of them end first")
	}
	return s.waitUntil(ctx, of, time.Duration(seconds)*time.Second)
}

func (s *Server) waitUntil(ctx context.Context, of frontdesk.ContactID, most time.Duration) (batch, error) {
	over := time.NewTimer(most)
	defer over.Stop()
	progress := time.NewTicker(tellProgress)
	defer progress.Stop()
	look := time.NewTicker(lookAgain)
	defer look.Stop()
	for waited := 0; ; {
		changed := s.desk.Changed()
		b, ok, err := s.desk.Followers.Claim(ctx, of, LeaseTime, MaxBatch)
		if err != nil || ok {
			return s.handOver(b), err
		}
		select {
		case <-ctx.Done():
			return batch{}, ctx.Err()
		case <-s.closing:
			return batch{Messages: []message{}}, nil
		case <-over.C:
			return batch{Messages: []message{}}, nil
		case <-progress.C:
			waited += int(tellProgress / time.Second)
			tell(ctx, int64(waited), int64(most/time.Second), "still waiting for messages")
		case <-changed:
		case <-look.C:
		}
	}
}

func (s *Server) handOver(b frontdesk.Batch) batch {
	out := batch{Messages: []message{}}
	if b.Lease == "" {
		return out
	}
	out.Lease = s.lease(b.Lease, b.UpTo)
	for _, m := range b.Messages {
		out.Messages = append(out.Messages, messageOf(m, b.Contact, false))
	}
	for _, e := range b.Events {
		out.Events = append(out.Events, eventOf(e))
	}
	return out
}
