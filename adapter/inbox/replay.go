package inbox

import (
	"cmp"
	"context"

	"frontdesk"
)

// Again is the log of updates that may be worth reading again.
type Again interface {
	// Unread lists the updates that were noted as a problem, or brought messages
	// of a kind that was not known.
	Unread(ctx context.Context) ([]frontdesk.UpdateID, error)
	// Reread hands f those of some updates that are still in the log, in one
	// transaction. It gives how many there were.
	Reread(ctx context.Context, ids []frontdesk.UpdateID, f func(context.Context, Tx, []frontdesk.Update) error) (int, error)
}

// Rereader changes what an earlier reading made of an update.
type Rereader interface {
	// RereadMessage puts what is known now of a message in the place of a kind
	// not known, not passed on, or not come yet. It changes nothing that was read
	// rightly, and gives NotFound for a message that was not kept.
	RereadMessage(ctx context.Context, on frontdesk.IntegrationID, wamid string, c frontdesk.Content) (changed bool, err error)
	// Seen tells whether a Meta id was remembered by Once.
	Seen(ctx context.Context, on frontdesk.IntegrationID, wamid string) (bool, error)
	// Solved forgets why an update could not be read, and tells whether it could
	// not.
	Solved(ctx context.Context, id frontdesk.UpdateID) (had bool, err error)
}

// Replayed is what became of a replay.
type Replayed struct {
	Updates int // were read again
	Changed int // messages that say more now
	Heard   int // things heard for the first time
	Unread  int // updates that still cannot be read whole
	Gone    int // updates that are no longer in the log
}

func (a *Replayed) add(b Replayed) {
	a.Updates += b.Updates
	a.Changed += b.Changed
	a.Heard += b.Heard
	a.Unread += b.Unread
}

// Replay reads again what could not be read, or whose kind nobody knew, as this
// version reads it. What was right stays: a message that was understood, one
// that was rejected, a conversation's mode. It may be stopped and done again; an
// error tells what was done before it.
func (in *Inbox) Replay(ctx context.Context) (Replayed, error) {
	var all Replayed
	ids, err := in.Again.Unread(ctx)
	for err == nil && len(ids) > 0 {
		some := ids[:min(len(ids), Batch)]
		ids = ids[len(some):]
		var now Replayed
		var n int
		n, err = in.Again.Reread(ctx, some, func(ctx context.Context, tx Tx, us []frontdesk.Update) (err error) {
			now, err = in.rereadAll(ctx, tx, us)
			return err
		})
		if err == nil {
			all.add(now)
			all.Gone += len(some) - n
		}
	}
	return all, err
}

func (in *Inbox) rereadAll(ctx context.Context, tx Tx, us []frontdesk.Update) (Replayed, error) {
	all := Replayed{Updates: len(us)}
	for _, u := range us {
		had, err := tx.Solved(ctx, u.ID)
		if err != nil {
			return all, err
		}
		why, err := in.reread(ctx, tx, u, had, &all)
		if err != nil {
			return all, err
		}
		if why == nil {
			continue
		}
		all.Unread++
		if err := tx.Problem(ctx, u.ID, why.Message); err != nil {
			return all, err
		}
	}
	return all, nil
}

// reread reads one update again. had tells that a part of it could not be read:
// then what is not known of it yet is heard now. It gives why it still cannot be
// read whole; the operator was told when it came.
func (in *Inbox) reread(ctx context.Context, tx Tx, u frontdesk.Update, had bool, count *Replayed) (why *frontdesk.Error, err error) {
	heard, why := in.parse(u)
	if why != nil {
		return why, nil
	}
	r := in.reading(tx, u, heard)
	r.replay = true
	for _, h := range heard {
		if h.Problem != nil {
			why = h.Problem
			continue
		}
		if err := r.rehear(ctx, h, had, count); err != nil {
			return nil, err
		}
	}
	return why, nil
}

func (r reading) rehear(ctx context.Context, h frontdesk.Heard, had bool, count *Replayed) error {
	if m := messageOf(h); m != nil {
		on, ok := r.route(h.Number)
		if !ok || h.From.Group != "" && !had {
			return nil
		}
		changed, err := r.tx.RereadMessage(ctx, on.ID, m.WAMID, m.Content)
		switch {
		case err == nil && changed:
			r.observe("reread")
			count.Changed++
			return nil
		case frontdesk.CodeOf(err) != frontdesk.NotFound:
			return err
		}
		// One that was acted on and not kept was right too: a stranger's, or a
		// phrase for a new session.
		if known, err := r.tx.Seen(ctx, on.ID, m.WAMID); err != nil || known {
			return err
		}
	}
	if !had {
		return nil
	}
	count.Heard++
	return r.hear(ctx, h)
}

// messageOf is the message that was heard, if it is one.
func messageOf(h frontdesk.Heard) *frontdesk.Message { return cmp.Or(h.Past, h.Message) }
