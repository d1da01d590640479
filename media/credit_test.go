package media

import (
	"testing"

	"frontdesk"
)

// Whoever reads the pages of a document that are pictures is named beside who
// read the rest.
func TestWhoReadADocumentIsNamed(t *testing.T) {
	e := frontdesk.Extract{Engine: "MuPDF", Version: "1.24.9", Pages: []frontdesk.Page{{Number: 1, Text: "typed"}, {Number: 2}, {Number: 3}}}
	put(&e, 2, frontdesk.Extract{Engine: "tesseract", Version: "5.3.0", Text: "seen", Confidence: 0.9})
	put(&e, 3, frontdesk.Extract{Engine: "tesseract", Version: "5.3.0"})
	credit(&e)
	if named(e) != "MuPDF 1.24.9, tesseract 5.3.0" || e.Confidence != 0.9 || e.Pages[1].Engine != "tesseract 5.3.0" {
		t.Errorf("%q, %v, %+v", named(e), e.Confidence, e.Pages)
	}
	typed := frontdesk.Extract{Engine: "MuPDF", Version: "1.24.9", Pages: []frontdesk.Page{{Number: 1, Text: "typed"}}}
	if credit(&typed); named(typed) != "MuPDF 1.24.9" || typed.Confidence != 0 {
		t.Errorf("%q, %v", named(typed), typed.Confidence)
	}
}

func TestLanguagesHaveOneName(t *testing.T) {
	for name, want := range map[string]string{"eng": "en", "en": "en", "deu": "de", "eng+deu": "eng+deu", "": "", "chi_sim": "chi_sim"} {
		if got := twoLetters(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestTesseractHasNamesOfItsOwn(t *testing.T) {
	for name, want := range map[string]string{
		"it": "ita", "it-CH": "ita", "zh": "chi_sim", "zh-CN": "chi_sim", "zh-TW": "chi_tra", "zh-Hant": "chi_tra", "nb": "nor", "": "", "klingon": "",
	} {
		if got := TesseractName(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}
