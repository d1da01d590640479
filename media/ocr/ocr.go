// Package ocr reads the text in pictures.
//
// Two engines do it: the Tesseract program, where it is installed, and the same
// Tesseract as WebAssembly with English data inside, three times slower, so that
// a picture is read with nothing installed at all. Both are handed bare grey
// pixels that were decoded here, never a stranger's file. Neither tells whether
// there is text: in a photo of a meadow they find letters, and in a page that
// stands on its head other letters than are there. So it is decided by how sure
// they are of the words, see [reading.sensible].
package ocr

import (
	"context"
	"runtime/debug"
	"time"

	"frontdesk"
	"frontdesk/media/worker"
)

const (
	// MaxPixels is how many a picture may have: an A4 page at 300 dpi has 9
	// million.
	MaxPixels = 25_000_000
	// maxSide is Tesseract's own limit.
	maxSide = 32_000
	// leastSide is what a letter needs; Tesseract fails on less.
	leastSide = 10

	limit = 60 * time.Second
	// memory is what the WebAssembly engine needs for the most pixels full of
	// text, 768 MB, and a third; for a page it needs 256. The program, which takes
	// the worker's limits along, never needed more than that.
	memory    = 1 << 30
	collectAt = 256 << 20
	// disk is for the machine code that the WebAssembly engine is turned into,
	// which is kept: 17 MB.
	disk = 64 << 20
)

// Params say how a picture is to be read; [Engine.Params] fills them in.
type Params struct {
	Engine  string // Tesseract or WebAssembly
	Version string
	// Program is Tesseract's path; a worker has nothing to find it with.
	Program string
	// Language is Tesseract's name for it: eng, deu, eng+deu. Empty is eng.
	Language string
	// Data is a folder of Tesseract's data or, for WebAssembly, one file of it.
	// Empty is what was installed, or the English that is inside.
	Data string
	// Cache is a folder that keeps WebAssembly's machine code. Without it each
	// worker makes it anew, which takes a second.
	Cache string
	// Upright tells that Tesseract has data to find which way is up.
	Upright bool
}

// Family is the job ocr.read, which takes [Params] and gives a
// [frontdesk.Extract]. The file is a PNG or JPEG picture.
func Family() worker.Family {
	return worker.Family{
		Name:   "ocr",
		Limits: worker.Limits{Time: limit, Memory: memory, Disk: disk},
		Jobs:   map[string]worker.Job{"ocr.read": read},
	}
}

// engine reads the words of an upright picture.
type engine interface {
	read(ctx context.Context, p page, l layout) (reading, error)
	close(ctx context.Context) error
}

// layout is how Tesseract is to look for text, by its own numbers.
type layout int

const (
	find     layout = 3 // in columns and blocks, wherever they are
	findTurn layout = 1 // the same, after finding which way is up
	rows     layout = 6 // in rows across the whole, as in receipts and tables
)

func read(ctx context.Context, in worker.Input) (any, string, error) {
	debug.SetMemoryLimit(collectAt)
	var p Params
	if err := in.Params(&p); err != nil {
		return nil, "", err
	}
	if p.Language == "" {
		p.Language = English
	}
	page, err := open(in.Path)
	if err != nil {
		return nil, "", err
	}
	e, err := p.engine()
	if err != nil {
		return nil, "", err
	}
	defer e.close(context.WithoutCancel(ctx))
	if s := page.Bounds().Size(); min(s.X, s.Y) < leastSide {
		return p.extract(nil), "", nil
	}
	r, err := best(ctx, e, page, p.Upright)
	if err != nil {
		return nil, "", err
	}
	return p.extract(r), "", nil
}

// best reads a page as it lies, turned if that makes little sense, and by rows
// if its lines are short and there is more to be had that way.
func best(ctx context.Context, e engine, p page, upright bool) (reading, error) {
	first, at, err := turned(ctx, e, p, upright)
	if err != nil || !first.sensible() || first.wordsInALine() >= prose {
		return first, err
	}
	second, err := e.read(ctx, at, rows)
	if err == nil && second.sensible() && second.weight() > fuller*first.weight() {
		return second, nil
	}
	return first, err
}

const (
	// sure is the mean confidence from which a page is taken to stand upright:
	// those that do are read at 80 to 97, the same on their head at 40.
	sure = 60
	// prose is how many words are in a line of it. Below that a page may be a
	// receipt or a table, of which Tesseract takes a column for a picture.
	prose = 6
	// fuller is how much more a reading by rows must have found to be preferred:
	// it has no eye for columns, and finds much the same words in them.
	fuller = 1.2
)

// turned reads a page each way up until it makes sense, and gives the reading
// that weighs most with the page as it was read.
func turned(ctx context.Context, e engine, p page, upright bool) (reading, page, error) {
	attempts := []attempt{{0, find}, {180, find}, {90, find}, {270, find}}
	if upright {
		attempts = append([]attempt{{0, find}, {0, findTurn}}, attempts[1:]...)
	}
	var most reading
	at := p
	for _, a := range attempts {
		now := p.turn(a.degrees)
		r, err := e.read(ctx, now, a.layout)
		if err != nil {
			return nil, p, err
		}
		if r.weight() > most.weight() {
			most, at = r, now
		}
		if r.mean() >= sure && r.sensible() {
			return r, now, nil
		}
	}
	return most, at, nil
}

// attempt is a way to look at a page.
type attempt struct {
	degrees int
	layout  layout
}

// extract is a reading as the program keeps it.
func (p Params) extract(r reading) frontdesk.Extract {
	x := frontdesk.Extract{
		Kind: frontdesk.OCR, Status: frontdesk.ExtractEmpty, PageCount: 1,
		Engine: p.Engine, Version: p.Version, Language: p.Language,
	}
	if !r.sensible() {
		return x
	}
	r = r.likely()
	x.Status, x.Text, x.Confidence = frontdesk.ExtractOK, r.text(), r.mean()/100
	x.Pages = []frontdesk.Page{{Number: 1, Text: x.Text, Confidence: x.Confidence}}
	return x
}
