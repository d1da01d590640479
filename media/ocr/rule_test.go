package ocr

import (
	"image"
	"strings"
	"testing"
)

// said makes a reading of "text/confidence" words; | parts lines, || paragraphs.
func said(t *testing.T, s string) reading {
	t.Helper()
	var r reading
	line, paragraph := 1, 1
	for f := range strings.FieldsSeq(s) {
		if f == "|" || f == "||" {
			line++
			paragraph += len(f) - 1
			continue
		}
		text, sure, _ := strings.Cut(f, "/")
		w := word{text: text, confidence: 95, line: line, paragraph: paragraph}
		if sure != "" {
			w.confidence = 10 * float64(sure[0]-'0')
		}
		r = append(r, w)
	}
	return r
}

func TestWhatIsTextAndWhatIsNot(t *testing.T) {
	for _, c := range []struct {
		what, words string
		text        bool
	}{
		{"nothing", "", false},
		{"a sentence", "The door is locked", true},
		{"a sign", "STOP", true},
		{"a sign, not surely", "STOP/7", false},
		{"a plate of a car", "B-MW/7 1234/7 AB/7", true},
		{"two words, not surely", "open/7 now/7", false},
		{"three words, not surely", "open/7 now/7 in/7", true},
		{"three words below what counts", "open/5 now/5 in/5", false},
		{"a page on its head", "‘as.1PYD/1 OU/9 Ie/5 YE:gT/1 [AUN/5 aseB3n]/0 anoA/0 daay/9 BoP)/3 PHe/0 SOilie/0 S}so9/0 y/6 eAvay/0", false},
		{"leaves", "ee/3 oe/2 | Ve/5 a/4 Bes/1 =/9 ~~/8 | ——/9", false},
		{"one word in much noise", "House ~~~~~~/3 ====/2 ,,,,,,/1", false},
		{"a fence", "IIII lllll |||| HHHH", false},
		{"bars and dots", "| . - : ; ' \" |", false},
		{"letters apart", "a e o i n", false},
		{"digits that repeat", "10000 0000 2222", true},
		{"prices", "9.80 14.50 8.40", true},
		{"Chinese, a word to the letter", "你/8 好/8 吗/8", true},
		{"one Chinese letter, surely", "酒", true},
		{"Greek with accents", "Καλημέρα", true},
	} {
		if got := said(t, c.words).sensible(); got != c.text {
			t.Errorf("%s: %q is taken for text: %v", c.what, c.words, got)
		}
	}
}

func TestLinesAndParagraphsAreKept(t *testing.T) {
	for words, want := range map[string]string{
		"":                                   "",
		"House Rules || Be quiet | at night": "House Rules\n\nBe quiet\nat night",
		"a || b || c":                        "a\n\nb\n\nc",
		"good line | ~~/1 ,;/0 | next":       "good line\nnext",
		"one\u202etwo":                       "onetwo",
	} {
		if got := said(t, words).likely().text(); got != want {
			t.Errorf("%q became %q, not %q", words, got, want)
		}
	}
}

func TestAWeightIsLettersAndHowSure(t *testing.T) {
	if w := said(t, "four/8 x ~~~~").weight(); w != 4*80 {
		t.Errorf("%v", w)
	}
	if m := said(t, "abc/9 d/5").mean(); m != (3*90+50)/4.0 {
		t.Errorf("%v", m)
	}
}

func TestBothFormsOfWhatTesseractSaysAreOne(t *testing.T) {
	const tsv = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n" +
		"4\t1\t1\t1\t1\t0\t9\t9\t9\t9\t-1\t\n" +
		"5\t1\t1\t1\t1\t1\t9\t9\t9\t9\t96.5\tTom's\n5\t1\t1\t1\t1\t2\t9\t9\t9\t9\t91\ta\tb\n" +
		"5\t1\t1\t2\t1\t1\t9\t9\t9\t9\t50\t<x>\n5\t1\t1\t2\t1\t2\t9\t9\t9\t9\t95\t \nnonsense\n5\t1\t2\t1\t1\t1\t9\t9\t9\t9\tsure\tz\n"
	const hocr = `<?xml version="1.0"?><!DOCTYPE html><html><head><meta name='x' content='y' /></head><body><div class='ocr_carea'>
		<p class='ocr_par' id='par_1_1'><span class='ocr_line' id='line_1_1'><span class='ocrx_word' title='bbox 1 2 3 4; x_wconf 96'>Tom&#39;s</span>
		<span class='ocrx_word' title='x_wconf 91'><strong>a <em>b</em></strong></span></span></p>
		<p class='ocr_par' id='par_1_2'><span class='ocr_header' id='line_1_2'><span class='ocrx_word' title='x_wconf 50'>&lt;x&gt;</span><span class='ocrx_word' title='x_wconf 95'> </span></span></p></div></body></html>`
	html, err := parseHOCR(hocr)
	if err != nil {
		t.Fatal(err)
	}
	for form, r := range map[string]reading{"table": parseTSV(tsv), "HTML": html} {
		if len(r) != 3 || r[0].text != "Tom's" || r[2].text != "<x>" || r[1].confidence != 91 || r[0].line != r[1].line || r[1].paragraph == r[2].paragraph {
			t.Errorf("%s: %+v", form, r)
		}
	}
}

func TestAPageIsTurned(t *testing.T) {
	p := page{grey(flat(3, 2))}
	copy(p.Pix, "abcdef")
	for degrees, want := range map[int]string{
		0: "P5 3 2 255\nabcdef", 90: "P5 2 3 255\ndaebfc", 180: "P5 3 2 255\nfedcba", 270: "P5 2 3 255\ncfbead",
	} {
		if got := string(p.turn(degrees).pnm()); got != want {
			t.Errorf("by %d: %q", degrees, got)
		}
	}
}

func flat(width, height int) image.Image { return image.NewGray(image.Rect(0, 0, width, height)) }
