package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"frontdesk"
	"frontdesk/media"
	"frontdesk/media/document"
	"frontdesk/media/ocr"
	"frontdesk/media/picture"
	"frontdesk/media/sound"
	"frontdesk/media/speech"
	"frontdesk/media/worker"
)

// families is what workers do: all that reads strangers' files.
func families() []worker.Family {
	return []worker.Family{document.Family(), picture.Family(), ocr.Family(), sound.Family(), speech.Family()}
}

// found is the engines that are there.
type found struct {
	ffmpeg  sound.Params
	ocr     ocr.Engine
	speech  speech.Engine
	english string // see [engines.whyEnglish]
}

// find looks for them, as the settings want them. One that is wanted by name
// and is not there is an error; with auto it is a reason.
func (e engines) find(ctx context.Context) (found, error) {
	var f found
	f.ffmpeg.FFmpeg, f.ffmpeg.FFprobe = sound.FindFFmpeg()
	var err error
	if f.ocr, err = e.findOCR(ctx); err != nil {
		return f, err
	}
	f.english = e.whyEnglish(f.ocr)
	if f.speech, err = speech.Find(e.speech, e.service.there()); frontdesk.CodeOf(err) == frontdesk.NoEngine {
		f.speech, err = speech.Engine{Why: e.whyDeaf(err)}, nil
	}
	if only := f.speech.Language; e.speech.Mode == speech.Auto && only != "" && e.language != "" && !strings.HasPrefix(e.language, only) {
		// It would hear words of its own language in any other.
		f.speech = speech.Engine{Why: "what is installed hears only " + only + ", and --language is " + e.language + "; " + hearing}
	}
	if f.speech.Name == media.Model {
		f.speech.Version = e.service.speechModel
	}
	return f, err
}

// whyEnglish says why pictures are read in English although another language is
// set; "" if they are not.
func (e engines) whyEnglish(by ocr.Engine) string {
	name := media.TesseractName(e.language)
	if e.language == "" || len(by.Languages) == 0 || slices.Contains(by.Languages, name) {
		return ""
	}
	return fmt.Sprintf("in English: no data for --language %s; install Tesseract with it, on Debian with apt-get install tesseract-ocr tesseract-ocr-%s",
		e.language, strings.ReplaceAll(name, "_", "-"))
}

// hearing is what to set so that any language is heard.
const hearing = "set OPENAI_API_KEY or OPENAI_BASE_URL, or --speech to a program, as in --speech 'command:whisper-cli -m model.bin -nt -f {audio}'"

// whyDeaf says why nothing hears speech, and what to set or install by the names
// that settings have here.
func (e engines) whyDeaf(err error) string {
	switch e.speech.Mode {
	case speech.Off:
		return "it is switched off with --speech off"
	case speech.Auto:
		return hearing + ", or install the packages pocketsphinx and pocketsphinx-en-us"
	}
	return frontdesk.Sentence(err)
}

func (e engines) findOCR(ctx context.Context) (ocr.Engine, error) {
	service := ocr.Engine{Name: media.Model, Version: e.service.visionModel}
	switch e.ocr {
	case "off":
		return ocr.Engine{Why: "it is switched off with --ocr off"}, nil
	case "openai":
		return service, nil
	}
	engine, err := ocr.Find(ctx, e.ocr, media.TesseractName(e.language))
	if err != nil && e.ocr == "auto" {
		engine, err = ocr.Find(ctx, e.ocr, ocr.English)
	}
	if frontdesk.CodeOf(err) != frontdesk.NoEngine || e.ocr != "auto" {
		return engine, err
	}
	if e.service.there() && e.service.visionModel != "" {
		return service, nil
	}
	return ocr.Engine{Why: frontdesk.Sentence(err)}, nil
}

// tell writes what was found, a line each.
func (f found) tell(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	name, version, ok, why := document.Engine()
	row := func(what, name, version, why string) {
		if name == "" {
			name = "none: " + why
		}
		fmt.Fprintf(t, "%s\t%s %s\n", what, name, version)
	}
	if !ok {
		name, version = "", ""
	}
	row("documents", name, version, why)
	row("pictures", "built in", "JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC", "")
	row("text in pictures", f.ocr.Name, strings.TrimSpace(f.ocr.Version+" "+f.english), f.ocr.Why)
	row("speech", f.speech.Name, f.speech.Version, f.speech.Why)
	row("sound", "built in", "Ogg/Opus, MP3, WAV", "")
	row("other sound", f.ffmpeg.FFmpeg, "", "install ffmpeg to read M4A, AMR, AAC, WebM and FLAC")
	return t.Flush()
}

// asWorker is the whole program when it was started to read a file.
func asWorker() {
	if worker.Called(os.Args) {
		os.Exit(worker.Serve(os.Args, families()))
	}
}
