package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// metaCodes are those Meta documents for messages and what surrounds them.
var metaCodes = []int{
	0, 1, 2, 3, 4, 10, 33, 100, 104, 190, 200, 299, 368, 80007, 130403, 130429, 130472, 130497, 131000, 131005, 131008, 131009,
	131016, 131020, 131021, 131026, 131030, 131031, 131037, 131041, 131042, 131044, 131045, 131047, 131048, 131049, 131050,
	131051, 131052, 131053, 131055, 131056, 131057, 131059, 131062, 131063, 131064, 131201, 131202, 131204, 131207, 131208,
	131215, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068, 132069, 133000, 133004, 133005,
	133006, 133008, 133009, 133010, 133015, 133016, 134011, 134100, 134101, 134102, 135000, 137000, 138000, 138018, 139000,
	139004, 139100, 139103, 147001, 147005, 200005, 200007, 2388019, 2388293, 2494100, 2593107, 2593109,
}

func TestEveryCodeByFaultAndByNumber(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.says(j{"text": "hi"})
		for _, want := range metaCodes {
			l.must("POST", "/faults", j{"do": "error", "code": want}, nil)
			status, v := l.graph("POST", ours+"/messages", textTo(person, nil))
			l.checkError(want, status, v)
			status, v = l.graph("POST", ours+"/messages", textTo(fmt.Sprintf("+491520%07d", want), nil))
			l.checkError(want, status, v)
		}
		var left []j
		if l.must("GET", "/faults", nil, &left); len(left) != 0 {
			t.Errorf("a fault that happened is still there: %v", left)
		}
	})
}

func (l *lab) checkError(want, status int, v j) {
	l.Helper()
	e, _ := v["error"].(j)
	if e == nil || code(v) != want || status < 400 || strings.Contains(e["message"].(string), "Unknown error") {
		l.Errorf("want code %d, got %d %v", want, status, v)
	}
}

func TestEveryCodeAsALateFailure(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		for _, want := range metaCodes[1:] {
			phone := fmt.Sprintf("491521%07d", want)
			l.must("POST", "/phones/"+phone+"/messages", j{"text": "hi"}, nil)
			_, v := l.graph("POST", ours+"/messages", textTo(phone, j{"biz_opaque_callback_data": "cb"}))
			id := list(v["messages"])[0]["id"]
			l.settle()
			all := l.program.heard("statuses")
			last := all[len(all)-1]
			if last["id"] != id || last["status"] != "failed" || last["biz_opaque_callback_data"] != "cb" ||
				list(last["errors"])[0]["code"] != float64(want) {
				t.Errorf("%d: %v", want, last)
			}
		}
	})
}

// TestGraphFaults walks what can go wrong with a call, by request and by
// special number.
func TestGraphFaults(t *testing.T) {
	tests := []struct {
		fault  j
		number string
		status int // 0 is a closed connection
		body   string
		taken  int
		after  time.Duration
	}{
		{j{"do": "close"}, "+4915220000002", 0, "", 0, 0},
		{j{"do": "close", "accepted": true}, "+4915220000001", 0, "", 1, 0},
		{j{"do": "html"}, "+4915220000003", http.StatusServiceUnavailable, "<!DOCTYPE html>", 0, 0},
		{j{"do": "html", "status": 500, "accepted": true}, "+4915220000012", http.StatusInternalServerError, "<!DOCTYPE html>", 1, 0},
		{j{"do": "empty"}, "+4915220000004", http.StatusOK, "", 0, 0},
		{j{"do": "ok_error"}, "+4915220000005", http.StatusOK, `"code":131000`, 0, 0},
		{j{"do": "redirect"}, "+4915220000006", http.StatusFound, "", 0, 0},
		{j{"do": "hang", "wait": "1m"}, "+4915220000007", http.StatusOK, `"messages":[{"id":"wamid.`, 1, time.Minute},
	}
	for _, tt := range tests {
		inLab(t, nil, func(l *lab) {
			for _, to := range []string{person, tt.number} {
				l.must("POST", "/phones/"+strings.ReplaceAll(to, " ", "")+"/messages", j{"text": "hi"}, nil)
				if to == person {
					l.must("POST", "/faults", tt.fault, nil)
				}
				start := time.Now()
				status, body := l.do("POST", "/graph/v25.0/"+ours+"/messages",
					fmt.Sprintf(`{"messaging_product":"whatsapp","to":%q,"text":{"body":"x"}}`, to), "Authorization", "Bearer "+token)
				if status != tt.status || !strings.Contains(string(body), tt.body) || (tt.body == "" && len(body) > 0) {
					t.Errorf("%v to %s: %d %s", tt.fault, to, status, body)
				}
				if took := time.Since(start); took != tt.after {
					t.Errorf("%v to %s took %v", tt.fault, to, took)
				}
				l.settle()
				var there []j
				l.must("GET", "/phones/"+strings.ReplaceAll(to, " ", "")+"/messages", nil, &there)
				if len(there)-1 != tt.taken {
					t.Errorf("%v to %s: %d messages were taken", tt.fault, to, len(there)-1)
				}
			}
		})
	}
}

func TestStatusFaults(t *testing.T) {
	tests := []struct {
		fault  j
		number string // "" has none
		want   string
	}{
		{j{"on": "status", "do": "drop", "always": true}, "+4915220000008", ""},
		{j{"on": "status", "do": "drop", "only": "delivered"}, "", "sent read"},
		{nil, "+4915220000009", "sent"},
		{j{"on": "status", "do": "reverse"}, "+4915220000010", "read delivered sent"},
		{j{"on": "status", "do": "copies", "size": 3, "always": true}, "", "sent sent sent delivered delivered delivered read read read"},
		{j{"on": "status", "do": "fail"}, "", "sent sent delivered read"},
		{j{"on": "status", "do": "failed", "code": 131026}, "+4915210131026", "failed"},
	}
	for _, tt := range tests {
		inLab(t, nil, func(l *lab) {
			if tt.fault != nil {
				l.must("POST", "/faults", tt.fault, nil)
				l.says(j{"text": "hi"})
				l.send(nil)
				l.settle()
				if got := statuses(l.program.heard("statuses")); got != tt.want {
					t.Errorf("%v: %q, want %q", tt.fault, got, tt.want)
				}
			}
		})
		inLab(t, nil, func(l *lab) {
			if tt.number != "" {
				l.must("POST", "/phones/"+tt.number+"/messages", j{"text": "hi"}, nil)
				l.graph("POST", ours+"/messages", textTo(tt.number, nil))
				l.settle()
				if got := statuses(l.program.heard("statuses")); got != tt.want {
					t.Errorf("%s: %q, want %q", tt.number, got, tt.want)
				}
			}
		})
	}
}

func TestWebhookFaults(t *testing.T) {
	tests := []struct {
		fault j
		want  string // what is heard of 1, 2, 3, typed while calls are held
		calls int
	}{
		{j{"on": "message", "do": "copies", "size": 3}, "1 1 1 2 3", 5},
		{j{"on": "webhook", "do": "fail"}, "1 1 2 3", 4},
		{j{"on": "message", "do": "reverse"}, "3 2 1", 3},
		{j{"on": "message", "do": "batch", "size": 10}, "1 2 3", 1},
		{j{"on": "message", "do": "batch", "size": 2}, "1 2 3", 2},
		{j{"on": "message", "do": "drop"}, "2 3", 2},
	}
	for _, tt := range tests {
		inLab(t, nil, func(l *lab) {
			var held j
			l.must("POST", "/faults", j{"on": "message", "do": "hold"}, &held)
			l.must("POST", "/faults", tt.fault, nil)
			for _, text := range []string{"1", "2", "3"} {
				l.says(j{"text": text})
			}
			synctest.Wait()
			if n := l.program.count(); n != 0 {
				t.Errorf("%d calls while held", n)
			}
			l.must("DELETE", fmt.Sprint("/faults/", held["id"]), nil, nil)
			l.settle()
			var got []string
			for _, m := range l.program.heard("messages") {
				got = append(got, m["text"].(j)["body"].(string))
			}
			if strings.Join(got, " ") != tt.want || l.program.count() != tt.calls {
				t.Errorf("%v: heard %v in %d calls, want %s in %d", tt.fault, got, l.program.count(), tt.want, tt.calls)
			}
		})
	}
}

func TestABatchSpansPhones(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.must("POST", "/faults", j{"on": "message", "do": "hold"}, nil)
		l.must("POST", "/faults", j{"on": "message", "do": "batch", "size": 100}, nil)
		for n := range 50 {
			l.must("POST", fmt.Sprintf("/phones/1555000%04d/messages", n), j{"text": "hi"}, nil)
		}
		l.must("DELETE", "/faults/1", nil, nil)
		l.settle()
		if got := len(l.program.heard("messages")); got != 50 || l.program.count() != 1 {
			t.Errorf("%d messages in %d calls", got, l.program.count())
		}
	})
}

func TestWhatHangsIsLetGoWithTheFaults(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.says(j{"text": "hi"})
		l.must("POST", "/faults", j{"do": "hang", "wait": "10m"}, nil)
		began, taken := time.Now(), make(chan string)
		go func() { taken <- l.send(nil) }()
		synctest.Wait() // it hangs
		l.must("DELETE", "/faults", nil, nil)
		if id := <-taken; id == "" || time.Since(began) != 0 {
			t.Errorf("%q is taken after %s", id, time.Since(began))
		}
	})
}

func TestAFaultOfOnePhoneSparesTheOthers(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.says(j{"text": "hi"})
		l.must("POST", "/phones/34600111222/messages", j{"text": "hi"}, nil)
		l.must("POST", "/faults", j{"do": "error", "code": 131026, "phone": "+34 600 111 222", "always": true}, nil)
		for range 2 {
			l.send(nil)
			if _, v := l.graph("POST", ours+"/messages", textTo("+34600111222", nil)); code(v) != 131026 {
				t.Errorf("got %v", v)
			}
		}
	})
}

func TestFaultsThatMakeNoSense(t *testing.T) {
	l := newLab(t, nil)
	for _, bad := range []string{
		``, `[]`, `{}`, `{"do":"explode"}`, `{"do":"failed"}`, `{"on":"status","do":"error"}`, `{"do":"hang"}`,
		`{"do":"hang","wait":"1h"}`, `{"do":"html","status":99}`, `{"on":"webhook","do":"copies","size":1}`,
		`{"do":"slow"}`, `{"do":"slow","wait":"11m"}`, `{"do":"cut","size":-1}`, `{"on":"status","do":"no_url"}`,
		`{"on":"message","do":"cut"}`, `{"do":"close","phone":"ada"}`, `{"do":"close","times":-1}`, `{"do":"close","tims":1}`, `{"do":"close"}{}`,
	} {
		if status, body := l.do("POST", "/faults", bad); status != http.StatusBadRequest || !strings.Contains(string(body), `"error"`) {
			t.Errorf("%s: %d %s", bad, status, body)
		}
	}
	for range 200 {
		l.must("POST", "/faults", j{"do": "close"}, nil)
	}
	if status, _ := l.do("POST", "/faults", `{"do":"close"}`); status != http.StatusServiceUnavailable {
		t.Errorf("one fault too many: %d", status)
	}
}
