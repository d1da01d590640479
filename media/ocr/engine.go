package ocr

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"time"

	"frontdesk"
)

// The engines' names.
const (
	Tesseract   = "tesseract"
	WebAssembly = "tesseract-wasm"
	// webAssemblyVersion is what the WebAssembly engine calls itself.
	webAssemblyVersion = "5.3.0"
)

// Engine is what reads pictures here.
type Engine struct {
	Name, Version string
	Program       string   // its path, if it is a program
	Languages     []string // by Tesseract's names
	Why           string   // it was chosen
}

// Find finds the engine for a choice: "tesseract", "wasm" or "auto", which is
// the Tesseract program if it is installed and knows the language (empty:
// English), else the one that is built in.
func Find(ctx context.Context, choice, language string) (Engine, error) {
	if language == "" {
		language = English
	}
	if !languageName.MatchString(language) {
		return Engine{}, frontdesk.Errorf(frontdesk.Invalid, "%q is not Tesseract's name of a language", language).WithNext("use names such as eng, deu or eng+deu")
	}
	switch choice {
	case "wasm":
		return builtIn("as was asked for").reads(language)
	case "tesseract", "auto", "":
	default:
		return Engine{}, frontdesk.Errorf(frontdesk.Invalid, "%q is not an engine", choice).WithNext("use auto, tesseract or wasm")
	}
	e, err := installed(ctx)
	if err == nil {
		e, err = e.reads(language)
	}
	if err == nil || choice == "tesseract" {
		return e, err
	}
	return builtIn("because " + frontdesk.Foreseen(err).Message).reads(language)
}

func builtIn(why string) Engine {
	return Engine{Name: WebAssembly, Version: webAssemblyVersion, Languages: []string{English}, Why: why}
}

// reads gives the engine if it knows all of a language's parts.
func (e Engine) reads(language string) (Engine, error) {
	for part := range strings.SplitSeq(language, "+") {
		switch {
		case slices.Contains(e.Languages, part):
		case e.Program == "":
			return Engine{}, frontdesk.Errorf(frontdesk.NoEngine, "the engine that is built in reads English only, not %s", part).
				WithNext("install Tesseract with this language, on Debian with apt-get install tesseract-ocr tesseract-ocr-%s", strings.ReplaceAll(part, "_", "-"))
		default:
			return Engine{}, frontdesk.Errorf(frontdesk.NoEngine, "Tesseract has no data for the language %s", part).
				WithNext("install it, on Debian with apt-get install tesseract-ocr-%s", strings.ReplaceAll(part, "_", "-"))
		}
	}
	return e, nil
}

// asking is how long the program may take to say what it is.
const asking = 10 * time.Second

// installed asks the Tesseract program, if there is one, what it is and knows.
func installed(ctx context.Context) (Engine, error) {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return Engine{}, frontdesk.Errorf(frontdesk.NoEngine, "the program tesseract is not installed").
			WithNext("install it, on Debian with apt-get install tesseract-ocr, or choose wasm").WithCause(err)
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	version, err := exec.CommandContext(ctx, path, "--version").Output()
	if err != nil {
		return Engine{}, frontdesk.Errorf(frontdesk.NoEngine, "the program tesseract is there and does not run").WithNext("run %s --version", path).WithCause(err)
	}
	languages, err := exec.CommandContext(ctx, path, "--list-langs").Output()
	if err != nil {
		return Engine{}, frontdesk.Errorf(frontdesk.NoEngine, "the program tesseract finds no data").WithNext("run %s --list-langs", path).WithCause(err)
	}
	e := Engine{Name: Tesseract, Program: path, Languages: listed(string(languages)), Why: "because it is installed"}
	if words := strings.Fields(string(version)); len(words) > 1 {
		e.Version = words[1]
	}
	return e, nil
}

// listed reads the program's list of languages, which has a heading.
func listed(list string) []string {
	var all []string
	for line := range strings.Lines(list) {
		if line = strings.TrimSpace(line); languageName.MatchString(line) {
			all = append(all, line)
		}
	}
	return all
}

// upright is the name under which Tesseract lists what finds which way is up.
const upright = "osd"

// Params are how a picture is read with this engine. Cache is a folder of the
// program's own that workers may write to.
func (e Engine) Params(language, cache string) Params {
	return Params{
		Engine: e.Name, Version: e.Version, Program: e.Program, Language: language, Cache: cache,
		Upright: slices.Contains(e.Languages, upright),
	}
}

// engine makes what the parameters name.
func (p Params) engine() (engine, error) {
	if !languageName.MatchString(p.Language) {
		return nil, frontdesk.Errorf(frontdesk.Invalid, "%q is not Tesseract's name of a language", p.Language)
	}
	if p.Engine == WebAssembly || p.Engine == "wasm" {
		return newWebAssembly(p)
	}
	return tesseract{program: p.Program, language: p.Language, data: p.Data}, nil
}
