// Package speech hears words in sound with programs on this machine.
//
// Any program will do that is given a WAV and writes what it hears: whisper.cpp,
// PocketSphinx, a script. It runs below a worker, so that it is ended with all
// that it started when it takes too long, and knows nothing of our environment.
// What it writes is text from outside: bounded, cleaned of timestamps and of
// remarks such as [BLANK_AUDIO], and empty when nothing is left. Silence is not
// given to it at all, for engines make up words when there are none.
package speech

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"frontdesk"
	"frontdesk/media/worker"
)

const (
	// maxTime is how long an engine may take for one sound.
	maxTime = 10 * time.Minute
	// maxCPU is more, since an engine may use several processors.
	maxCPU  = 4 * maxTime
	maxDisk = 1 << 30
	// MaxText is how many bytes an engine may write: ten hours of speech.
	MaxText = 1 << 20
	// maxSaid is how much of its complaints is kept: what a worker passes on.
	maxSaid = 1500
	// searchPath is where programs look that are scripts: a worker has no PATH.
	searchPath = "PATH=/usr/local/bin:/usr/bin:/bin"
)

// Params say what to run on a sound.
type Params struct {
	// Command is a program and its arguments. {audio} becomes the path of the
	// sound, which is added at the end if it is nowhere; {language} becomes
	// Language, or auto.
	Command  []string `json:"command"`
	Language string   `json:"language,omitempty"` // ISO 639
	// Engine and Version are what the transcript names.
	Engine  string `json:"engine,omitempty"`
	Version string `json:"version,omitempty"`
}

// Family is the one job on speech:
//
//	speech.command  [Params] → [frontdesk.Extract], of a 16 kHz mono WAV
//
// It has no limit on memory: models are as large as they are.
func Family() worker.Family {
	return worker.Family{
		Name:   "speech",
		Limits: worker.Limits{Time: maxTime, CPU: maxCPU, Disk: maxDisk},
		Jobs:   map[string]worker.Job{"speech.command": command},
	}
}

func command(ctx context.Context, in worker.Input) (any, string, error) {
	var p Params
	if err := in.Params(&p); err != nil {
		return nil, "", err
	}
	e, err := transcribe(ctx, in.Path, in.Temp, p)
	return e, "", err
}

func transcribe(ctx context.Context, path, temp string, p Params) (frontdesk.Extract, error) {
	e := frontdesk.Extract{Kind: frontdesk.Transcript, Status: frontdesk.ExtractEmpty, Engine: p.Engine, Version: p.Version, Language: p.Language}
	s, err := Measure(path)
	if err != nil {
		return frontdesk.Extract{}, err
	}
	e.Seconds = s.Seconds
	if s.Silent() {
		return e, nil
	}
	said, err := run(ctx, arguments(p, path), temp)
	if err != nil {
		return frontdesk.Extract{}, err
	}
	if e.Text, e.Confidence = read(said); e.Text != "" {
		e.Status = frontdesk.ExtractOK
	}
	return e, nil
}

// arguments puts the sound where the command wants it.
func arguments(p Params, path string) []string {
	language := p.Language
	if language == "" {
		language = "auto"
	}
	var args []string
	named := false
	for _, word := range p.Command {
		named = named || strings.Contains(word, "{audio}")
		args = append(args, strings.NewReplacer("{audio}", path, "{language}", language).Replace(word))
	}
	if !named {
		args = append(args, path)
	}
	return args
}

// run gives what a program writes. That it fails is never the fault of the
// sound, which was made by us.
func run(ctx context.Context, args []string, temp string) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out, complaint := &text{full: cancel}, &worker.Tail{Max: maxSaid}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr, cmd.Dir, cmd.WaitDelay = out, complaint, temp, time.Second
	cmd.Env = append(cmd.Environ(), searchPath)
	err := cmd.Run()
	// The reason comes at the end, after pages about the model.
	cause := fmt.Errorf("%v: %s", err, strings.TrimSpace(complaint.String()))
	var exit *exec.ExitError
	switch {
	case out.over:
		return nil, unavailable("the speech engine writes without end").WithCause(cause)
	case err == nil:
		return out.b, nil
	case errors.As(err, &exit), errors.Is(err, exec.ErrWaitDelay), ctx.Err() != nil:
		return nil, unavailable("the speech engine failed").WithCause(cause)
	}
	return nil, unavailable("the speech engine could not be started").WithCause(cause)
}

func unavailable(sentence string) *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Unavailable, "%s", sentence).WithNext("see what the log says of it, mend it, and try again")
}

// text is what a program writes, up to MaxText. It is no bytes.Buffer, whose
// ReadFrom would take everything.
type text struct {
	b    []byte
	over bool
	full func() // is called with the first byte too many
}

func (t *text) Write(b []byte) (int, error) {
	if len(t.b)+len(b) > MaxText {
		t.over = true
		t.full()
		return 0, errors.New("too long")
	}
	t.b = append(t.b, b...)
	return len(b), nil
}
