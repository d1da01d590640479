package worker

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"frontdesk"
)

// maxAnswer is how long a worker's answer may be; what is larger comes as a
// file.
const maxAnswer = 32 << 20

// pipeSize is how much a pipe holds: answers are read as they are written.
const pipeSize = 64 << 10

// maxTail is how much of what a worker complains of is kept.
const maxTail = 2000

// process is one worker.
type process struct {
	family  Family
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	said    *Tail
	temp    string
	used    int
	idle    time.Time
	reaped  chan struct{} // closes when it has ended
	waitErr error         // how; set before reaped closes
}

func start(program string, f Family, temp string) (_ *process, err error) {
	p := &process{family: f, said: &Tail{Max: maxTail}, reaped: make(chan struct{})}
	if p.temp, err = os.MkdirTemp(temp, "worker-"); err != nil {
		return nil, err
	}
	p.cmd = exec.Command(program, argument, f.Name)
	p.cmd.Dir, p.cmd.Stderr, p.cmd.SysProcAttr = p.temp, p.said, attributes()
	p.cmd.Env = []string{"TMPDIR=" + p.temp, "TMP=" + p.temp, "HOME=" + p.temp, "LC_ALL=C.UTF-8", "GOMAXPROCS=2"}
	p.cmd.Env = append(p.cmd.Env, covered()...)
	var out io.ReadCloser
	if p.in, err = p.cmd.StdinPipe(); err == nil {
		if out, err = p.cmd.StdoutPipe(); err == nil {
			err = p.cmd.Start()
		}
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(p.temp))
	}
	p.out = bufio.NewReaderSize(out, pipeSize)
	return p, nil
}

// covered passes on where a program built for it writes what was executed.
func covered() []string {
	if dir, ok := os.LookupEnv("GOCOVERDIR"); ok {
		return []string{"GOCOVERDIR=" + dir}
	}
	return nil
}

// ask has one job done. After an error the worker has ended; what the job
// itself found wrong is in the answer. Its value is read into out.
func (p *process) ask(ctx context.Context, r request, out any) (a answer, err error) {
	p.used++
	type read struct {
		answer
		err error
	}
	done := make(chan read, 1)
	go func() {
		var got read
		if got.err = json.NewEncoder(p.in).Encode(r); got.err == nil {
			got.answer, got.err = readAnswer(p.out, maxAnswer, out)
		}
		done <- got
	}()
	clock := time.NewTimer(p.family.Time)
	defer clock.Stop()
	select {
	case got := <-done:
		if got.err != nil {
			p.end()
			return a, p.died(got.err)
		}
		return got.answer, nil
	case <-clock.C:
		err = frontdesk.Errorf(frontdesk.OverLimit, "reading it took longer than %s", p.family.Time)
	case <-ctx.Done():
		err = ctx.Err()
	}
	p.end()
	<-done
	return a, err
}

// readLine reads up to a line's end, but no more than max bytes.
func readLine(r *bufio.Reader, max int) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > max:
			return nil, fmt.Errorf("the answer is longer than %d bytes", max)
		case err == nil:
			return line, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

// died says in plain words that a worker ended before its answer.
func (p *process) died(cause error) error {
	return frontdesk.Errorf(frontdesk.OverLimit, "the reader broke off, as damaged files and such over a limit make it").
		WithCause(fmt.Errorf("%w: %v; %v; it said %q", errDied, cause, p.waitErr, p.said))
}

// errDied is a worker that ended by itself.
var errDied = errors.New("the worker ended")

// end ends the worker, whatever it started and its folder.
func (p *process) end() {
	select {
	case <-p.reaped:
		return
	default:
	}
	_ = signalGroup(p.cmd.Process) // it may have ended by itself
	p.waitErr = p.cmd.Wait()
	close(p.reaped)
	_ = os.RemoveAll(p.temp) // what stays is removed at the next start
}
