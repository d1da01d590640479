package worker

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"frontdesk"
)

// Serve is the whole life of a worker: it takes its limits upon itself, then
// does job after job until its input ends. It gives the exit status.
func Serve(args []string, families []Family) int {
	family, ok := find(families, args[2:])
	if !ok {
		fmt.Fprintln(os.Stderr, "a worker is started by the program alone")
		return 2
	}
	temp, err := os.Getwd()
	if err == nil {
		err = confine(family.Limits)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	// Libraries in C write to standard output when they please; answers go out
	// by a descriptor that they do not know.
	out, err := keepOutput()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if err := serve(family, temp, os.Stdin, out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func find(families []Family, args []string) (Family, bool) {
	for _, f := range families {
		if len(args) > 0 && f.Name == args[0] {
			return f, true
		}
	}
	return Family{}, false
}

func serve(family Family, temp string, in io.Reader, out io.Writer) error {
	requests := json.NewDecoder(bufio.NewReader(in))
	for n := 0; ; n++ {
		var r request
		if err := requests.Decode(&r); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := family.work(r, filepath.Join(temp, fmt.Sprint(n))).write(out); err != nil {
			return err
		}
	}
}

func (f Family) work(r request, temp string) answer {
	if err := errors.Join(f.allow(), os.Mkdir(temp, 0o700)); err != nil {
		return failed(err)
	}
	job := f.Jobs[r.Job]
	if job == nil {
		return failed(fmt.Errorf("family %s has no job %q", f.Name, r.Job))
	}
	ctx, cancel := context.WithTimeout(context.Background(), f.Time)
	defer cancel()
	value, file, err := job(ctx, Input{Path: r.Path, Temp: temp, params: r.Params})
	if err != nil {
		return failed(errors.Join(err, os.RemoveAll(temp)))
	}
	if file == "" {
		err = os.RemoveAll(temp)
	} else if !strings.HasPrefix(filepath.Clean(file), temp+string(filepath.Separator)) {
		err = fmt.Errorf("job %s answers with a file outside its folder", r.Job)
	}
	if err != nil {
		return failed(err)
	}
	return answer{Value: value, File: file}
}

// allow gives the next job its share of processor time: what was used so far
// counts towards the limit of a process.
func (f Family) allow() error { return allowCPU(f.cpu()) }

func (l Limits) cpu() time.Duration {
	if l.CPU > 0 {
		return l.CPU
	}
	return l.Time
}

func failed(err error) answer {
	e := frontdesk.Foreseen(err)
	f := &failure{Code: string(e.Code), Message: e.Message, Next: e.Next}
	if e.Cause != nil {
		f.Cause = fmt.Sprintf("%.2000s", e.Cause.Error())
	}
	return answer{Error: f}
}

func (f *failure) problem() error {
	e := frontdesk.Errorf(frontdesk.Code(f.Code), "%s", f.Message)
	e.Next = f.Next
	if f.Cause != "" {
		e.Cause = errors.New(f.Cause)
	}
	return e
}
