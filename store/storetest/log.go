package storetest

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){
	"UpdatesAreKeptAsTheyCame":           updatesAreKeptAsTheyCame,
	"NoUpdateIsPassedOver":               noUpdateIsPassedOver,
	"WorkAndCursorMoveTogether":          workAndCursorMoveTogether,
	"TwoCopiesApplyEachUpdateOnce":       twoCopiesApplyEachUpdateOnce,
	"AMistakeIsNotAnOutage":              aMistakeIsNotAnOutage,
	"AStoppedStoreTurnsAway":             aStoppedStoreTurnsAway,
	"AppendingEndsWithItsContext":        appendingEndsWithItsContext,
	"OnlyAppliedAndOldUpdatesAreRemoved": onlyAppliedAndOldUpdatesAreRemoved,
	"OnceIsOnce":                         onceIsOnce,
})

func updatesAreKeptAsTheyCame(d *desk) {
	on := d.number()
	for _, body := range [][]byte{
		[]byte("{}"), {}, nil, []byte("\x00\xff\xfe not text \x00"), bytes.Repeat([]byte("3 MiB "), 1<<19),
	} {
		u := frontdesk.Update{At: d.clock.Now().Add(-time.Minute), Kind: frontdesk.CloudAPI, Integration: on, Signer: "ab12", Body: body}
		u.ID = get(d.db.Append(d.ctx, u))(d)
		kept := get(d.db.Update(d.ctx, u.ID))(d)
		if !bytes.Equal(kept.Body, body) || !kept.At.Equal(u.At) {
			d.Fatalf("%d bytes at %s became %d at %s", len(body), u.At, len(kept.Body), kept.At)
		}
		kept.Body, kept.At = u.Body, u.At
		d.same(kept, u)
	}
	_, err := d.db.Update(d.ctx, 99)
	d.code(err, frontdesk.NotFound)
}

// noUpdateIsPassedOver is the promise that a sequence breaks: see [Lost].
func noUpdateIsPassedOver(d *desk) {
	copies := []*store.DB{d.copy(), d.copy()}
	lost, total := Lost(d, 16, 400*time.Millisecond,
		func(ctx context.Context, writer int) (int64, error) {
			id, err := copies[writer%2].Append(ctx, frontdesk.Update{At: d.clock.Now(), Kind: "test", Body: []byte("{}")})
			return int64(id), err
		},
		func(ctx context.Context, _ int64) (ids []int64, err error) {
			_, err = d.db.Apply(ctx, "reader", 100, func(_ context.Context, _ *store.Tx, us []frontdesk.Update) error {
				ids = ids[:0]
				for _, u := range us {
					ids = append(ids, int64(u.ID))
				}
				return nil
			})
			return ids, err
		})
	if lost != 0 {
		d.Errorf("a reader passed over %d of %d updates", lost, total)
	}
}

func workAndCursorMoveTogether(d *desk) {
	v := d.conversation()
	get(d.db.Append(d.ctx, frontdesk.Update{Kind: "test", Body: []byte("1")}))(d)
	get(d.db.Append(d.ctx, frontdesk.Update{Kind: "test", Body: []byte("2")}))(d)
	try := func(max int, failure error) (seen string) {
		n, err := d.db.Apply(d.ctx, "inbox", max, func(ctx context.Context, tx *store.Tx, us []frontdesk.Update) error {
			for _, u := range us {
				seen += string(u.Body)
				m := d.said(v, seen)
				m.WAMID = "wamid.update" + string(u.Body)
				if _, fresh, err := tx.KeepMessage(ctx, m); err != nil || !fresh {
					return errors.Join(err, errors.New("the message was there already"))
				}
			}
			return failure
		})
		if !errors.Is(err, failure) || failure == nil && n != len(seen) {
			d.Fatalf("applying %d gave %d, %v", max, n, err)
		}
		return seen
	}
	d.same(try(9, frontdesk.Errorf(frontdesk.Conflict, "on purpose")), "12")
	d.same(try(1, nil), "1")
	d.same(try(9, nil), "2")
	d.same(try(9, nil), "")
	d.same(get(d.db.Conversation(d.ctx, v.ID))(d).LastSeq, int64(2))
}

func twoCopiesApplyEachUpdateOnce(d *desk) {
	const updates = 60
	v := d.conversation()
	for range updates {
		get(d.db.Append(d.ctx, frontdesk.Update{Kind: "test", Body: []byte("{}")}))(d)
	}
	var both sync.WaitGroup
	var mu sync.Mutex
	var seen []frontdesk.UpdateID
	for _, db := range []*store.DB{d.db, d.copy()} {
		both.Go(func() {
			for n := 1; n > 0; {
				var now []frontdesk.UpdateID
				var err error
				n, err = db.Apply(d.ctx, "inbox", 7, func(ctx context.Context, tx *store.Tx, us []frontdesk.Update) error {
					now = now[:0]
					for _, u := range us {
						now = append(now, u.ID)
						if _, _, err := tx.KeepMessage(ctx, d.said(v, "x")); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					d.Error(err)
				}
				mu.Lock()
				seen = append(seen, now...)
				mu.Unlock()
			}
		})
	}
	both.Wait()
	once := map[frontdesk.UpdateID]bool{}
	for _, id := range seen {
		once[id] = true
	}
	if len(seen) != updates || len(once) != updates {
		d.Errorf("%d updates were applied %d times, %d of them", updates, len(seen), len(once))
	}
	d.same(get(d.db.Conversation(d.ctx, v.ID))(d).LastSeq, int64(updates))
}

// A store that took every failure for an outage would try a mistake for ever.
func aMistakeIsNotAnOutage(d *desk) {
	d.code(d.applyOn(d.db, func(*store.Tx) error { return errors.New("a mistake of ours") }), frontdesk.Internal)
	d.code(d.applyOn(d.db, func(*store.Tx) error { return frontdesk.Errorf(frontdesk.Invalid, "bad") }), frontdesk.Invalid)
	d.code(d.applyOn(d.db, func(tx *store.Tx) error {
		_, _, err := tx.KeepMessage(d.ctx, frontdesk.Message{Conversation: "v99", Content: frontdesk.Text{Body: "x"}})
		return err
	}), frontdesk.NotFound)
}

func aStoppedStoreTurnsAway(d *desk) {
	db := get(store.Open(d.ctx, store.Options{URL: d.url, Key: Key}))(d)
	ctx, stop := context.WithCancel(d.ctx)
	ended := make(chan error, 1)
	go func() { ended <- db.Run(ctx) }()
	get(db.Append(d.ctx, frontdesk.Update{Kind: "test", Body: []byte("{}")}))(d)
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			for {
				if _, err := db.Append(d.ctx, frontdesk.Update{Kind: "test", Body: []byte("{}")}); err != nil {
					if frontdesk.CodeOf(err) != frontdesk.Unavailable {
						d.Errorf("a stopping store gives %v", err)
					}
					return
				}
			}
		})
	}
	stop()
	d.ok(<-ended)
	callers.Wait()
	_, err := db.Append(d.ctx, frontdesk.Update{Kind: "test"})
	d.code(err, frontdesk.Unavailable)
	d.ok(db.Close())
}

func appendingEndsWithItsContext(d *desk) {
	db := get(store.Open(d.ctx, store.Options{URL: d.url, Key: Key}))(d) // and nobody runs it
	ctx, cancel := context.WithCancel(d.ctx)
	cancel()
	_, err := db.Append(ctx, frontdesk.Update{Kind: "test"})
	d.code(err, frontdesk.Timeout)
	d.ok(db.Close())
}

func onlyAppliedAndOldUpdatesAreRemoved(d *desk) {
	day := d.clock.Now()
	for i := range 4 {
		u := frontdesk.Update{At: day.Add(time.Duration(i) * time.Hour), Kind: "test", Body: []byte("{}")}
		get(d.db.Append(d.ctx, u))(d)
	}
	d.same(get(d.db.Prune(d.ctx, day.Add(9*time.Hour)))(d), int64(0)) // nobody has applied them
	get(d.db.Apply(d.ctx, "inbox", 3, func(context.Context, *store.Tx, []frontdesk.Update) error { return nil }))(d)
	d.same(get(d.db.Prune(d.ctx, day.Add(time.Hour)))(d), int64(1)) // the first is old
	d.same(get(d.db.Prune(d.ctx, day.Add(9*time.Hour)))(d), int64(2))
	d.same(get(d.db.Update(d.ctx, 4))(d).ID, frontdesk.UpdateID(4))
	d.same(get(d.db.Stats(d.ctx))(d).UpdatesBehind, int64(1))
}

func onceIsOnce(d *desk) {
	on := d.number()
	var answers []string
	for _, wamid := range []string{"a", "a", "b"} {
		d.apply(func(tx *store.Tx) error {
			fresh, err := tx.Once(d.ctx, on, wamid)
			answers = append(answers, map[bool]string{true: "new", false: "known"}[fresh])
			return err
		})
	}
	d.same(strings.Join(answers, " "), "new known new")
}
