// Package worker runs what reads strangers' files in processes of their own.
//
// Decoders of documents, pictures and sound hang, eat gigabytes and abort the
// process they are in when a file was made to do so, and none of them can be
// interrupted. So the program starts itself again as a worker: with limits on
// time, memory, processor, disk and open files, with nothing of our environment
// and a folder of its own. A file that breaks a worker costs one labelled failure
// and nothing else. A worker that did well is used again for a while, since
// starting one takes longer than reading a page.
package worker

import (
	"context"
	"encoding/json"
	"time"
)

// Job is what a worker does with one file. It gives a value that can be written
// as JSON and, if it makes a file, the path of it, inside the input's Temp.
// Failures it foresaw are told as they are; a panic or a broken limit ends the
// worker.
type Job func(ctx context.Context, in Input) (value any, file string, err error)

// Input is what a job is handed.
type Input struct {
	// Path is the file to read; it may be a kept one and must not be changed.
	Path string
	// Temp is a folder for this job alone.
	Temp   string
	params json.RawMessage
}

// Params reads what the caller passed along.
func (in Input) Params(out any) error { return json.Unmarshal(in.params, out) }

// Limits bound one job.
type Limits struct {
	Time   time.Duration // from start to answer
	CPU    time.Duration // of processor time; 0 is Time
	Memory int64         // bytes of data; 0 is no limit
	Disk   int64         // bytes of the largest file it may write; 0 is no limit
}

// Family is jobs that share limits and, as they load the same code, workers.
type Family struct {
	Name string
	Limits
	Jobs map[string]Job
	// Fresh makes each job have a worker of its own.
	Fresh bool
}

// argument is the first argument of a worker. It is not for people, so that no
// help shows it.
const argument = "worker-process"

// Called tells whether the program was started as a worker.
func Called(args []string) bool { return len(args) >= 2 && args[1] == argument }

// request is a line from the pool to a worker.
type request struct {
	Job    string          `json:"job"`
	Path   string          `json:"path"`
	Params json.RawMessage `json:"params,omitempty"`
}

// answer is a line from a worker to the pool. Who reads it says before what the
// value is to be read into, so that a long one is read once.
type answer struct {
	Value  any      `json:"value,omitempty"`
	Beside []int    `json:"beside,omitempty"` // the lengths of the texts that follow
	File   string   `json:"file,omitempty"`
	Error  *failure `json:"error,omitempty"`
}

// failure is an error on its way between processes.
type failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Next    string `json:"next,omitempty"`
	Cause   string `json:"cause,omitempty"`
}
