package main

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"frontdesk"
	"frontdesk/media"
	"frontdesk/media/speech"
)

// reading is how files are read, and what may be sent from this machine.
type reading struct {
	Speech      string   `name:"speech" env:"FRONTDESK_SPEECH" default:"auto" placeholder:"ENGINE" help:"Who hears voice notes: auto (the best that works here), openai, command:PROGRAM ARGUMENTS with {audio} for the sound, or off."`
	OCR         string   `name:"ocr" env:"FRONTDESK_OCR" default:"auto" placeholder:"ENGINE" help:"Who reads text in pictures: auto, tesseract, wasm (inside this program, English), openai or off."`
	Language    string   `name:"language" env:"FRONTDESK_LANGUAGE" placeholder:"CODE" help:"The language people speak and write, for example it. Default: the engine finds out, or English."`
	SpeechModel string   `name:"speech-model" env:"FRONTDESK_SPEECH_MODEL" default:"whisper-1" placeholder:"MODEL" help:"The service's model that hears."`
	VisionModel string   `name:"vision-model" env:"FRONTDESK_VISION_MODEL" placeholder:"MODEL" help:"The service's model that sees. Default: none."`
	Files       []string `name:"files" env:"FRONTDESK_FILES" placeholder:"FOLDERS" help:"Folders that tools may send files from. Default: none over HTTP, the working folder over stdio; none for none at all."`
	Bucket      string   `name:"bucket" env:"FRONTDESK_BUCKET" placeholder:"URL" help:"An S3-compatible bucket for file bytes, for example s3://name/prefix?endpoint=https://host&region=eu-1, with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Default: the data folder."`
}

// engines are who reads files, as the operator wants it.
type engines struct {
	speech   speech.Choice
	ocr      string
	language string
	service  service
}

// service is an OpenAI-compatible service; none without a key and an address.
type service struct {
	key                      frontdesk.Secret
	url                      string
	speechModel, visionModel string
}

func (s service) there() bool { return s.key != "" || s.url != "" }

// bucketSettings say where file bytes are kept if not in the data folder.
type bucketSettings struct {
	url       string
	accessKey frontdesk.Secret
	secretKey frontdesk.Secret
}

func (f reading) check(p *problems, out *settings) {
	var err error
	if out.engines.speech, err = speech.Parse(f.Speech); err != nil {
		p.add("--speech", "%s (FRONTDESK_SPEECH)", frontdesk.Sentence(err))
	}
	out.engines.ocr, out.engines.language = f.OCR, f.Language
	if !slices.Contains([]string{"auto", "tesseract", "wasm", "openai", "off"}, f.OCR) {
		p.add("--ocr", "%q is not known; choose auto, tesseract, wasm, openai or off (FRONTDESK_OCR)", f.OCR)
	}
	out.engines.service = service{
		key: frontdesk.Secret(os.Getenv("OPENAI_API_KEY")), url: os.Getenv("OPENAI_BASE_URL"),
		speechModel: f.SpeechModel, visionModel: f.VisionModel,
	}
	if f.Language != "" && media.TesseractName(f.Language) == "" {
		p.add("--language", "%q is not the code of a language, such as it, de or pt-BR (FRONTDESK_LANGUAGE)", f.Language)
	}
	if u := out.engines.service.url; u != "" {
		if parsed, err := url.Parse(u); err != nil || parsed.Host == "" {
			p.add("OPENAI_BASE_URL", "%q is not an address such as https://host/v1", u)
		}
	}
	if f.OCR == "openai" && (!out.engines.service.there() || f.VisionModel == "") {
		p.add("--ocr", "openai needs OPENAI_API_KEY or OPENAI_BASE_URL, and --vision-model")
	}
	if f.Speech == "openai" && !out.engines.service.there() {
		p.add("--speech", "openai needs OPENAI_API_KEY or OPENAI_BASE_URL")
	}
	f.checkFolders(p, out)
	f.checkBucket(p, out)
}

func (f reading) checkFolders(p *problems, out *settings) {
	for _, folder := range f.Files {
		if folder == "none" && len(f.Files) == 1 {
			out.noFolders = true
			return
		}
		abs, err := filepath.Abs(strings.TrimSpace(folder))
		if info, serr := os.Stat(abs); err != nil || serr != nil || !info.IsDir() {
			p.add("--files", "%q is not a folder (FRONTDESK_FILES)", folder)
			continue
		}
		out.folders = append(out.folders, abs)
	}
}

func (f reading) checkBucket(p *problems, out *settings) {
	if f.Bucket == "" {
		return
	}
	out.bucket = bucketSettings{f.Bucket, frontdesk.Secret(os.Getenv("AWS_ACCESS_KEY_ID")), frontdesk.Secret(os.Getenv("AWS_SECRET_ACCESS_KEY"))}
	if u, err := url.Parse(f.Bucket); err != nil || u.Scheme != "s3" || u.Host == "" {
		p.add("--bucket", "%q is not an address such as s3://name/prefix?endpoint=https://host&region=eu-1 (FRONTDESK_BUCKET)", f.Bucket)
	}
	if out.bucket.accessKey == "" || out.bucket.secretKey == "" {
		p.add("--bucket", "needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	}
}
