package sandbox_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browser gives a context with a phone-sized tab, or skips the test where there
// is no browser.
func browser(t *testing.T) context.Context {
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		if os.Getenv("FRONTDESK_TEST_ALL") == "1" {
			t.Fatal("no chromium was found, and FRONTDESK_TEST_ALL=1 skips nothing; install it (apt-get install chromium)")
		}
		t.Skip("no chromium was found, so the phone page was not tried in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WindowSize(390, 844), chromedp.WSURLReadTimeout(time.Minute), chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("autoplay-policy", "no-user-gesture-required"))
	alloc, cancelAlloc := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("the browser: %v", err)
		}
		cancel()
		cancelAlloc()
	})
	// The browser lives as long as the context of the first call.
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile)); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// page is the phone page in a browser.
type page struct {
	*lab
	ctx context.Context
}

func (p page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.Fatal(err)
	}
}

// is waits until an expression is true on the page.
func (p page) is(expression string) {
	p.Helper()
	p.until(expression, func() bool {
		ok, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](expression))
		return err == nil && ok
	})
}

func (p page) shoot(name string) {
	p.Helper()
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(p.ArtifactDir(), name), png, 0o600)
	}
	if err != nil {
		p.Error(err)
	}
}

func TestThePhonePageIsLive(t *testing.T) {
	ctx := browser(t)
	l, url := onSockets(t, nil)
	p := page{l, ctx}
	text := func(cls string, n int) string {
		return fmt.Sprintf("document.querySelectorAll('.bubble.%s .body')[%d]?.textContent", cls, n)
	}
	p.do(chromedp.Navigate(url + "/"))
	p.is("document.activeElement.id === 'text'")
	p.do(chromedp.SendKeys("#text", "Hello <b>there</b>\n"))
	p.is(text("out", 0) + " === 'Hello <b>there</b>'")
	p.is("!!document.querySelector('.bubble.out .ticks.delivered')")
	p.is("document.getElementById('text').value === ''")

	said := l.messages("")[0]
	l.graph("POST", ours+"/messages", j{
		"messaging_product": "whatsapp", "status": "read", "message_id": said.ID, "typing_indicator": j{"type": "text"},
	})
	p.is("!!document.querySelector('.ticks.read') && !document.getElementById('typing').hidden")
	p.shoot("typing.png")
	l.send(j{"text": j{"body": "Good afternoon!\nWhat can I do for you?"}, "context": j{"message_id": said.ID}})
	p.is(text("in", 0) + "?.startsWith('Good afternoon!') && document.getElementById('typing').hidden")
	p.is("document.querySelector('.bubble.in .quote')?.textContent === 'Hello <b>there</b>'")
	l.send(j{"type": "reaction", "text": nil, "reaction": j{"message_id": said.ID, "emoji": "👍"}})
	p.is("document.querySelector('.reactions')?.textContent === '👍'")
	l.until("what is seen is read", func() bool {
		for _, s := range l.program.heard("statuses") {
			if s["status"] == "read" {
				return true
			}
		}
		return false
	})
	for n := range 12 {
		l.says(j{"text": fmt.Sprint("Line ", n, " of a longer conversation, said from elsewhere")})
	}
	p.is(text("out", 12) + " === 'Line 11 of a longer conversation, said from elsewhere'")
	p.is("(e => e.scrollHeight - e.scrollTop - e.clientHeight < 5)(document.getElementById('list'))")
	p.is("performance.getEntriesByType('resource').every(e => e.name.startsWith(location.origin + '/sandbox/'))")
	p.is("document.documentElement.scrollWidth <= 390")
	p.shoot("light.png")
}
