package storetest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Environment variables that the tests of the store look at.
const (
	// EnvPostgres is the address of a PostgreSQL on which tests may make and
	// drop databases of their own.
	EnvPostgres = "FRONTDESK_TEST_POSTGRES"
	// EnvAll, set to 1, makes a test fail that would be skipped.
	EnvAll = "FRONTDESK_TEST_ALL"
)

// Skip skips a test with a sentence, or fails it where nothing may be skipped.
func Skip(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv(EnvAll) == "1" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// common is the server that all tests of one test binary share. It is held
// here for as long as the binary runs, and ends when that lets go of it.
var common struct {
	sync.Once
	server *Server
	err    error
}

// Postgres gives the address of a new, empty database, which is dropped when
// the test ends: on the server that FRONTDESK_TEST_POSTGRES names, or else on
// one started from the machine's own programs, once for the test binary; it
// ends with it. Without either the test is skipped.
func Postgres(t testing.TB) string {
	t.Helper()
	if address := os.Getenv(EnvPostgres); address != "" {
		return fresh(t, address)
	}
	common.Do(func() {
		if common.server, common.err = newServer(); common.err == nil {
			common.err = common.server.start()
		}
	})
	if common.err != nil {
		Skip(t, "no PostgreSQL to test on: %v; install one, or name one in %s", common.err, EnvPostgres)
	}
	return fresh(t, common.server.URL)
}

// fresh makes a database of its own for a test.
func fresh(t testing.TB, server string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil || u.Scheme == "" {
		t.Fatalf("the address in %s is to be written as postgres://…", EnvPostgres)
	}
	name := "frontdesk_" + strings.ToLower(rand.Text())
	administer(t, server, fmt.Sprintf(`CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'`, name))
	t.Cleanup(func() { administer(t, server, fmt.Sprintf(`DROP DATABASE IF EXISTS %s WITH (FORCE)`, name)) })
	u.Path = "/" + name
	return u.String()
}

func administer(t testing.TB, server, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatalf("the PostgreSQL to test on does not let us in: %v", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
