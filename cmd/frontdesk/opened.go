package main

import (
	"os"

	"frontdesk/store"
)

// opened opens the store for a command, does something with it, and closes it.
// A server that runs on the same store goes on meanwhile.
func (s storage) opened(w world, do func(*store.DB) error) error {
	var p problems
	var out settings
	checkEnvironment(&p, os.Environ())
	s.check(&p, &out)
	if err := p.err(); err != nil {
		return err
	}
	if err := out.prepare(); err != nil {
		return err
	}
	db, err := store.Open(w.ctx, store.Options{URL: out.database, Key: out.key, Log: logger(w.stderr, false)})
	if err != nil {
		return err
	}
	if err := do(db); err != nil {
		return closing(err, db)
	}
	return db.Close()
}
