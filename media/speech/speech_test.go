package speech_test

import (
	"encoding/binary"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/media/sound"
	"frontdesk/media/speech"
	"frontdesk/media/worker"
)

var families = []worker.Family{speech.Family(), sound.Family()}

func TestMain(m *testing.M) {
	if worker.Called(os.Args) {
		os.Exit(worker.Serve(os.Args, families))
	}
	os.Exit(m.Run())
}

func pool(t *testing.T) *worker.Pool {
	t.Helper()
	p, err := worker.New(worker.Options{Families: families, Workers: 2, Temp: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func media(name string) string { return filepath.Join("..", "..", "testdata", "media", name) }

// hear runs a command on a sound in which there is something.
func hear(t *testing.T, p speech.Params) (frontdesk.Extract, error) {
	t.Helper()
	return hearIn(t, media("voice.wav"), p)
}

func hearIn(t *testing.T, path string, p speech.Params) (e frontdesk.Extract, err error) {
	t.Helper()
	_, err = pool(t).Do(t.Context(), "speech.command", path, p, &e)
	return e, err
}

// script is a program that does so.
func script(t *testing.T, lines string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "engine")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+lines+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWhatAnEngineWritesIsTheTranscript(t *testing.T) {
	e, err := hear(t, speech.Params{Command: []string{script(t, `echo "  two pizzas"; echo "for tonight " ; echo loading >&2`)}, Engine: "mine", Version: "3", Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	if e.Kind != frontdesk.Transcript || e.Status != frontdesk.ExtractOK || e.Text != "two pizzas for tonight" || e.Seconds < 3.5 || e.Seconds > 3.6 {
		t.Errorf("%+v", e)
	}
	if e.Engine != "mine" || e.Version != "3" || e.Language != "en" {
		t.Errorf("%+v", e)
	}
}

func TestTheSoundIsPutWhereTheCommandWantsIt(t *testing.T) {
	path, err := filepath.Abs(media("voice.wav"))
	if err != nil {
		t.Fatal(err)
	}
	echo := script(t, `echo "$@"`)
	for want, p := range map[string]speech.Params{
		"-f " + path + " -l de": {Command: []string{echo, "-f", "{audio}", "-l", "{language}"}, Language: "de"},
		"--in=" + path:          {Command: []string{echo, "--in={audio}"}},
		"-l auto " + path:       {Command: []string{echo, "-l", "{language}"}},
		"$(touch x) ; " + path:  {Command: []string{echo, "$(touch x)", ";"}},
	} {
		if e, err := hear(t, p); err != nil || e.Text != want {
			t.Errorf("%q, %v; it should be %q", e.Text, err, want)
		}
	}
}

func TestAnEngineThatFailsMaySucceedLater(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("not a program"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ program, cause string }{
		"it fails":                {script(t, "echo half a word; echo the model is missing >&2; exit 3"), "the model is missing"},
		"it is killed":            {script(t, "kill -9 $$"), "killed"},
		"it is not here":          {"/nowhere/engine", "no such file"},
		"it is no file":           {t.TempDir(), "permission denied"},
		"it is no program":        {text, "permission denied"},
		"it never stops":          {script(t, "exec cat /dev/zero"), ""},
		"it talks much and fails": {script(t, "head -c 100000 /dev/zero | tr '\\0' x >&2; echo the end >&2; exit 1"), "the end"},
	} {
		_, err := hear(t, speech.Params{Command: []string{c.program}})
		e := frontdesk.FailedExtract(frontdesk.Transcript, err)
		if e.Code != frontdesk.Unavailable || !e.Again || !strings.Contains(err.Error(), c.cause) || len(err.Error()) > 4000 {
			t.Errorf("%s: %s: %v", name, e.Code, err)
		}
	}
}

func TestTheMostThatAnEngineMayWrite(t *testing.T) {
	for size, want := range map[int]frontdesk.Code{speech.MaxText: "", speech.MaxText + 1: frontdesk.Unavailable} {
		e, err := hear(t, speech.Params{Command: []string{script(t, "head -c $1 /dev/zero | tr '\\0' x"), strconv.Itoa(size)}})
		if got := frontdesk.CodeOf(err); got != want || err == nil && len(e.Text) != size {
			t.Errorf("%d bytes: %d, %v", size, len(e.Text), err)
		}
	}
}

// TestAnEngineThatLeavesSomethingRunning does not hold up the next sound: what
// it left keeps its output open.
func TestAnEngineThatLeavesSomethingRunning(t *testing.T) {
	_, err := hear(t, speech.Params{Command: []string{script(t, "sleep 1000 & echo done")}})
	if frontdesk.CodeOf(err) != frontdesk.Unavailable {
		t.Errorf("%v", err)
	}
}

func TestAnEngineKnowsNothingOfUs(t *testing.T) {
	t.Setenv("WHATSAPP_ACCESS_TOKEN", "secret")
	e, err := hear(t, speech.Params{Command: []string{script(t, "env; pwd")}})
	if err != nil || strings.Contains(e.Text, "secret") || !strings.Contains(e.Text, "PATH=/usr/local/bin:/usr/bin:/bin") {
		t.Errorf("%q, %v", e.Text, err)
	}
}

// wav is 16 kHz, one channel and 16 bit.
func wav(samples []int16) []byte {
	b := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(36+2*len(samples)))...)
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00data"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(2*len(samples)))
	for _, x := range samples {
		b = binary.LittleEndian.AppendUint16(b, uint16(x))
	}
	return b
}

func written(t *testing.T, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sound.wav")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSilenceIsNotGivenToAnEngine(t *testing.T) {
	made := script(t, "echo thank you for watching")
	for name, c := range map[string]struct {
		loud  int16
		for1  int
		empty bool
	}{
		"nothing":                   {0, 0, true},
		"a hiss":                    {speech.Quiet - 1, 16000, true},
		"a click":                   {1000, 16, true},
		"as loud as a whisper":      {speech.Quiet, 16000, false},
		"a syllable in a long note": {400, 1600, false},
	} {
		samples := make([]int16, 32000)
		for i := range c.for1 {
			samples[i] = c.loud * int16(1-2*(i%2))
		}
		e, err := hearIn(t, written(t, wav(samples)), speech.Params{Command: []string{made}, Engine: "mine"})
		if err != nil || e.Seconds != 2 || (e.Status == frontdesk.ExtractEmpty) != c.empty || (e.Text == "") != c.empty || e.Engine != "mine" {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
}

func TestOnlyTheRightWAVIsHeard(t *testing.T) {
	stereo := wav(make([]int16, 100))
	stereo[22] = 2
	for name, b := range map[string][]byte{"nothing": nil, "text": []byte(strings.Repeat("text ", 20)), "stereo": stereo, "half a header": stereo[:30]} {
		if _, err := hearIn(t, written(t, b), speech.Params{Command: []string{"/bin/true"}}); frontdesk.CodeOf(err) != frontdesk.Damaged {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPocketSphinxHearsTheOrder(t *testing.T) {
	e, err := speech.Find(speech.Choice{Mode: speech.Auto}, false)
	if err != nil && os.Getenv("FRONTDESK_TEST_ALL") == "1" {
		t.Fatal(err)
	} else if err != nil {
		t.Skip("PocketSphinx is not installed, so no engine hears anything here")
	}
	for name, path := range map[string]string{
		"what was said": media("voice.wav"), "a voice note": made(t, "sound.wav", media("voice.ogg")), "an MP3": made(t, "sound.wav", media("voice.mp3")),
		"a voice note of ours": made(t, "sound.wav", made(t, "sound.voice", media("voice.wav"))),
	} {
		x, err := hearIn(t, path, e.Params("de"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, word := range []string{"order", "two", "pizzas", "tonight"} {
			if !strings.Contains(x.Text, word) {
				t.Errorf("%s: %q is not in %q", name, word, x.Text)
			}
		}
		if x.Engine != "pocketsphinx" || x.Language != "en" || x.Status != frontdesk.ExtractOK {
			t.Errorf("%s: %+v", name, x)
		}
	}
}

// made is the path of what a job makes of a sound.
func made(t *testing.T, job, from string) string {
	t.Helper()
	f, err := pool(t).Do(t.Context(), job, from, sound.Params{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return written(t, b)
}
