package store

import "context"

// Stats is how much is kept, and how much waits.
type Stats struct {
	UpdatesBehind int64 // in the log and not yet applied by everybody
	Queued        int64
	Sending       int64
	InDoubt       int64
	Failed        int64
	Messages      int64
	Contacts      int64
	Pending       int64
	FilesToFetch  int64
	FilesToRead   int64
}

// Stats counts. It reads counters and indexes, never the rows.
func (db *DB) Stats(ctx context.Context) (s Stats, err error) {
	err = db.r.QueryRowContext(ctx, `
		SELECT
			(SELECT last FROM head WHERE name = 'log') - (SELECT COALESCE(MIN(done), 0) FROM cursors),
			(SELECT COUNT(*) FROM deliveries WHERE state = 'queued'),
			(SELECT COUNT(*) FROM deliveries WHERE state = 'sending'),
			(SELECT COUNT(*) FROM deliveries WHERE state = 'unknown' AND state IN ('failed', 'unknown')),
			(SELECT COUNT(*) FROM deliveries WHERE state = 'failed' AND state IN ('failed', 'unknown')),
			(SELECT last FROM head WHERE name = 'message'),
			(SELECT COUNT(*) FROM contacts WHERE registered),
			(SELECT COUNT(*) FROM pending),
			(SELECT COUNT(*) FROM files WHERE work = 'fetch'),
			(SELECT COUNT(*) FROM files WHERE work = 'read')`,
	).Scan(&s.UpdatesBehind, &s.Queued, &s.Sending, &s.InDoubt, &s.Failed, &s.Messages, &s.Contacts, &s.Pending, &s.FilesToFetch, &s.FilesToRead)
	return s, foreseen(err)
}
