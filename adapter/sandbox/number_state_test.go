package sandbox_test

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"frontdesk/adapter/sandbox"
)

func TestSoManyStrangersADay(t *testing.T) {
	inLab(t, func(s *sandbox.Sandbox) { s.Limits.Reach = 2 }, func(l *lab) {
		to := func(phone string) int {
			b := fill("hello_world")
			b["to"] = phone
			_, v := l.graph("POST", ours+"/messages", b)
			return code(v)
		}
		l.must("POST", "/phones/34600000009/messages", j{"text": "hi"}, nil)
		for _, step := range []struct {
			phone string
			code  int
		}{{"34600000001", 0}, {"34600000002", 0}, {"34600000003", 131048}, {"34600000001", 0}, {"34600000009", 0}} {
			if got := to(step.phone); got != step.code {
				t.Errorf("to %s: code %d, want %d", step.phone, got, step.code)
			}
		}
		l.must("POST", "/clock", j{"advance": "24h"}, nil)
		if got := to("34600000003"); got != 0 {
			t.Errorf("a day later: %d", got)
		}
		l.must("POST", "/limits", j{"reach": -1}, nil)
		for n := range 10 {
			if got := to(fmt.Sprint("3460000100", n)); got != 0 {
				t.Errorf("without a limit: %d", got)
			}
		}
	})
}

func TestNumbersAreAsTheyAreSet(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		fields := "?fields=" + url.QueryEscape("quality_rating,messaging_limit_tier,whatsapp_business_manager_messaging_limit,throughput,name_status,health_status")
		_, v := l.graph("GET", ours+fields, nil)
		if v["quality_rating"] != "GREEN" || v["messaging_limit_tier"] != "TIER_250" || v["throughput"].(j)["level"] != "STANDARD" ||
			v["name_status"] != "APPROVED" || v["health_status"].(j)["can_send_message"] != "AVAILABLE" {
			t.Errorf("at first: %v", v)
		}
		l.must("POST", "/numbers/"+ours, j{"quality_rating": "RED", "status": "BANNED"}, nil)
		l.must("POST", "/limits", j{"per_second": 1000, "reach": 100_000, "pair_every": "1s"}, nil)
		_, v = l.graph("GET", ours+fields, nil)
		if v["quality_rating"] != "RED" || v["messaging_limit_tier"] != "TIER_100K" || v["throughput"].(j)["level"] != "HIGH" ||
			v["health_status"].(j)["can_send_message"] != "BLOCKED" {
			t.Errorf("after it was set: %v", v)
		}
		_, v = l.graph("GET", account+"?fields=health_status,name", nil)
		if v["health_status"].(j)["can_send_message"] != "BLOCKED" || v["id"] != account {
			t.Errorf("the account: %v", v)
		}
		l.settle()
		if heard := l.program.values("max_daily_conversations_per_business"); len(heard) != 1 || heard[0]["event"] != "THROUGHPUT_UPGRADE" {
			t.Errorf("the webhook heard %v", heard)
		}
		for path, bad := range map[string]string{"/numbers/" + ours: `{"quality_rating":"BLUE"}`, "/limits": `{"pair_every":"soon"}`} {
			if status, _ := l.do("POST", path, bad); status != http.StatusBadRequest {
				t.Errorf("%s %s: %d", path, bad, status)
			}
		}
	})
}

// Who changes one limit does not take back what another changes meanwhile.
func TestLimitsAreChangedOneByOne(t *testing.T) {
	l := newLab(t, nil)
	for n := 1; n <= 200; n++ {
		var both sync.WaitGroup
		both.Go(func() { l.must("POST", "/limits", j{"per_second": n}, nil) })
		both.Go(func() { l.must("POST", "/limits", j{"pair_burst": n}, nil) })
		both.Wait()
		var v j
		if l.must("GET", "/limits", nil, &v); v["per_second"] != float64(n) || v["pair_burst"] != float64(n) {
			t.Fatalf("both were set to %d, and the limits are %v", n, v)
		}
	}
}

func TestThroughputCanBeSetAndIsEnforced(t *testing.T) {
	inLab(t, func(s *sandbox.Sandbox) { s.Limits.PairBurst = 100 }, func(l *lab) {
		l.says(j{"text": "hi"})
		l.must("POST", "/limits", j{"per_second": 2}, nil)
		for _, want := range []int{0, 0, 130429} {
			if _, v := l.graph("POST", ours+"/messages", textTo(person, nil)); code(v) != want {
				t.Errorf("want code %d: %v", want, v)
			}
		}
		time.Sleep(500 * time.Millisecond)
		l.send(nil)
	})
}
