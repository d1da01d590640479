package storetest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a PostgreSQL of a test's own, which it may stop and start.
type Server struct {
	// URL is the address of a database on it.
	URL string

	bin, dir string
	life     *os.File
	process  *exec.Cmd
}

// NewServer starts a server that ends with the test. Without the programs for
// it the test is skipped.
func NewServer(t testing.TB) *Server {
	t.Helper()
	s, err := newServer()
	if err != nil {
		Skip(t, "no PostgreSQL to start and stop: %v", err)
	}
	t.Cleanup(func() { s.end(false) })
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	return s
}

// Stop ends the server as a crash would, breaking all connections.
func (s *Server) Stop() { s.end(true) }

// Start starts it again on what it kept.
func (s *Server) Start() error { return s.start() }

// script keeps a server running for as long as somebody holds the other end of
// its standard input. When that closes, however the holder died, the server
// stops; and unless the last word was to keep it, its folder goes too.
const script = `
trap '' INT HUP
bin=$1 dir=$2
[ -e "$dir/data/PG_VERSION" ] ||
	"$bin/initdb" -D "$dir/data" -U frontdesk -A trust -E UTF8 --locale=C --no-sync || exit 1
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c unix_socket_permissions=0777 \
	-c max_connections=300 -c shared_buffers=64MB -c fsync=${FRONTDESK_TEST_FSYNC:-off} -c log_min_messages=fatal &
pid=$!
read word
kill -QUIT $pid
wait $pid
[ "$word" = keep ] || rm -rf "$dir"
`

// patience is how long a server may take to come up on a busy machine.
const patience = time.Minute

func newServer() (*Server, error) {
	bin, err := findPostgres()
	if err != nil {
		return nil, err
	}
	// A short name: the path of a Unix socket has at most 107 bytes.
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	address := url.URL{Scheme: "postgres", User: url.User("frontdesk"), Path: "/postgres", RawQuery: url.Values{"host": {dir}}.Encode()}
	return &Server{URL: address.String(), bin: bin, dir: dir}, giveAway(dir)
}

// findPostgres looks where Debian and others put the programs.
func findPostgres() (string, error) {
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(initdb); err == nil {
			return filepath.Dir(real), nil
		}
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/initdb", "/usr/pgsql-*/bin/initdb", "/opt/homebrew/opt/postgresql*/bin/initdb"} {
		if found, err := filepath.Glob(pattern); err == nil && len(found) > 0 {
			return filepath.Dir(found[len(found)-1]), nil
		}
	}
	return "", errors.New("initdb is not on this machine")
}

func (s *Server) start() error {
	ours, theirs, err := pipe()
	if err != nil {
		return err
	}
	defer theirs.Close()
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return errors.Join(err, ours.Close())
	}
	defer log.Close()
	cmd := exec.Command("/bin/sh", "-c", script, "sh", s.bin, s.dir)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = "/", theirs, log, log
	cmd.SysProcAttr = unprivileged()
	if err := cmd.Start(); err != nil {
		return errors.Join(err, ours.Close())
	}
	s.life, s.process = ours, cmd
	return s.await()
}

func pipe() (ours, theirs *os.File, err error) {
	theirs, ours, err = os.Pipe()
	return ours, theirs, err
}

// await waits until the server lets somebody in.
func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.URL)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			said, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("the PostgreSQL of %s does not start: %w\n%s", s.bin, err, said)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// end stops the server and waits for it; keep leaves its folder.
func (s *Server) end(keep bool) {
	if s.process == nil {
		if !keep {
			_ = os.RemoveAll(s.dir)
		}
		return
	}
	if keep {
		_, _ = s.life.WriteString("keep\n")
	}
	_ = s.life.Close()
	_ = s.process.Wait()
	s.life, s.process = nil, nil
}
