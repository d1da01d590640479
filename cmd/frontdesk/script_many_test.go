package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// atOnce is how many of many calls are under way at a time.
const atOnce = 8

// calls N TOOL JSON REGEXP calls a tool N times, some at once; in JSON the words
// {n} are the number of the call, four digits from 0001. All answers must match.
func callsScript(ts *testscript.TestScript, neg bool, args []string) {
	base, session := sceneOf(ts).base, scriptSession(ts)
	for _, answer := range many(ts, args[0], func(n string) (string, error) {
		return askTool(base, session, args[1], strings.ReplaceAll(args[2], "{n}", n))
	}) {
		match(ts, neg, answer, args[3])
	}
}

// later TOOL JSON calls a tool and waits for no answer.
func laterScript(ts *testscript.TestScript, _ bool, args []string) {
	base, session := sceneOf(ts).base, scriptSession(ts)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = askTool(base, session, args[0], args[1]) // what became of it the script sees elsewhere
	}()
	ts.Defer(func() { <-ended })
}

// crowd N registers N people, +16505560001 and so on, who say hi.
func crowdScript(ts *testscript.TestScript, _ bool, args []string) {
	s := sceneOf(ts)
	register, meta := &child{base: s.base, http: http.DefaultClient}, &child{base: s.meta.URL, http: http.DefaultClient}
	many(ts, args[0], func(n string) (string, error) {
		person := fmt.Sprintf(`{"name":"Person %s","phone":"+1650556%s"}`, n, n)
		if err := register.post(context.Background(), "/admin/v1/contacts", []byte(person), "Authorization", "Bearer "+scriptAdmin, "Content-Type", "application/json"); err != nil {
			return "", err
		}
		return "", meta.post(context.Background(), "/sandbox/phones/1650556"+n+"/messages", []byte(`{"text":"hi"}`), "Content-Type", "application/json")
	})
	settle(ts)
}

// metrics REGEXP holds what Prometheus would read against a pattern.
func metricsScript(ts *testscript.TestScript, neg bool, args []string) {
	_, answer := ask(ts, "GET", sceneOf(ts).base+"/metrics", scriptAdmin, "")
	match(ts, neg, answer, args[0])
}

// many does f for each number from 0001 to n, some at once, and gives the answers.
func many(ts *testscript.TestScript, n string, f func(n string) (string, error)) []string {
	count, err := strconv.Atoi(n)
	ts.Check(err)
	answers, errs := make([]string, count), make([]error, count)
	var all sync.WaitGroup
	turns := make(chan struct{}, atOnce)
	for i := range count {
		turns <- struct{}{}
		all.Go(func() {
			answers[i], errs[i] = f(fmt.Sprintf("%04d", i+1))
			<-turns
		})
	}
	all.Wait()
	ts.Check(errors.Join(errs...))
	return answers
}
