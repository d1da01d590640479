package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	// heartbeat is how often the server is asked whether it lives.
	heartbeat = 50 * time.Millisecond
	// fewestBeats come while the first file is read until its time is over, even if
	// each takes a second. How long they take is told and not judged: it is the
	// machine's business too.
	fewestBeats = 40
	// roomForFiles is how much a server may grow while it deals with files.
	roomForFiles = 64 << 10 // kB
)

// Files made to hang, to swell and to crash those who read them cost one
// labelled failure each. The server answers all the while and does not grow, and
// what comes after them is read as ever.
func TestHostileFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("the files that hang take most of a minute, and are left out of a short run")
	}
	v := newVisit(t)
	v.serve("--agent", "echo")
	hostile := hostileFiles(t)
	for i := range len(hostile) + 2 {
		v.register(i)
	}
	ada, ben := sender(len(hostile)), sender(len(hostile)+1)
	v.show(ada, "document", "page.txt", v.sample("page.txt"))
	v.answer(ada, `page\.txt`)

	watch := v.watch()
	for i, f := range hostile {
		v.show(sender(i), f.kind, f.name, f.bytes)
	}
	for i, f := range hostile {
		if said := v.answer(sender(i), f.want); said != "" {
			t.Logf("%s (%d bytes): %.200s", f.name, len(f.bytes), said)
		}
	}
	watch.end(t)

	v.show(ada, "voice", "", v.sample("voice.ogg"))
	v.show(ben, "document", "digital.pdf", v.sample("digital.pdf"))
	v.answer(ada, `(?i)^You said: .*pizza`)
	v.answer(ben, `digital\.pdf.*8 pages`)
	v.stop()
}

// hostileFile is a file as somebody sends it, and what is said of it.
type hostileFile struct {
	name, kind string
	bytes      []byte
	want       string
}

// How files are labelled: that cannot be read, that cannot be heard, and in any
// way at all, if only by what they are.
const (
	unreadable = `could not be read`
	unheard    = `could not be transcribed`
	anyLabel   = `could not be (read|transcribed)|no text found|no speech heard|pages?, |^You said: (Picture|Audio|Video)`
)

func hostileFiles(t *testing.T) []hostileFile {
	all := []hostileFile{
		// The one that hangs is first: it is given up after its time, and the others
		// are read meanwhile.
		{"nested.pdf", "document", nestedForms(), unreadable},
		{"pages.pdf", "document", manyPages(), `100000 pages`},
		{"loops.pdf", "document", loopsPDF(), anyLabel},
		{"huge.pdf", "document", pagePDF("/MediaBox [0 0 1000000 1000000]", "1 0 0 rg 0 0 9000 9000 re f"), `1 page.*no text found`},
		{"claims.png", "image", claimsPNG(100_000, 100_000), unreadable},
		{"bomb.png", "image", bombPNG(t, 10_000, 5_000), `no text found`},
		{"zip.docx", "document", zipBomb(t), unreadable},
		{"long.docx", "document", longDOCX(t), unreadable},
		{"liar.ogg", "voice", append([]byte("OggS\x00\x02"), bytes.Repeat([]byte("not sound "), 500)...), unheard},
		{"long.txt", "document", bytes.Repeat([]byte("the same line, again and again\n"), 50<<20/31), `1 page|50\.0 MB|52\.4 MB`},
	}
	for name, kind := range map[string]string{
		"digital.pdf": "document", "scanned.pdf": "document", "letter.docx": "document", "sheet.xlsx": "document", "slides.pptx": "document",
		"book.epub": "document", "page.png": "image", "receipt.jpg": "image", "voice.ogg": "voice", "voice.mp3": "audio", "clip.mp4": "video",
	} {
		b, err := os.ReadFile(filepath.Join(samples, name))
		if err != nil {
			t.Fatal(err)
		}
		want := anyLabel
		if kind == "voice" {
			want = `^You said: .` // half of what was said is words too
		}
		all = append(all, hostileFile{"half-" + name, kind, b[:len(b)/2], want})
	}
	if raceDetector() { // which the readers have too: some come to a limit then
		for i := range all {
			all[i].want += "|" + anyLabel
		}
	}
	return all
}

const samples = "../../testdata/media"

// visit is a server and the people who write to it on the sandbox's phones.
type visit struct {
	*crash
	cmd  *exec.Cmd
	log  *childLog
	desk *child
}

func newVisit(t *testing.T, env ...string) *visit {
	v := &visit{crash: newCrash(t), log: &childLog{}}
	// The same token as the bench's, whose client is used here; and leases as long
	// as they are, for nobody dies: a short one runs out on a busy machine.
	v.env = append(v.env, "FRONTDESK_TOKEN="+benchToken, "FRONTDESK_TEST_LEASE=", "FRONTDESK_FILES="+mustAbs(t, samples), "FRONTDESK_TEST_LEASE=30s")
	v.env = append(v.env, env...)
	v.desk = &child{base: "http://" + v.address, http: v.http}
	return v
}

func mustAbs(t *testing.T, path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// serve starts the server, and ends it with the test.
func (v *visit) serve(args ...string) {
	v.cmd = v.frontdesk(append([]string{"serve"}, args...)...)
	v.cmd.Stderr = v.log
	if err := v.cmd.Start(); err != nil {
		v.Fatal(err)
	}
	v.Cleanup(func() {
		if v.cmd.ProcessState == nil {
			_ = v.cmd.Process.Kill()
			_ = v.cmd.Wait() // it was killed
		}
		if v.Failed() {
			v.Logf("the server's log:\n%s", v.log)
		}
	})
	v.eventually("the server is ready", func() bool {
		status, _ := v.get("/readyz", "")
		return status == http.StatusOK
	})
}

func (v *visit) stop() {
	_ = v.cmd.Process.Signal(os.Interrupt)
	if err := v.cmd.Wait(); err != nil {
		v.Errorf("the server stopped with %v", err)
	}
}

func (v *visit) register(i int) {
	v.Helper()
	body := fmt.Sprintf(`{"name":"Sender %d","phone":"+%s"}`, i, sender(i))
	err := v.desk.post(v.Context(), "/admin/v1/contacts", []byte(body), "Authorization", "Bearer "+scriptAdmin, "Content-Type", "application/json")
	if err != nil {
		v.Fatal(err)
	}
}

func (v *visit) sample(name string) []byte {
	v.Helper()
	b, err := os.ReadFile(filepath.Join(samples, name))
	if err != nil {
		v.Fatal(err)
	}
	return b
}

// show lets a person send a file.
func (v *visit) show(phone, kind, name string, b []byte) {
	v.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(b)
	}
	if err = errors.Join(w.WriteField("type", kind), err, w.Close()); err != nil {
		v.Fatal(err)
	}
	resp, err := http.Post(v.meta.URL+"/sandbox/phones/"+phone+"/messages", w.FormDataContentType(), &form)
	if err != nil {
		v.Fatal(err)
	}
	defer resp.Body.Close()
	if said, _ := io.ReadAll(resp.Body); resp.StatusCode/100 != 2 {
		v.Fatalf("the phone answered %d to %s: %s", resp.StatusCode, name, said)
	}
}

// inboxed is what has come to a phone.
type inboxed struct {
	Direction, Type, Text string
	Media                 *phoneFile
}

func (v *visit) inbox(phone string) (came []inboxed) {
	resp, err := http.Get(v.meta.URL + "/sandbox/phones/" + phone + "/messages")
	if err != nil {
		return nil
	}
	defer resp.Body.Close()
	var all []inboxed
	if json.NewDecoder(resp.Body).Decode(&all) != nil {
		return nil // a phone that nothing came to
	}
	return slices.DeleteFunc(all, func(m inboxed) bool { return m.Direction != "in" })
}

// answer waits for one more message on a phone, which is to match a pattern.
func (v *visit) answer(phone, want string) (said string) {
	v.Helper()
	v.eventually("an answer on "+phone+" that is like "+want, func() bool {
		for _, m := range v.inbox(phone) {
			said = m.Text
			if regexp.MustCompile("(?s)" + want).MatchString(said) {
				return true
			}
		}
		return false
	})
	return said
}

// beats are the answers of a server that was asked again and again whether it
// lives, and how large it was meanwhile.
type beats struct {
	stop   chan struct{}
	done   chan struct{}
	waits  []time.Duration
	lost   int
	before int64 // kB
	peak   func() int64
}

func (v *visit) watch() *beats {
	pid := v.cmd.Process.Pid
	resetPeak(pid)
	b := &beats{stop: make(chan struct{}), done: make(chan struct{}), before: residentKB(pid), peak: func() int64 { return peakKB(pid) }}
	go func() {
		defer close(b.done)
		tick := time.NewTicker(heartbeat)
		defer tick.Stop()
		for {
			began := time.Now()
			if status, _ := v.get("/healthz", ""); status != http.StatusOK {
				b.lost++
			}
			b.waits = append(b.waits, time.Since(began))
			select {
			case <-b.stop:
				return
			case <-tick.C:
			}
		}
	}()
	return b
}

// end says what was found.
func (b *beats) end(t *testing.T) {
	t.Helper()
	close(b.stop)
	<-b.done
	slices.Sort(b.waits)
	l := load{waits: b.waits}
	longest := b.waits[len(b.waits)-1]
	t.Logf("%d health checks: p50 %s, p99 %s, longest %s", len(b.waits), round(l.at(.5)), round(l.at(.99)), round(longest))
	if b.lost > 0 || len(b.waits) < fewestBeats {
		t.Errorf("%d of %d health checks were not answered", b.lost, len(b.waits))
	}
	grown := b.peak() - b.before
	t.Logf("memory of the server: %d MB before, at most %d MB more", b.before>>10, grown>>10)
	switch {
	case runtime.GOOS != "linux":
		t.Log("how large the server became is not told by this system")
	case raceDetector():
		t.Log("the race detector takes memory of its own; how much the server took is not judged")
	case grown > roomForFiles:
		t.Errorf("the server grew by %d MB", grown>>10)
	}
}

// raceDetector tells whether this program was built with it.
func raceDetector() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// pdf is a PDF in the making; objects are counted from 1, and the first is the
// catalog.
type pdf []string

func (p pdf) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range p {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(p)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(p)+1, start)
	return b.Bytes()
}

func pdfStream(dict, content string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(content), content)
}

// pagePDF is a PDF of one page, and of what else its content names.
func pagePDF(page, content string, more ...string) []byte {
	return append(pdf{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /Contents 4 0 R " + page + " >>", pdfStream("", content),
	}, more...).bytes()
}

// nestedForms are thirty forms, each of which draws the next ten times.
func nestedForms() []byte {
	var forms []string
	for i := range 30 {
		forms = append(forms, pdfStream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>", 6+i), strings.Repeat("/X Do ", 10)))
	}
	return pagePDF("/MediaBox [0 0 100 100] /Resources << /XObject << /X 5 0 R >> >>", "/X Do", forms...)
}

// manyPages says 100,000 times that the same page comes next.
func manyPages() []byte {
	return pdf{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Count 100000 /Kids [" + strings.Repeat("3 0 R ", 100_000) + "] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 5 0 R /Resources << /Font << /F 4 0 R >> >> >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		pdfStream("", "BT /F 9 Tf 9 9 Td (again) Tj ET"),
	}.bytes()
}

// loopsPDF refers to itself wherever a PDF can.
func loopsPDF() []byte {
	return pdf{
		"<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>",
		"<< /Type /Pages /Count 9 /Kids [3 0 R 2 0 R 3 0 R] /Parent 2 0 R >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox 3 0 R /Contents [4 0 R 3 0 R] /Resources << /XObject << /X 4 0 R >> >> >>",
		"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 4 0 R /Resources << /XObject << /X 4 0 R >> >> >>\nstream\n/X Do /X Do\nendstream",
		"<< /First 6 0 R /Last 6 0 R /Count 5 >>",
		"<< /Title (a) /Parent 5 0 R /Next 6 0 R /First 6 0 R /Prev 6 0 R >>",
	}.bytes()
}

func pngOf(width, height uint32, pixels []byte) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, content []byte) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(content)))
		b = append(append(b, kind...), content...)
		b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[len(b)-len(content)-4:]))
	}
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	chunk("IHDR", append(header, 8, 6, 0, 0, 0)) // 8 bits of red, green, blue and alpha
	chunk("IDAT", pixels)
	chunk("IEND", nil)
	return b
}

// claimsPNG is a picture of which there is nothing but its size.
func claimsPNG(width, height uint32) []byte { return pngOf(width, height, []byte("nothing")) }

// bombPNG is a picture of one colour: few bytes, and as many pixels as any.
func bombPNG(t *testing.T, width, height uint32) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	row := make([]byte, 1+4*width)
	for range height {
		if _, err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return pngOf(width, height, b.Bytes())
}

// swollen is a file in an archive that is n bytes of the same when unpacked.
func swollen(t *testing.T, z *zip.Writer, name, begin, fill, end string, n int) {
	t.Helper()
	var packed bytes.Buffer
	var sum uint32
	var total uint64
	piece := strings.Repeat(fill, 1<<20/len(fill))
	for _, part := range []struct {
		text  string
		times int
	}{{begin, 1}, {piece, n / len(piece)}, {end, 1}} {
		var once bytes.Buffer
		w, err := flate.NewWriter(&once, flate.DefaultCompression)
		if err == nil {
			_, err = io.WriteString(w, part.text)
		}
		if err = errors.Join(err, w.Flush()); err != nil {
			t.Fatal(err)
		}
		for range part.times { // packed once: packing it all takes minutes
			packed.Write(once.Bytes())
			sum = crc32.Update(sum, crc32.IEEETable, []byte(part.text))
			total += uint64(len(part.text))
		}
	}
	packed.Write([]byte{3, 0}) // the last block, which is empty
	w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: sum, CompressedSize64: uint64(packed.Len()), UncompressedSize64: total})
	if err == nil {
		_, err = w.Write(packed.Bytes())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// wordFile is an archive that is a Word document by its first entries.
func wordFile(t *testing.T, fill func(*zip.Writer)) []byte {
	t.Helper()
	const head = `<?xml version="1.0" encoding="UTF-8"?>`
	const kind = "http://schemas.openxmlformats.org/"
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range [][2]string{
		{"[Content_Types].xml", head + `<Types xmlns="` + kind + `package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", head + `<Relationships xmlns="` + kind + `package/2006/relationships"><Relationship Id="rId1" Type="` + kind +
			`officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
	} {
		w, err := z.Create(f[0])
		if err == nil {
			_, err = io.WriteString(w, f[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	fill(z)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const wordHead = `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`

// zipBomb unpacks to half a gigabyte, of which no part is too large by itself.
func zipBomb(t *testing.T) []byte {
	return wordFile(t, func(z *zip.Writer) {
		swollen(t, z, "word/document.xml", wordHead, "<w:p/>", "</w:body></w:document>", 1<<20)
		swollen(t, z, "word/media/a", "", "\x00", "", 250<<20)
		swollen(t, z, "word/media/b", "", "\x00", "", 250<<20)
	})
}

// longDOCX has 300 MB of text in a few hundred kB.
func longDOCX(t *testing.T) []byte {
	return wordFile(t, func(z *zip.Writer) {
		swollen(t, z, "word/document.xml", wordHead, "<w:p><w:r><w:t>x</w:t></w:r></w:p>", "</w:body></w:document>", 299<<20)
	})
}
