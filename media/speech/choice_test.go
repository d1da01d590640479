package speech_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/media/speech"
)

func TestAChoiceIsRead(t *testing.T) {
	for said, want := range map[string]speech.Choice{
		"auto": {Mode: speech.Auto}, "openai": {Mode: speech.OpenAI}, "off": {Mode: speech.Off},
		"command:whisper -m  model.bin {audio}":  {Mode: speech.Command, Command: []string{"whisper", "-m", "model.bin", "{audio}"}},
		`command:"/opt/my engine/run" -p 'a "b'`: {Mode: speech.Command, Command: []string{"/opt/my engine/run", "-p", `a "b`}},
		`command:x a\ b "c\"d" '' e"f"g '\n'`:    {Mode: speech.Command, Command: []string{"x", "a b", `c"d`, "", "efg", `\n`}},
		"command: x;rm -rf $HOME|y >z":           {Mode: speech.Command, Command: []string{"x;rm", "-rf", "$HOME|y", ">z"}},
	} {
		c, err := speech.Parse(said)
		if err != nil || c.Mode != want.Mode || !slices.Equal(c.Command, want.Command) {
			t.Errorf("%s: %q, %v", said, c, err)
		}
	}
	for _, said := range []string{"", "whisper", "Auto", "command:", "command:  ", `command:x "y`, `command:x 'y`, `command:x \`} {
		if _, err := speech.Parse(said); frontdesk.CodeOf(err) != frontdesk.Invalid || frontdesk.Foreseen(err).Next == "" {
			t.Errorf("%q: %v", said, err)
		}
	}
}

// only makes these the programs that there are.
func only(t *testing.T, programs ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range programs {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
	return dir
}

func TestTheEngineIsFound(t *testing.T) {
	auto, service := speech.Choice{Mode: speech.Auto}, speech.Choice{Mode: speech.OpenAI}
	mine := speech.Choice{Mode: speech.Command, Command: []string{"mine", "-f", "{audio}"}}
	for name, c := range map[string]struct {
		programs []string
		choice   speech.Choice
		model    bool
		engine   string
		command  string
	}{
		"a service before all":   {[]string{"pocketsphinx"}, auto, true, "openai", ""},
		"the older program":      {[]string{"pocketsphinx_continuous", "pocketsphinx"}, auto, false, "pocketsphinx", "/pocketsphinx_continuous -infile {audio} -logfn /dev/null"},
		"the newer program":      {[]string{"pocketsphinx"}, auto, false, "pocketsphinx", "/pocketsphinx -loglevel ERROR single {audio}"},
		"nothing":                {nil, auto, false, "", ""},
		"a service, asked for":   {nil, service, true, "openai", ""},
		"no service":             {[]string{"pocketsphinx"}, service, false, "", ""},
		"a command":              {[]string{"mine"}, mine, true, "mine", "/mine -f {audio}"},
		"a command that is none": {[]string{"pocketsphinx"}, mine, true, "", ""},
		"off":                    {[]string{"pocketsphinx"}, speech.Choice{Mode: speech.Off}, true, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := only(t, c.programs...)
			e, err := speech.Find(c.choice, c.model)
			if c.engine == "" {
				if f := frontdesk.Foreseen(err); frontdesk.CodeOf(err) != frontdesk.NoEngine || f.Next == "" {
					t.Errorf("%+v, %v", e, err)
				}
				return
			}
			if err != nil || e.Name != c.engine || e.Why == "" || strings.TrimPrefix(strings.Join(e.Command, " "), dir) != c.command {
				t.Errorf("%+v, %v", e, err)
			}
		})
	}
}
