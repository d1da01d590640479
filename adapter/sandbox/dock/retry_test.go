package dock_test

import (
	"testing"
	"time"

	"frontdesk/adapter/sandbox/dock"
)

func TestRetrySchedule(t *testing.T) {
	tests := []struct {
		failures int
		age      time.Duration
		wait     time.Duration
		again    bool
	}{
		{1, 0, 0, true},
		{2, 0, 250 * time.Millisecond, true},
		{3, time.Second, 500 * time.Millisecond, true},
		{10, time.Minute, 64 * time.Second, true},
		{40, 24 * time.Hour, time.Hour, true},
		{200, 7*24*time.Hour - time.Hour, time.Hour, true},
		{200, 7*24*time.Hour - time.Minute, time.Hour, false},
	}
	for _, tt := range tests {
		if wait, again := dock.RetryAfter(tt.failures, tt.age); wait != tt.wait || again != tt.again {
			t.Errorf("RetryAfter(%d, %v) = %v %v, want %v %v", tt.failures, tt.age, wait, again, tt.wait, tt.again)
		}
	}
}
