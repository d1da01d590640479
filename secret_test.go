package frontdesk

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// A secret may sit alone, in a struct, behind a pointer, in a map or a slice.
func TestSecretDoesNotPrint(t *testing.T) {
	const s = Secret("EAAGhunter2")
	holder := struct {
		Name  string
		Token Secret
		Many  []Secret
		Map   map[string]Secret
	}{"n", s, []Secret{s}, map[string]Secret{"k": s}}
	var shown []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		shown = append(shown, fmt.Sprintf(verb, s), fmt.Sprintf(verb, holder), fmt.Sprintf(verb, &holder))
	}
	for _, h := range []func(*bytes.Buffer) slog.Handler{
		func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var b bytes.Buffer
		log := slog.New(h(&b))
		log.Info("alone", "secret", s)
		log.Info("within", "holder", holder, "pointer", &holder)
		log.With("bound", s).WithGroup("g").Info("grouped", slog.Group("x", "y", s))
		shown = append(shown, b.String())
	}
	for _, v := range []any{s, holder, map[string]any{"a": s}, Integration{AccessToken: s, AppSecret: s, VerifyToken: s, PathToken: s}} {
		j, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		shown = append(shown, string(j), fmt.Sprintf("%+v", v))
	}
	x, err := xml.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	shown = append(shown, string(x), fmt.Errorf("wrapped: %v", s).Error())
	for _, text := range shown {
		if strings.Contains(text, "hunter2") {
			t.Errorf("a secret printed: %s", text)
		}
	}
	if s.Reveal() != "EAAGhunter2" {
		t.Error("Reveal does not reveal")
	}
}
