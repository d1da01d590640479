package worker

// Head keeps the first Max bytes of what a program writes. Neither it nor [Tail]
// is a bytes.Buffer, whose ReadFrom would take everything.
type Head struct {
	Max int
	b   []byte
}

// Write takes what there is room for, and lets the program go on.
func (h *Head) Write(b []byte) (int, error) {
	h.b = append(h.b, b[:min(len(b), h.Max-len(h.b))]...)
	return len(b), nil
}

// String gives what was kept.
func (h *Head) String() string { return string(h.b) }

// Tail keeps the last Max bytes of what a program writes.
type Tail struct {
	Max int
	b   []byte
}

// Write keeps the end of what was written so far.
func (t *Tail) Write(b []byte) (int, error) {
	t.b = append(t.b, b[max(0, len(b)-t.Max):]...)
	t.b = t.b[max(0, len(t.b)-t.Max):]
	return len(b), nil
}

// String gives what was kept.
func (t *Tail) String() string { return string(t.b) }
