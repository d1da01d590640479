package sound_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"frontdesk"
	"frontdesk/media/sound"
)

// jobs are what is done with every hostile file.
var jobs = []string{"sound.look", "sound.wav", "sound.voice", "video.still"}

// labelled are the failures that a file may cause; anything else is a fault of
// ours.
var labelled = []frontdesk.Code{"", frontdesk.Damaged, frontdesk.Unsupported, frontdesk.OverLimit, frontdesk.NoEngine}

func answered(t *testing.T, err error, what string) {
	t.Helper()
	if !slices.Contains(labelled, frontdesk.CodeOf(err)) {
		t.Errorf("%s: %v", what, err)
	}
}

var kept = []string{"voice.ogg", "voice.mp3", "music.mp3", "voice.wav", "voice.m4a", "voice.webm", "voice.amr", "vorbis.ogg", "clip.mp4", "clip.mov", "clip.3gp"}

func TestBrokenFilesAreLabelled(t *testing.T) {
	p := pool(t)
	var params sound.Params
	params.FFmpeg, params.FFprobe = sound.FindFFmpeg()
	for _, name := range []string{"broken.ogg", "broken.mp3"} {
		var v sound.Wav
		if _, err := do(t, p, "sound.wav", media(name), sound.Params{}, &v); err != nil || v.Seconds < 0.5 || v.Seconds > 2 || name == "broken.ogg" && v.Cut == "" {
			t.Errorf("%s: what there is of it was not heard: %+v, %v", name, v, err)
		}
	}
	for name, jobs := range map[string][]string{"broken.m4a": jobs[1:], "broken.amr": {"sound.wav", "sound.voice"}} {
		for _, job := range jobs {
			_, err := p.Do(t.Context(), job, media(name), params, nil)
			if params.FFmpeg != "" {
				code(t, err, frontdesk.Damaged)
			}
		}
	}
}

func TestFilesThatBreakOff(t *testing.T) {
	p := pool(t)
	var params sound.Params
	params.FFmpeg, params.FFprobe = sound.FindFFmpeg()
	for _, name := range kept {
		whole := bytesOf(t, media(name))
		for tenth := range 10 {
			path := written(t, whole[:len(whole)*tenth/10])
			for i, job := range jobs {
				if (i+tenth)%2 == 0 && !everything() {
					continue
				}
				_, err := p.Do(t.Context(), job, path, params, nil)
				answered(t, err, fmt.Sprintf("%s of %d tenths of %s", job, tenth, name))
			}
		}
	}
}

func TestMutatedFiles(t *testing.T) {
	p := pool(t)
	var params sound.Params
	params.FFmpeg, params.FFprobe = sound.FindFFmpeg()
	n := 60
	if everything() {
		n = 500
	}
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		name := kept[seed%len(kept)]
		b := mutated(r, bytesOf(t, media(name)))
		job := jobs[r.IntN(len(jobs))]
		if r.IntN(2) == 0 {
			job = "sound.wav"
		}
		_, err := p.Do(t.Context(), job, written(t, b), params, nil)
		answered(t, err, fmt.Sprintf("%s of %s by seed %d", job, name, seed))
	}
}

// TestAConverterThatWritesWithoutEnd is not listened to for ever: more than the
// worker has memory for, of which little is kept.
func TestAConverterThatWritesWithoutEnd(t *testing.T) {
	p := pool(t)
	for _, c := range []string{"exec cat /dev/zero", "head -c 700000000 /dev/zero >&2"} {
		program := filepath.Join(t.TempDir(), "ffprobe")
		if err := os.WriteFile(program, []byte("#!/bin/sh\n"+c+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		_, err := p.Do(t.Context(), "sound.look", media("voice.m4a"), sound.Params{FFprobe: program}, nil)
		if len(fmt.Sprint(err)) > 4000 {
			t.Errorf("what it writes is kept: %d bytes", len(fmt.Sprint(err)))
		}
		answered(t, err, c)
	}
}

// mutated changes bytes, moves pieces and cuts. Ogg's checksums are not mended,
// except by half of the seeds.
func mutated(r *rand.Rand, b []byte) []byte {
	b = bytes.Clone(b)
	for range 1 + r.IntN(20) {
		at := r.IntN(len(b))
		switch r.IntN(4) {
		case 0:
			b[at] = byte(r.Uint32())
		case 1:
			b[at] ^= 1 << r.IntN(8)
		case 2:
			copy(b[at:], bytes.Repeat([]byte{byte(r.IntN(3) * 127)}, r.IntN(64)))
		case 3:
			copy(b[at:], b[r.IntN(len(b)):][:r.IntN(8)%(len(b)-at+1)])
		}
	}
	if r.IntN(2) == 0 {
		mend(b)
	}
	return b
}
