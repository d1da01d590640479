package ocr

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"frontdesk"
	"frontdesk/media/worker"
)

// tesseract is the program.
type tesseract struct{ program, language, data string }

// maxSaid is how much of what the program writes is taken: a page full of
// letters is some hundred kilobytes.
const maxSaid = 8 << 20

// maxComplaint is how much of what it complains of is kept.
const maxComplaint = 2000

// read runs the program on a page. It has the worker's limits, being started by
// it, and is ended with it.
func (t tesseract) read(ctx context.Context, p page, l layout) (reading, error) {
	cmd := exec.CommandContext(ctx, t.program, "-", "-", "-l", t.language, "--psm", strconv.Itoa(int(l)),
		// Sauvola's threshold sees through shadows, and is as good on clean pages.
		"-c", "thresholding_method=2", "-c", "tessedit_create_tsv=1")
	// With more threads it is three to five times slower.
	cmd.Env = []string{"OMP_THREAD_LIMIT=1", "LC_ALL=C"}
	if t.data != "" {
		cmd.Env = append(cmd.Env, "TESSDATA_PREFIX="+t.data)
	}
	cmd.Stdin = bytes.NewReader(p.pnm())
	said, complained := &worker.Head{Max: maxSaid}, &worker.Head{Max: maxComplaint}
	cmd.Stdout, cmd.Stderr = said, complained
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		return nil, t.failed(ctx, err, complained.String())
	}
	return parseTSV(said.String()), nil
}

func (tesseract) close(context.Context) error { return nil }

// failed says why the program did not do it. Its picture was sound, being made
// here.
func (t tesseract) failed(ctx context.Context, err error, complaint string) error {
	var exit *exec.ExitError
	cause := errors.Join(err, errors.New(complaint))
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case strings.Contains(complaint, "Failed loading language"), strings.Contains(complaint, "Error opening data file"):
		return frontdesk.Errorf(frontdesk.NoEngine, "Tesseract has no data for the language %s", t.language).
			WithNext("install it, on Debian with apt-get install tesseract-ocr-%s", t.language).WithCause(cause)
	case errors.As(err, &exit) && exit.ExitCode() < 0:
		return frontdesk.Errorf(frontdesk.OverLimit, "reading the picture took more time or memory than it may").WithNext("make it smaller").WithCause(cause)
	}
	return frontdesk.Errorf(frontdesk.Unavailable, "Tesseract failed").WithNext("try again").WithCause(cause)
}

// Columns of Tesseract's table, and the level of its rows that are words.
const (
	columnLevel, columnBlock, columnParagraph, columnLine = 0, 2, 3, 4
	columnConfidence, columnText, columns                 = 10, 11, 12
	levelWord                                             = "5"
)

// parseTSV reads Tesseract's table of words.
func parseTSV(table string) reading {
	var r reading
	var n numbers
	for row := range strings.Lines(table) {
		c := strings.SplitN(strings.TrimRight(row, "\r\n"), "\t", columns)
		if len(c) < columns || c[columnLevel] != levelWord || strings.TrimSpace(c[columnText]) == "" {
			continue
		}
		confidence, err := strconv.ParseFloat(c[columnConfidence], 64)
		if err != nil {
			continue
		}
		paragraph := c[columnBlock] + " " + c[columnParagraph]
		r = append(r, n.word(strings.TrimSpace(c[columnText]), confidence, paragraph, paragraph+" "+c[columnLine]))
	}
	return r
}

// numbers counts paragraphs and lines by their names changing.
type numbers struct {
	lastParagraph, lastLine string
	paragraph, line         int
}

func (n *numbers) word(text string, confidence float64, paragraph, line string) word {
	if paragraph != n.lastParagraph {
		n.paragraph++
	}
	if line != n.lastLine {
		n.line++
	}
	n.lastParagraph, n.lastLine = paragraph, line
	return word{text: text, confidence: min(max(confidence, 0), 100), paragraph: n.paragraph, line: n.line}
}

// languageName is what Tesseract calls languages, and nothing that it could take
// for a path.
var languageName = regexp.MustCompile(`^[A-Za-z]{3}[A-Za-z_]{0,17}(\+[A-Za-z]{3}[A-Za-z_]{0,17}){0,4}$`)
