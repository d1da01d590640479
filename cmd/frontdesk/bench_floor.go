package main

import (
	"context"
	"crypto/hmac"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"frontdesk/tools"
)

// floor is the least that keeps a signed body before it answers: one file, one
// sync for all that came while the last was under way.
type floor struct {
	file  *os.File
	inlet chan floorWrite
}

type floorWrite struct {
	body []byte
	done chan error
}

// serveFloor serves the floors until ctx ends.
func serveFloor(ctx context.Context, address, folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(folder, "floor.log"))
	if err != nil {
		return err
	}
	defer file.Close()
	f := &floor{file: file, inlet: make(chan floorWrite, 1024)}
	go f.write()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /whatsapp", f.keep)
	mux.Handle("/mcp", tools.Floor())
	mux.HandleFunc("GET /readyz", func(http.ResponseWriter, *http.Request) {})
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	defer stop()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (f *floor) keep(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 3<<20))
	if err != nil || !hmac.Equal([]byte(r.Header.Get("X-Hub-Signature-256")), []byte(benchSignature(body))) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	one := floorWrite{body, make(chan error, 1)}
	f.inlet <- one
	if err := <-one.done; err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

func (f *floor) write() {
	for first := range f.inlet {
		group := []floorWrite{first}
		for more := true; more && len(group) < 512; {
			select {
			case next := <-f.inlet:
				group = append(group, next)
			default:
				more = false
			}
		}
		var all []byte
		for _, one := range group {
			all = append(all, one.body...)
		}
		_, err := f.file.Write(all)
		err = errors.Join(err, syncData(f.file))
		for _, one := range group {
			one.done <- err
		}
	}
}
