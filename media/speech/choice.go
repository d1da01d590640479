package speech

import (
	"os/exec"
	"path/filepath"
	"strings"

	"frontdesk"
)

// Mode is how an engine is chosen.
type Mode string

// The modes.
const (
	Auto    Mode = "auto"    // the best that is here
	OpenAI  Mode = "openai"  // a service
	Command Mode = "command" // a program on this machine
	Off     Mode = "off"
)

// Choice is what the operator wants to have speech heard with.
type Choice struct {
	Mode    Mode
	Command []string // a program and its arguments; see [Params]
}

// Parse reads auto, openai, off, or command: and a command line, in which quotes
// and backslashes work as in a shell and nothing else does.
func Parse(choice string) (Choice, error) {
	line, isCommand := strings.CutPrefix(choice, "command:")
	if !isCommand {
		switch m := Mode(choice); m {
		case Auto, OpenAI, Off:
			return Choice{Mode: m}, nil
		}
		return Choice{}, frontdesk.Errorf(frontdesk.Invalid, "%q is no way to hear speech", choice).
			WithNext("use auto, openai, off, or command: with a command line")
	}
	words, ok := split(line)
	if !ok {
		return Choice{}, frontdesk.Errorf(frontdesk.Invalid, "a quote in the command for speech is not closed").WithNext("close it")
	}
	if len(words) == 0 {
		return Choice{}, frontdesk.Errorf(frontdesk.Invalid, "the command for speech is empty").
			WithNext("name a program, as in command:whisper-cli -m model.bin -nt -f {audio}")
	}
	return Choice{Mode: Command, Command: words}, nil
}

// split gives the words of a command line. No shell runs it, so that no file
// name is ever a command.
func split(line string) (words []string, ok bool) {
	var word strings.Builder
	var quote rune
	inWord, escaped := false, false
	for _, c := range line {
		switch {
		case escaped:
			word.WriteRune(c)
			escaped = false
		case c == '\\' && quote != '\'':
			inWord, escaped = true, true
		case c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			inWord, quote = true, c
		case quote == 0 && (c == ' ' || c == '\t' || c == '\n'):
			if inWord {
				words = append(words, word.String())
				word.Reset()
			}
			inWord = false
		default:
			inWord = true
			word.WriteRune(c)
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, quote == 0 && !escaped
}

// Engine is what speech is heard with.
type Engine struct {
	Name    string // openai, or a program's
	Version string
	// Language is set if it hears but one.
	Language string
	Command  []string // with the full path of the program; empty for a service
	Why      string   // in a sentence
}

// Params are those of the job, for an engine that is a program. A language that
// the engine does not know is not asked for.
func (e Engine) Params(language string) Params {
	if e.Language != "" {
		language = e.Language
	}
	return Params{Command: e.Command, Language: language, Engine: e.Name, Version: e.Version}
}

// sphinxes are the programs that auto looks for, newest name last: the older
// one, of Debian 12, writes plain text.
var sphinxes = [][]string{
	{"pocketsphinx_continuous", "-infile", "{audio}", "-logfn", "/dev/null"},
	{"pocketsphinx", "-loglevel", "ERROR", "single", "{audio}"},
}

// Find looks for the engine of a choice. haveModel tells that a service is set
// up. It is for the program, since a worker has no PATH.
func Find(c Choice, haveModel bool) (Engine, error) {
	switch {
	case c.Mode == Off:
		return Engine{}, frontdesk.Errorf(frontdesk.NoEngine, "hearing speech is switched off").WithNext("set speech to auto")
	case c.Mode == Command:
		return program(c.Command)
	case haveModel:
		return Engine{Name: string(OpenAI), Why: "an OpenAI-compatible service is set up"}, nil
	case c.Mode == OpenAI:
		return Engine{}, frontdesk.Errorf(frontdesk.NoEngine, "speech is to be heard by an OpenAI-compatible service, and none is set up").
			WithNext("set its key or base URL")
	}
	for _, command := range sphinxes {
		if e, err := program(command); err == nil {
			e.Name, e.Version, e.Language, e.Why = "pocketsphinx", "en-us", "en", "PocketSphinx is installed; it hears English only, and not well"
			return e, nil
		}
	}
	return Engine{}, frontdesk.Errorf(frontdesk.NoEngine, "nothing here hears speech").
		WithNext("set the key or base URL of an OpenAI-compatible service, or speech to a program, as in command:whisper-cli -m model.bin -nt -f {audio}, " +
			"or install the packages pocketsphinx and pocketsphinx-en-us")
}

// program is a command whose program is there.
func program(command []string) (Engine, error) {
	path, err := exec.LookPath(command[0])
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		return Engine{}, frontdesk.Errorf(frontdesk.NoEngine, "the program %s, which is to hear speech, is not here", command[0]).
			WithNext("install it, or give its full path").WithCause(err)
	}
	return Engine{
		Name: filepath.Base(path), Command: append([]string{path}, command[1:]...), Why: "it is the command that was set",
	}, nil
}
