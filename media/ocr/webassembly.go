package ocr

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/danlock/gogosseract"
	"github.com/tetratelabs/wazero"

	"frontdesk"
)

// webAssembly is Tesseract as WebAssembly. It is made anew for each picture, so
// that what one did to it does not meet the next; the machine code it becomes
// is kept.
type webAssembly struct {
	language string
	data     []byte
	cache    wazero.CompilationCache
}

func newWebAssembly(p Params) (engine, error) {
	data, err := trained(p.Language, p.Data)
	if err != nil {
		return nil, err
	}
	if p.Cache == "" {
		return webAssembly{p.Language, data, wazero.NewCompilationCache()}, nil
	}
	cache, err := wazero.NewCompilationCacheWithDir(p.Cache)
	if err != nil {
		return nil, err
	}
	return webAssembly{p.Language, data, cache}, nil
}

func (w webAssembly) close(ctx context.Context) error { return w.cache.Close(ctx) }

// read reads a page. The engine's settings are set when it is made, so that each
// layout needs one of its own. It does not heed ctx, which would make it ten
// times slower; the worker is ended instead.
func (w webAssembly) read(ctx context.Context, p page, l layout) (_ reading, err error) {
	config := gogosseract.Config{
		Language: w.language, TrainingData: bytes.NewReader(w.data), WASMCache: w.cache,
		Variables: map[string]string{"tessedit_pageseg_mode": strconv.Itoa(int(l)), "thresholding_method": "2"},
	}
	config.Stderr, config.Stdout = io.Discard, io.Discard
	t, err := gogosseract.New(ctx, config)
	if err != nil {
		return nil, broke(err)
	}
	defer func() { err = errors.Join(err, t.Close(ctx)) }()
	if err := t.LoadImage(ctx, bytes.NewReader(p.pnm()), gogosseract.LoadImageOptions{}); err != nil {
		return nil, broke(err)
	}
	hocr, err := t.GetHOCR(ctx, nil)
	if err != nil {
		return nil, broke(err)
	}
	return parseHOCR(hocr)
}

// broke says that the engine failed on a picture that was made here and is
// sound.
func broke(err error) error {
	return frontdesk.Errorf(frontdesk.Unavailable, "the engine that reads text failed").WithNext("try again, or install Tesseract").WithCause(err)
}

var wordConfidence = regexp.MustCompile(`x_wconf (\d+)`)

// parseHOCR reads Tesseract's HTML: spans of class ocrx_word, inside lines,
// inside paragraphs.
func parseHOCR(s string) (reading, error) {
	d := xml.NewDecoder(strings.NewReader(s))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var r reading
	var n numbers
	var paragraph, line string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return r, nil
		} else if err != nil {
			return nil, broke(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch class, id := attribute(start, "class"), attribute(start, "id"); {
		case class == "ocr_par":
			paragraph = id
		case class == "ocrx_word":
			if w, ok := seen(d, start); ok {
				r = append(r, n.word(w.text, w.confidence, paragraph, line))
			}
		case strings.HasPrefix(id, "line_"): // of several classes: headers, captions
			line = id
		}
	}
}

// seen reads one word, which may have parts in bold.
func seen(d *xml.Decoder, start xml.StartElement) (word, bool) {
	var in struct {
		Text  string `xml:",chardata"`
		Parts []struct {
			Text  string `xml:",chardata"`
			Parts []struct {
				Text string `xml:",chardata"`
			} `xml:",any"`
		} `xml:",any"`
	}
	if d.DecodeElement(&in, &start) != nil {
		return word{}, false
	}
	text := in.Text
	for _, p := range in.Parts {
		text += p.Text
		for _, q := range p.Parts {
			text += q.Text
		}
	}
	m := wordConfidence.FindStringSubmatch(attribute(start, "title"))
	if text = strings.TrimSpace(text); m == nil || text == "" {
		return word{}, false
	}
	confidence, err := strconv.ParseFloat(m[1], 64)
	return word{text: text, confidence: confidence}, err == nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
