package main

import (
	"context"
	"testing"
	"time"

	"frontdesk"
)

// The store is slow to answer who asked first, and a number comes meanwhile.
func TestWhatWasReadBeforeAChangeIsNotPutOverIt(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	before, now := []frontdesk.Integration{{ID: "i1"}}, []frontdesk.Integration{{ID: "i1"}, {ID: "i2"}}
	d := directory{load: func(context.Context) ([]frontdesk.Integration, error) {
		if before != nil {
			all := before
			before = nil
			close(asked)
			<-answer
			return all, nil
		}
		return now, nil
	}}
	first, second := make(chan error, 1), make(chan error, 1)
	go func() { first <- d.refresh(t.Context()) }()
	<-asked
	go func() { second <- d.refresh(t.Context()) }()
	select {
	case err := <-second: // it did not wait for the first
		second <- err
	case <-time.After(50 * time.Millisecond):
	}
	close(answer)
	for _, ended := range []chan error{first, second} {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	if _, err := d.integration("i2"); err != nil {
		t.Errorf("the number that came is not known: %v", err)
	}
}
