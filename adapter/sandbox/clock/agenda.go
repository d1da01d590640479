package clock

import (
	"container/heap"
	"time"
)

// Agenda is what is to be done later, by the line of the sandbox's clock.
type Agenda struct {
	tasks tasks
	last  uint64
}

type task struct {
	due time.Time
	seq uint64 // equal times are done in the order they were noted
	do  func()
}

// At notes something to do. Whoever takes it with Next does it.
func (a *Agenda) At(due time.Time, do func()) {
	a.last++
	heap.Push(&a.tasks, task{due, a.last, do})
}

// Next takes what is due first, if it is due.
func (a *Agenda) Next(now time.Time) (do func(), ok bool) {
	if len(a.tasks) == 0 || a.tasks[0].due.After(now) {
		return nil, false
	}
	return heap.Pop(&a.tasks).(task).do, true
}

// Len is how many things are to be done.
func (a *Agenda) Len() int { return len(a.tasks) }

// Wait is how long nothing is due.
func (a *Agenda) Wait(now time.Time) time.Duration {
	if len(a.tasks) == 0 {
		return time.Hour
	}
	return max(a.tasks[0].due.Sub(now), 0)
}

type tasks []task

func (t tasks) Len() int      { return len(t) }
func (t tasks) Swap(i, j int) { t[i], t[j] = t[j], t[i] }
func (t tasks) Less(i, j int) bool {
	if !t[i].due.Equal(t[j].due) {
		return t[i].due.Before(t[j].due)
	}
	return t[i].seq < t[j].seq
}
func (t *tasks) Push(x any) { *t = append(*t, x.(task)) }
func (t *tasks) Pop() any {
	old := *t
	last := old[len(old)-1]
	old[len(old)-1] = task{}
	*t = old[:len(old)-1]
	return last
}
