package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"frontdesk"
)

// The files of the data folder besides the database.
const (
	mcpTokenFile   = "mcp-token"
	adminTokenFile = "admin-token"
	keyFile        = "key"
)

// prepare makes the data folder and fills in what the settings leave to it.
func (s *settings) prepare() error {
	if err := os.MkdirAll(s.data, 0o700); err != nil {
		return frontdesk.Errorf(frontdesk.Unavailable, "the data folder %s cannot be made", s.data).
			WithNext("set --data to a folder you may write to").WithCause(err)
	}
	for _, t := range []struct {
		name  string
		token *frontdesk.Secret
	}{{mcpTokenFile, &s.mcp}, {adminTokenFile, &s.admin}, {keyFile, &s.key}} {
		if *t.token != "" {
			continue
		}
		token, err := keptSecret(filepath.Join(s.data, t.name))
		if err != nil {
			return err
		}
		*t.token = token
	}
	return nil
}

// keptSecret reads a secret from a file that only its owner may read, and makes
// both at first. Two programs that start together get the same one: whoever
// links its file first wins.
func keptSecret(path string) (frontdesk.Secret, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeSecret(path); err == nil {
			b, err = os.ReadFile(path)
		}
	}
	if err != nil {
		return "", frontdesk.Errorf(frontdesk.Unavailable, "%s cannot be read or made", path).
			WithNext("mend its permissions, or set --data to another folder").WithCause(err)
	}
	secret := strings.TrimSpace(string(b))
	if secret == "" {
		return "", frontdesk.Errorf(frontdesk.Invalid, "%s is empty", path).WithNext("remove it, and a new one is made")
	}
	return frontdesk.Secret(secret), nil
}

func makeSecret(path string) error {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err = fmt.Fprintln(f, base64.RawURLEncoding.EncodeToString(secret)); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err = os.Link(f.Name(), path); errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}
