package rate

import (
	"net/http"
	"time"

	"frontdesk/adapter/sandbox/refusal"
)

// View is Limits in JSON; what is not there stays as it was.
type View struct {
	PerSecond *int    `json:"per_second"`
	PairBurst *int    `json:"pair_burst"`
	PairEvery *string `json:"pair_every"`
	Reach     *int    `json:"reach"`
}

// View shows the limits that are in force.
func (l Limits) View() View {
	per, burst, every, reach := l.EverySecond(), l.Burst(), l.Every().String(), l.People()
	return View{&per, &burst, &every, &reach}
}

// Over gives the limits with the changes made to them.
func (v View) Over(l Limits) (Limits, error) {
	put(&l.PerSecond, v.PerSecond)
	put(&l.PairBurst, v.PairBurst)
	put(&l.Reach, v.Reach)
	if v.PairEvery != nil {
		d, err := time.ParseDuration(*v.PairEvery)
		if err != nil || d <= 0 {
			return l, refusal.Say(http.StatusBadRequest, `pair_every is a duration such as "6s"`)
		}
		l.PairEvery = d
	}
	if l.PerSecond < 0 || l.PerSecond > int(time.Second) || l.PairBurst < 0 {
		return l, refusal.Say(http.StatusBadRequest, "per_second and pair_burst are how many; 0 is as Meta has it")
	}
	return l, nil
}

func put(to *int, from *int) {
	if from != nil {
		*to = *from
	}
}
