package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestEveryCodeOnRequest asks for each code that Meta documents, at once and
// after acceptance.
func TestEveryCodeOnRequest(t *testing.T) {
	codes := []int{
		0, 190, 104, 200, 3, 10, 299, 131005, 368, 131031, 130497, 4, 80007, 130429, 131056, 131048, 131064, 133016, 1, 2, 131000, 131016,
		133004, 131057, 2494100, 33, 100, 131008, 131009, 135000, 131021, 131026, 131030, 131037, 131042, 131044, 131045, 131047, 131049,
		131050, 131051, 131052, 131053, 131055, 134100, 131063, 131062, 130403, 130472, 132000, 132012, 132018, 132001, 132005, 132007,
		132008, 132015, 132016, 132068, 132069, 133000, 133005, 133006, 133008, 133009, 133010, 133015, 134011, 134101, 134102, 137000,
		138000, 138018, 139000, 139004, 139100, 139103, 131020, 131041, 131059, 131201, 131202, 131204, 131207, 131215, 147001, 147005,
		2388019, 2388299, 200005, 200007, 2593107, 2593109,
	}
	inLab(t, nil, func(l *lab) {
		l.says(j{"text": "hi"})
		for _, want := range codes {
			l.must("POST", "/faults", j{"do": "error", "code": want, "path": "messages"}, nil)
			status, v := l.graph("POST", ours+"/messages", textTo(person, nil))
			e, _ := v["error"].(j)
			message, _ := e["message"].(string)
			if code(v) != want || status < 400 || strings.Contains(message, "Unknown error") {
				t.Errorf("%d: %d %v", want, status, v)
			}
			if want == 0 {
				continue // no message fails with 0
			}
			l.must("POST", "/clock", j{"advance": "10s"}, nil)
			l.must("POST", "/faults", j{"on": "status", "do": "failed", "code": want}, nil)
			if status, v := l.graph("POST", ours+"/messages", textTo(person, nil)); status != http.StatusOK {
				t.Fatalf("%d: %v", want, v)
			}
			l.settle()
			all := l.program.heard("statuses")
			got := all[len(all)-1]
			if got["status"] != "failed" || list(got["errors"])[0]["code"] != float64(want) {
				t.Errorf("%d after acceptance: %v", want, got)
			}
		}
	})
}
