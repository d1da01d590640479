package main

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/singleflight"
)

// uploading takes a while, unless its context ends before.
func uploading(ctx context.Context) func() (string, error) {
	return func() (string, error) {
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(time.Minute):
			return "id", nil
		}
	}
}

func TestWhoGivesUpLeavesTheUploadToTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all singleflight.Group
		first, giveUp := context.WithCancel(t.Context())
		defer giveUp()
		gone, there := make(chan error, 1), make(chan error, 2)
		go func() {
			_, err := once(first, &all, "file", uploading(first))
			gone <- err
		}()
		synctest.Wait()
		for range 2 {
			go func() {
				id, err := once(t.Context(), &all, "file", uploading(t.Context()))
				if err == nil && id != "id" {
					err = errors.New("it has the id " + id)
				}
				there <- err
			}()
		}
		synctest.Wait()
		giveUp()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up is told %v", err)
		}
		for range 2 {
			if err := <-there; err != nil {
				t.Errorf("who did not give up is told %v", err)
			}
		}
	})
}

func TestAnUploadThatFailsIsNotTriedAgain(t *testing.T) {
	var all singleflight.Group
	for _, why := range []error{errors.New("no"), context.DeadlineExceeded} {
		tries := 0
		_, err := once(t.Context(), &all, "file", func() (string, error) { tries++; return "", why })
		if !errors.Is(err, why) || tries != 1 {
			t.Errorf("%v after %d tries, and should be %v after one", err, tries, why)
		}
	}
}
