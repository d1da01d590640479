package worker_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"frontdesk"
	"frontdesk/media/worker"
)

const megabyte = 1 << 20

// A worker stands back for all else on the machine, and may take long to start:
// only those that are to use up their time are given little of it.
var families = []worker.Family{
	{Name: "good", Limits: worker.Limits{Time: time.Minute, Memory: 512 * megabyte, Disk: megabyte}, Jobs: map[string]worker.Job{
		"length": length, "copy": copied, "refuse": refuse, "who": who, "environment": environment, "fill": fill, "outside": outside, "die": die,
		"eat": eat, "shout": shout, "talk": talk, "recite": recite, "panic": func(context.Context, worker.Input) (any, string, error) { panic("x") },
	}},
	{Name: "hurried", Limits: worker.Limits{Time: 300 * time.Millisecond}, Jobs: map[string]worker.Job{"hang": hang}},
	{Name: "spin", Limits: worker.Limits{Time: 30 * time.Second, CPU: time.Second}, Jobs: map[string]worker.Job{"spin": spin}},
	{Name: "fresh", Fresh: true, Limits: worker.Limits{Time: time.Minute}, Jobs: map[string]worker.Job{"fresh": who}},
}

func TestMain(m *testing.M) {
	if worker.Called(os.Args) {
		os.Exit(worker.Serve(os.Args, families))
	}
	os.Exit(m.Run())
}

func length(_ context.Context, in worker.Input) (any, string, error) {
	var p struct{ Plus int }
	b, err := os.ReadFile(in.Path)
	if err == nil {
		err = in.Params(&p)
	}
	return len(b) + p.Plus, "", err
}

func copied(_ context.Context, in worker.Input) (any, string, error) {
	b, err := os.ReadFile(in.Path)
	if err != nil {
		return nil, "", err
	}
	to := filepath.Join(in.Temp, "copy")
	return "copied", to, os.WriteFile(to, b, 0o600)
}

func refuse(context.Context, worker.Input) (any, string, error) {
	return nil, "", frontdesk.Errorf(frontdesk.Encrypted, "it has a password").WithNext("take it off").WithCause(errors.New("pw"))
}

func who(context.Context, worker.Input) (any, string, error) { return os.Getpid(), "", nil }

func environment(context.Context, worker.Input) (any, string, error) {
	return os.Environ(), "", nil
}

func fill(_ context.Context, in worker.Input) (any, string, error) {
	return nil, "", os.WriteFile(filepath.Join(in.Temp, "big"), make([]byte, 2*megabyte), 0o600)
}

func outside(context.Context, worker.Input) (any, string, error) { return nil, "/etc/hostname", nil }

func die(context.Context, worker.Input) (any, string, error) {
	fmt.Fprintln(os.Stderr, "aborting")
	os.Exit(3)
	return nil, "", nil
}

func eat(context.Context, worker.Input) (any, string, error) {
	var all [][]byte
	for range 64 {
		b := make([]byte, 64*megabyte)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		all = append(all, b)
	}
	return len(all), "", nil
}

// shout writes to standard output as libraries do.
func shout(context.Context, worker.Input) (any, string, error) {
	fmt.Println(`{"value": "not an answer"}`)
	return "said", "", nil
}

func talk(context.Context, worker.Input) (any, string, error) {
	return strings.Repeat("x", 33<<20), "", nil
}

// poem has texts that go beside it.
type poem struct {
	Title  string
	verses []string
}

func (p *poem) Unload() []string     { return p.verses }
func (p *poem) Load(verses []string) { p.verses = verses }

// recite answers with as many bytes in two verses as it is asked for.
func recite(_ context.Context, in worker.Input) (any, string, error) {
	var p struct{ Bytes int }
	if err := in.Params(&p); err != nil {
		return nil, "", err
	}
	return &poem{"long", []string{"\"ü\"\n", "", strings.Repeat("x", p.Bytes-5)}}, "", nil
}

func hang(ctx context.Context, _ worker.Input) (any, string, error) { select {} }

func spin(context.Context, worker.Input) (any, string, error) {
	for n := 0; ; n++ {
	}
}

func pool(t *testing.T) *worker.Pool {
	t.Helper()
	p, err := worker.New(worker.Options{Families: families, Workers: 2, Temp: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAJobIsDone(t *testing.T) {
	p := pool(t)
	var n int
	if _, err := p.Do(t.Context(), "length", file(t, "four"), map[string]int{"Plus": 3}, &n); err != nil || n != 7 {
		t.Errorf("%d, %v", n, err)
	}
	f, err := p.Do(t.Context(), "copy", file(t, "bytes"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(f); string(b) != "bytes" || err != nil {
		t.Errorf("%q, %v", b, err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(f.Name()); err == nil {
		t.Error("what was made stays on disk")
	}
}

func TestWhatAJobRefusesIsToldAsItIs(t *testing.T) {
	_, err := pool(t).Do(t.Context(), "refuse", file(t, ""), nil, nil)
	e := frontdesk.Foreseen(err)
	if e.Code != frontdesk.Encrypted || e.Message != "it has a password" || e.Next != "take it off" || e.Cause.Error() != "pw" {
		t.Errorf("%#v", e)
	}
}

func TestAWorkerIsUsedAgainButNotForEver(t *testing.T) {
	p := pool(t)
	path := file(t, "")
	seen := map[int]int{}
	for range worker.Uses + 1 {
		var pid int
		if _, err := p.Do(t.Context(), "who", path, nil, &pid); err != nil {
			t.Fatal(err)
		}
		seen[pid]++
	}
	if len(seen) != 2 {
		t.Errorf("%d workers did %d jobs", len(seen), worker.Uses+1)
	}
	var one, two int
	for _, pid := range []*int{&one, &two} {
		if _, err := p.Do(t.Context(), "fresh", path, nil, pid); err != nil {
			t.Fatal(err)
		}
	}
	if one == two {
		t.Error("a worker of a family that wants fresh ones was used twice")
	}
}

func TestWhatBreaksAWorkerBreaksNothingElse(t *testing.T) {
	p := pool(t)
	path := file(t, "")
	for job, code := range map[string]frontdesk.Code{
		"hang": frontdesk.OverLimit, "spin": frontdesk.OverLimit, "eat": frontdesk.OverLimit, "die": frontdesk.OverLimit,
		"panic": frontdesk.OverLimit, "fill": frontdesk.Internal, "outside": frontdesk.Internal, "talk": frontdesk.OverLimit,
	} {
		t.Run(job, func(t *testing.T) {
			if _, err := p.Do(t.Context(), job, path, nil, nil); frontdesk.CodeOf(err) != code {
				t.Errorf("%s: %v", frontdesk.CodeOf(err), err)
			}
			var n int
			if _, err := p.Do(t.Context(), "length", path, nil, &n); err != nil {
				t.Errorf("and then: %v", err)
			}
		})
	}
}

func TestOutputOfALibraryIsNoAnswer(t *testing.T) {
	var said string
	if _, err := pool(t).Do(t.Context(), "shout", file(t, ""), nil, &said); err != nil || said != "said" {
		t.Errorf("%q, %v", said, err)
	}
}

func TestLongTextsGoBesideTheAnswer(t *testing.T) {
	p := pool(t)
	path := file(t, "")
	for _, bytes := range []int{5, 6, 64 << 10, 10 * megabyte} {
		var got poem
		if _, err := p.Do(t.Context(), "recite", path, map[string]int{"Bytes": bytes}, &got); err != nil {
			t.Fatal(err)
		}
		if len(got.verses) != 3 || got.verses[0] != "\"ü\"\n" || len(strings.Join(got.verses, "")) != bytes || got.Title != "long" {
			t.Errorf("of %d bytes came %d in %d texts", bytes, len(strings.Join(got.verses, "")), len(got.verses))
		}
	}
	var got poem
	if _, err := p.Do(t.Context(), "recite", path, map[string]int{"Bytes": 33 * megabyte}, &got); frontdesk.CodeOf(err) != frontdesk.OverLimit {
		t.Errorf("more than an answer may have: %v", err)
	}
	var said string
	if _, err := p.Do(t.Context(), "shout", path, nil, &said); err != nil || said != "said" {
		t.Errorf("the one after: %q, %v", said, err)
	}
}

func TestAWorkerKnowsNothingOfUs(t *testing.T) {
	t.Setenv("WHATSAPP_ACCESS_TOKEN", "secret")
	var env []string
	if _, err := pool(t).Do(t.Context(), "environment", file(t, ""), nil, &env); err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(env, " "); strings.Contains(all, "secret") || strings.Contains(all, "PATH=") {
		t.Errorf("its environment is %s", all)
	}
}

func TestAContextEndsAJob(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := pool(t).Do(ctx, "spin", file(t, ""), nil, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

func TestNothingIsLeft(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	temp := t.TempDir()
	p, err := worker.New(worker.Options{Families: families, Workers: 2, Temp: temp, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	for _, job := range []string{"who", "hang"} {
		_, _ = p.Do(t.Context(), job, file(t, ""), nil, nil)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(temp); len(left) > 0 || err != nil {
		t.Errorf("folders are left: %v, %v", left, err)
	}
	if _, err := p.Do(t.Context(), "who", file(t, ""), nil, nil); frontdesk.CodeOf(err) != frontdesk.Unavailable {
		t.Errorf("after the end: %v", err)
	}
}
