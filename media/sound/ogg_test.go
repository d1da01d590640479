package sound_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"frontdesk"
	"frontdesk/media/sound"
)

// pages gives where the pages of an Ogg file are, as far as there are whole
// ones.
func pages(b []byte) (all [][]byte) {
	for len(b) >= 27 && bytes.HasPrefix(b, []byte("OggS")) {
		n := 27 + int(b[26])
		for _, lacing := range b[27:min(n, len(b))] {
			n += int(lacing)
		}
		if n > len(b) {
			break
		}
		all, b = append(all, b[:n]), b[n:]
	}
	return all
}

// mend makes the checksums right again, so that the decoder behind them is met.
func mend(b []byte) {
	for _, page := range pages(b) {
		clear(page[22:26])
		var sum uint32
		for _, c := range page {
			sum ^= uint32(c) << 24
			for range 8 {
				sum = sum<<1 ^ 0x04c11db7*(sum>>31)
			}
		}
		binary.LittleEndian.PutUint32(page[22:], sum)
	}
}

func TestAnOggThatClaimsTenHours(t *testing.T) {
	b := bytesOf(t, media("voice.ogg"))
	all := pages(b)
	binary.LittleEndian.PutUint64(all[len(all)-1][6:], 10*3600*48000)
	mend(b)
	p, path := pool(t), written(t, b)
	var l sound.Look
	if _, err := p.Do(t.Context(), "sound.look", path, sound.Params{}, &l); err != nil || math.Abs(l.Seconds-3.55) > 0.05 {
		t.Errorf("%+v, %v", l, err)
	}
	var v sound.Wav
	if _, err := do(t, p, "sound.wav", path, sound.Params{}, &v); err != nil || math.Abs(v.Seconds-3.55) > 0.05 {
		t.Errorf("%+v, %v", v, err)
	}
}

// TestAnOggOfNothing holds minutes in few bytes: packets of 120 ms that say
// there is nothing in them. They are as long a silence.
func TestAnOggOfNothing(t *testing.T) {
	const nothings = 20
	head := pages(bytesOf(t, media("voice.ogg")))[:2]
	b := bytes.Join(head, nil)
	for n := range nothings {
		page := append([]byte("OggS\x00\x00"), make([]byte, 12)...)
		page = binary.LittleEndian.AppendUint32(page, uint32(2+n))
		copy(page[14:18], head[0][14:18])
		page = append(page, 0, 0, 0, 0, 255)
		page = append(page, bytes.Repeat([]byte{2}, 255)...)
		page = append(page, bytes.Repeat([]byte{0x1b, 2}, 255)...) // two frames of 60 ms, both empty
		b = append(b, page...)
	}
	mend(b)
	const seconds = nothings * 255 * 0.12
	p, path := pool(t), written(t, b)
	var l sound.Look
	if _, err := p.Do(t.Context(), "sound.look", path, sound.Params{}, &l); err != nil || !near(l.Seconds, seconds) {
		t.Errorf("%+v, %v; it has %v s", l, err, seconds)
	}
	var v sound.Wav
	if _, err := do(t, p, "sound.wav", path, sound.Params{}, &v); err != nil || !near(v.Seconds, seconds) {
		t.Errorf("%+v, %v; it has %v s", v, err, seconds)
	}
}

func TestAnOggThatIsSomethingElse(t *testing.T) {
	p := pool(t)
	for name, c := range map[string]struct {
		change func(b []byte)
		code   frontdesk.Code
	}{
		"eight channels":    {func(b []byte) { b[28+9] = 8 }, frontdesk.Damaged},
		"another table":     {func(b []byte) { b[28+18] = 1 }, frontdesk.Damaged},
		"all left out":      {func(b []byte) { b[28+10], b[28+11] = 255, 255 }, ""},
		"never begun":       {func(b []byte) { b[5] = 0 }, frontdesk.Damaged},
		"of another stream": {func(b []byte) { copy(b[28:], "OpusHeap") }, frontdesk.NoEngine},
	} {
		b := bytesOf(t, media("voice.ogg"))
		c.change(b)
		mend(b)
		_, err := do(t, p, "sound.wav", written(t, b), sound.Params{}, nil)
		if got := frontdesk.CodeOf(err); got != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}
