package outbox

import (
	"sync"

	"frontdesk"
)

const (
	// Workers is how many messages of all numbers are on their way at one time,
	// and NumberWorkers of one number: a thousand a second, while Meta takes a
	// quarter of a second for each.
	Workers       = 1024
	NumberWorkers = 256
)

// crew is those who carry messages. One carries of a conversation, so that it
// stays in order, and no number has them all.
type crew struct {
	workers sync.WaitGroup
	free    chan struct{} // somebody is done; there may be more to do

	mu   sync.Mutex
	busy map[frontdesk.ConversationID]bool
	of   map[frontdesk.IntegrationID]int
}

func newCrew() *crew {
	return &crew{
		free: make(chan struct{}, 1), busy: map[frontdesk.ConversationID]bool{}, of: map[frontdesk.IntegrationID]int{},
	}
}

// turn is whether a delivery may have a worker.
type turn int

const (
	yours turn = iota
	taken      // somebody carries for the conversation
	full       // nobody is free
)

// reserve takes a worker for a delivery, if it may have one.
func (c *crew) reserve(d frontdesk.Delivery) turn {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.busy[d.Conversation]:
		return taken
	case len(c.busy) >= Workers || c.of[d.Integration] >= NumberWorkers:
		return full
	}
	c.busy[d.Conversation] = true
	c.of[d.Integration]++
	return yours
}

func (c *crew) release(d frontdesk.Delivery) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.busy, d.Conversation)
	c.of[d.Integration]--
}

func (c *crew) ended(d frontdesk.Delivery) {
	c.release(d)
	select {
	case c.free <- struct{}{}:
	default:
	}
}

// drain waits until all are done.
func (c *crew) drain() { c.workers.Wait() }
