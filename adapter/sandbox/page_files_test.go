package sandbox_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// last finds something in the newest bubble of a side.
func last(side, selector string) string {
	return fmt.Sprintf("[...document.querySelectorAll('.bubble.%s')].at(-1)?.querySelector('%s')", side, selector)
}

// onDisk writes a file for a browser to pick.
func onDisk(t *testing.T, name string, b []byte) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{path}
}

func TestThePhonePageAttachesAndShowsPictures(t *testing.T) {
	ctx := browser(t)
	l, url := onSockets(t, inFolder(t))
	p := page{l, ctx}
	file := picture(t, 300)
	p.do(chromedp.Navigate(url + "/"))
	p.is("document.getElementById('send').hidden && !document.getElementById('record').hidden")
	p.do(chromedp.SetUploadFiles("#file", onDisk(t, "garden.png", file)))
	p.is("!document.getElementById('tray').hidden && document.getElementById('text').placeholder === 'Add a caption'")
	p.is("document.querySelector('#preview img')?.naturalWidth === 300 && document.getElementById('name').textContent === 'garden.png'")
	p.shoot("tray.png")
	p.do(chromedp.SendKeys("#text", "Our <i>garden</i>\n"))
	p.is(last("out", "img") + "?.naturalWidth === 300")
	p.is(last("out", ".body") + "?.textContent === 'Our <i>garden</i>'")
	p.is("document.getElementById('tray').hidden && !!" + last("out", ".ticks.delivered"))
	m := l.messages("")[0]
	if _, got := l.do("GET", "/"+m.File.URL, ""); m.Type != "image" || m.File.Caption != "Our <i>garden</i>" || !bytes.Equal(got, file) {
		t.Errorf("sent: %+v %+v", m, m.File)
	}

	id := l.uploaded("image/png", picture(t, 200))
	if status, v := l.sendFile("image", j{"id": id, "caption": "And ours"}); status != http.StatusOK {
		t.Fatalf("%d %v", status, v)
	}
	p.is(last("in", "img") + "?.naturalWidth === 200")
	p.is(last("in", ".body") + "?.textContent === 'And ours'")
	p.is("(e => e.scrollHeight - e.scrollTop - e.clientHeight < 5)(document.getElementById('list'))")
	p.do(chromedp.Evaluate[chromedp.Void](last("in", ".picture") + ".focus()"))
	p.do(chromedp.KeyEvent("\r"))
	p.is("document.getElementById('large').open && document.querySelector('#large img').naturalWidth === 200")
	p.do(chromedp.KeyEvent("\x1b"))
	p.is("!document.getElementById('large').open")
	p.is("document.documentElement.scrollWidth <= 390")
	p.shoot("pictures.png")
}

func TestThePhonePageShowsEveryKindOfFile(t *testing.T) {
	ctx := browser(t)
	l, url := onSockets(t, inFolder(t))
	p := page{l, ctx}
	p.do(chromedp.Navigate(url + "/"))
	l.says(j{"text": "What do you have?"})
	for _, f := range []struct {
		kind, mime string
		file       []byte
		object     j
	}{
		{"sticker", "image/webp", converted(t, "-f lavfi -i color=c=orange:s=512x512 -frames:v 1", "webp"), j{}},
		{"audio", "audio/ogg", converted(t, "-f lavfi -i sine=d=2 -ac 1 -c:a libopus", "ogg"), j{"voice": true}},
		{"video", "video/mp4", converted(t, "-f lavfi -i testsrc=d=1:s=320x240 -pix_fmt yuv420p", "mp4"), j{"caption": "A film"}},
		{"document", "application/pdf", []byte("%PDF-1.7"), j{"filename": "Price list 2026, with a name that is far too long for one line of a phone.pdf", "caption": "As asked"}},
	} {
		f.object["id"] = l.uploaded(f.mime, f.file)
		if status, v := l.sendFile(f.kind, f.object); status != http.StatusOK {
			t.Fatalf("%s: %d %v", f.kind, status, v)
		}
	}
	p.is("document.querySelector('.bubble.sticker img')?.naturalWidth === 512")
	p.is("document.querySelector('.bubble.audio audio')?.duration > 1.9")
	p.is("document.querySelector('.bubble.video video')?.videoWidth === 320 || document.querySelector('.bubble.video .lost')")
	p.is("document.querySelector('.bubble.document a.paper')?.download.startsWith('Price list')")
	p.is("document.documentElement.scrollWidth <= 390 && !!document.querySelector('.bubble.document .size')")
	// What is played is the same element after the message has changed.
	p.do(chromedp.Evaluate[chromedp.Void]("window.playing = document.querySelector('.bubble.audio audio'); void playing.play()"))
	l.send(j{"type": "reaction", "text": nil, "reaction": j{"message_id": l.messages("")[2].ID, "emoji": "👍"}})
	p.is("!!document.querySelector('.bubble.audio .reactions') && document.querySelector('.bubble.audio audio') === playing && !playing.paused")
	p.is("(e => e.scrollHeight - e.scrollTop - e.clientHeight < 20)(document.getElementById('list'))")
	l.until("the business hears that its voice note was played", func() bool {
		return strings.Contains(statuses(l.program.heard("statuses")), "played")
	})
	p.shoot("files.png")
}

func TestThePhonePageRecordsAVoiceNote(t *testing.T) {
	ctx := browser(t)
	l, url := onSockets(t, inFolder(t))
	p := page{l, ctx}
	p.do(chromedp.Navigate(url + "/"))
	p.do(chromedp.Click("#record"))
	p.is("!document.getElementById('recorder').hidden && document.activeElement.id === 'finish'")
	p.do(chromedp.KeyEvent("\x1b"))
	p.is("document.getElementById('recorder').hidden && document.activeElement.id === 'text'")
	p.do(chromedp.Click("#record"))
	p.is("document.getElementById('elapsed').textContent === '0:01'")
	p.shoot("recording.png")
	p.do(chromedp.Click("#finish"))
	p.is("!!" + last("out", "audio") + " && !!" + last("out", ".ticks.delivered"))
	all := l.messages("")
	f := all[len(all)-1].File
	if len(all) != 1 || !f.Voice || !strings.Contains(f.MIMEType, "opus") || f.Bytes < 500 {
		t.Errorf("sent: %d messages, %+v", len(all), f)
	}
	if got := l.program.heard("messages")[0]["audio"].(j); got["voice"] != true {
		t.Errorf("heard %v", got)
	}
}

// converted makes a file with ffmpeg, or skips the test where there is none.
func converted(t *testing.T, arguments, extension string) []byte {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		if os.Getenv("FRONTDESK_TEST_ALL") == "1" {
			t.Fatal("no ffmpeg was found, and FRONTDESK_TEST_ALL=1 skips nothing; install it (apt-get install ffmpeg)")
		}
		t.Skip("no ffmpeg was found, so there is no film to show")
	}
	path := filepath.Join(t.TempDir(), "made."+extension)
	c := exec.Command("ffmpeg", append(append([]string{"-v", "error"}, strings.Fields(arguments)...), path)...)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v %s", err, out)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
