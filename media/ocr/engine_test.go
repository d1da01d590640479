package ocr_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/media/ocr"
)

// pretend puts a program tesseract into the only folder of PATH.
func pretend(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	if script != "" {
		if err := os.WriteFile(filepath.Join(dir, "tesseract"), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
}

const (
	german   = `case $1 in --version) echo "tesseract 9.1"; echo " leptonica-1";; *) echo 'List of available languages in "/x" (2):'; echo deu; echo osd;; esac`
	noData   = `case $1 in --version) echo "tesseract 9.1";; *) exit 1;; esac`
	doesFail = `exit 3`
)

func TestWhichEngineIsChosen(t *testing.T) {
	for _, c := range []struct {
		what, script, choice, language string
		engine                         string
		code                           frontdesk.Code
		says                           string
	}{
		{"nothing installed", "", "auto", "", ocr.WebAssembly, "", "not installed"},
		{"nothing installed, but asked for", "", "tesseract", "", "", frontdesk.NoEngine, "not installed"},
		{"nothing installed, another language", "", "auto", "deu", "", frontdesk.NoEngine, "English only"},
		{"the language is there", german, "auto", "deu", ocr.Tesseract, "", "installed"},
		{"it is not there", german, "auto", "eng", ocr.WebAssembly, "", "no data for the language eng"},
		{"one of two is not", german, "tesseract", "deu+fra", "", frontdesk.NoEngine, "fra"},
		{"the program has no data", noData, "tesseract", "", "", frontdesk.NoEngine, "no data"},
		{"the program fails", doesFail, "tesseract", "", "", frontdesk.NoEngine, "does not run"},
		{"the built in is asked for", german, "wasm", "", ocr.WebAssembly, "", "asked for"},
		{"no such engine", german, "magic", "", "", frontdesk.Invalid, "magic"},
		{"no language", german, "auto", "../../etc", "", frontdesk.Invalid, "name of a language"},
	} {
		t.Run(c.what, func(t *testing.T) {
			pretend(t, c.script)
			e, err := ocr.Find(context.Background(), c.choice, c.language)
			if e.Name != c.engine || frontdesk.CodeOf(err) != c.code {
				t.Errorf("%+v, %v", e, err)
			}
			if said := e.Why + frontdesk.Sentence(err); !strings.Contains(said, c.says) {
				t.Errorf("it says %q", said)
			}
			if err != nil && frontdesk.Foreseen(err).Next == "" {
				t.Error("it does not say what to do")
			}
		})
	}
}

func TestParametersSayWhatWasFound(t *testing.T) {
	pretend(t, german)
	e, err := ocr.Find(context.Background(), "auto", "deu")
	p := e.Params("deu", "/cache")
	if err != nil || p.Engine != ocr.Tesseract || p.Version != "9.1" || p.Language != "deu" || !p.Upright || !filepath.IsAbs(p.Program) || p.Cache != "/cache" {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestAnEngineThatFailsIsSaidSo(t *testing.T) {
	dir := t.TempDir()
	program := func(name, script string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	page, err := filepath.Abs(sample("page.txt"))
	if err != nil {
		t.Fatal(err)
	}
	w := pool(t)
	for what, c := range map[string]struct {
		params ocr.Params
		code   frontdesk.Code
	}{
		"it is gone":          {ocr.Params{Engine: ocr.Tesseract, Program: dir + "/none"}, frontdesk.Unavailable},
		"it fails":            {ocr.Params{Engine: ocr.Tesseract, Program: program("fail", "exit 1")}, frontdesk.Unavailable},
		"it is ended":         {ocr.Params{Engine: ocr.Tesseract, Program: program("end", "kill -9 $$")}, frontdesk.OverLimit},
		"it lacks data":       {ocr.Params{Engine: ocr.Tesseract, Program: program("lack", "echo \"Failed loading language 'eng'\" >&2; exit 1")}, frontdesk.NoEngine},
		"a language's path":   {ocr.Params{Engine: ocr.Tesseract, Program: program("ok", ""), Language: "../x"}, frontdesk.Invalid},
		"data that is gone":   {ocr.Params{Engine: ocr.WebAssembly, Data: dir + "/none", Cache: cache}, frontdesk.NoEngine},
		"data that is none":   {ocr.Params{Engine: ocr.WebAssembly, Data: page, Cache: cache}, frontdesk.Unavailable},
		"a language not here": {ocr.Params{Engine: ocr.WebAssembly, Language: "deu", Cache: cache}, frontdesk.NoEngine},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := w.Do(t.Context(), "ocr.read", sample("page.png"), c.params, nil)
			if frontdesk.CodeOf(err) != c.code {
				t.Errorf("%q: %v", frontdesk.CodeOf(err), err)
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	w := pool(b)
	for choice, p := range engines(b) {
		for _, name := range []string{"page.png", "page-turned.jpg", "receipt.jpg", "landscape.jpg"} {
			b.Run(choice+"/"+name, func(b *testing.B) {
				for b.Loop() {
					if _, err := w.Do(b.Context(), "ocr.read", sample(name), p, nil); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
