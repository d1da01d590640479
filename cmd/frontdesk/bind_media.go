package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"frontdesk"
	"frontdesk/adapter/bucket"
	"frontdesk/adapter/fetch"
	"frontdesk/adapter/files"
	"frontdesk/adapter/graph"
	"frontdesk/adapter/openai"
	"frontdesk/adapter/web"
	"frontdesk/media"
	"frontdesk/media/worker"
	"frontdesk/store"
)

// The folders of files in the data folder.
const (
	blobFolder  = "files"
	workFolder  = "work"
	cacheFolder = "cache"
	// staleWork is how old the leavings of a worker are when it is surely gone.
	staleWork = 24 * time.Hour
)

// fileHold is how long those who answer wait for a file. A test may wait less.
var fileHold = media.Hold

// fileLease is the intake's own unless a test shortens it.
var fileLease time.Duration

// fetchFrom fetches what agents name by its address. A test may let it reach
// this machine.
var fetchFrom = fetch.Options{}

// uploadLife is how long an upload is used again: less than the 30 days that
// Meta keeps it.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
const uploadLife = 29 * 24 * time.Hour

// uploadsAtOnce bounds how many files are on their way to Meta at a time.
const uploadsAtOnce = 4

// paper is everything that deals with files.
type paper struct {
	blobs   media.Blobs
	workers *worker.Pool
	reader  *media.Reader
	intake  *media.Intake
	fitter  *media.Fitter
	sources *media.Sources
	desk    *files.Files
	calls   *http.Client // to Meta, for files

	uploading singleflight.Group
	turns     chan struct{}
	left      sync.Map // of *atomic.Int64: how much of a file has left, by its hash
}

func (p *program) makePaper(ctx context.Context) (err error) {
	p.paper = &paper{calls: graph.NewFileClient(), turns: make(chan struct{}, uploadsAtOnce)}
	if p.paper.blobs, err = p.makeBlobs(ctx); err != nil {
		return err
	}
	work, err := workPlace(filepath.Join(p.data, workFolder))
	if err != nil {
		return err
	}
	if p.paper.workers, err = worker.New(worker.Options{Families: families(), Workers: runtime.NumCPU(), Temp: work, Log: p.log}); err != nil {
		return err
	}
	if p.paper.reader, err = p.makeReader(ctx); err != nil {
		return err
	}
	p.paper.intake = p.makeIntake()
	p.paper.fitter = &media.Fitter{Work: p.paper.workers, FFmpeg: p.paper.reader.FFmpeg, Blobs: p.paper.blobs, Add: p.db.AddFile}
	p.paper.sources = &media.Sources{
		Blobs: p.paper.blobs, Add: p.db.AddFile, File: cabinet{p}.File, Fetch: fetcher(fetch.New(fetchFrom)),
		Folders: p.folders, LocalFolders: p.localFolders(),
	}
	p.paper.desk = &files.Files{
		Keep: p.paper.sources.Keep, File: cabinet{p}.File, Open: p.paper.blobs.Open,
		Trusted: func(r *http.Request) bool { return web.Shows(r, p.mcp) || web.Shows(r, p.settings.admin) },
		Key:     derive(p.key, "file links"), Now: time.Now,
	}
	return nil
}

// makeBlobs opens where bytes are kept: the data folder, or a bucket.
func (p *program) makeBlobs(ctx context.Context) (media.Blobs, error) {
	if p.bucket.url == "" {
		return store.OpenBlobs(filepath.Join(p.data, blobFolder))
	}
	return bucket.Open(ctx, bucket.Options{
		URL: p.bucket.url, AccessKey: p.bucket.accessKey, SecretKey: p.bucket.secretKey, Temp: filepath.Join(p.data, workFolder),
	})
}

// workPlace makes the folder of the workers and clears what a kill has left.
func workPlace(dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, e := range left {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > staleWork {
			if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
				return "", err
			}
		}
	}
	return dir, nil
}

func (p *program) makeReader(ctx context.Context) (*media.Reader, error) {
	f, err := p.engines.find(ctx)
	if err != nil {
		return nil, err
	}
	cache := filepath.Join(p.data, cacheFolder)
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return nil, err
	}
	s := openai.Service{
		Key: p.engines.service.key, BaseURL: p.engines.service.url,
		SpeechModel: p.engines.service.speechModel, VisionModel: p.engines.service.visionModel,
	}
	p.log.Info("engines", "speech", engineNamed(f.speech.Name, f.speech.Why), "ocr", strings.TrimSpace(engineNamed(f.ocr.Name, f.ocr.Why)+" "+f.english), "ffmpeg", f.ffmpeg.FFmpeg)
	return &media.Reader{
		Work: p.paper.workers, FFmpeg: f.ffmpeg, OCR: f.ocr, Speech: f.speech, Language: p.engines.language, Cache: cache,
		Listen: s.Transcribe, See: s.ReadPicture, Now: time.Now,
	}, nil
}

func engineNamed(name, why string) string {
	if name == "" {
		return "none: " + why
	}
	return name
}

func (p *program) makeIntake() *media.Intake {
	return &media.Intake{
		Queue: p.db, Register: p.db, Blobs: p.paper.blobs, Reader: p.paper.reader,
		Fetch: p.fetchFile,
		Wake:  func() <-chan struct{} { return p.db.Changed(store.Files) },
		Poll:  poll, Lease: fileLease, Now: time.Now, Log: p.log,
		Step:    step("media"),
		Waiting: p.showWaiting,
		Observe: p.metrics.workedOn,
	}
}

// showWaiting shows a person that they will be answered while what they sent is
// still being read, if somebody here answers by themselves.
func (p *program) showWaiting(ctx context.Context, f frontdesk.File) {
	if p.agent == nil || f.Message == "" {
		return
	}
	m, err := p.db.Message(ctx, f.Message)
	if err != nil {
		return // it is only a sign
	}
	if c, err := p.db.Conversation(ctx, m.Conversation); err == nil && c.Mode != frontdesk.Manual {
		if err := p.markRead(ctx, m, true); err != nil {
			p.log.Debug("a person was not shown that an answer comes", "message", m.ID, "error", err)
		}
	}
}

// fetchFile opens a file at Meta, on the number it was sent to.
func (p *program) fetchFile(ctx context.Context, f frontdesk.File) (io.ReadCloser, media.Told, error) {
	n, err := p.number(f.Integration)
	if err != nil {
		return nil, media.Told{}, err
	}
	body, info, err := n.Fetch(ctx, f.MediaID, f.URL)
	return body, media.Told{Bytes: info.Bytes, SHA256: info.SHA256}, err
}

// localFolders are the ones that a client over pipes may send from: the working
// folder, unless the operator named others.
func (p *program) localFolders() []string {
	if len(p.folders) > 0 || p.noFolders {
		return nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil
	}
	return []string{dir}
}

// fetcher takes files from addresses that agents name.
func fetcher(f fetch.Fetcher) func(context.Context, string) (media.Fetched, error) {
	return func(ctx context.Context, url string) (media.Fetched, error) {
		got, err := f.Get(ctx, url)
		return media.Fetched{Body: got.Body, Bytes: got.Bytes, Filename: got.Filename}, err
	}
}

// unusedFor is how long bytes without a file stay: longer than anybody takes
// from keeping bytes to noting that they are kept.
const unusedFor = time.Hour

// pruneFiles removes the bytes of files that are older than the settings keep
// them. Messages and what was read stay.
func (p *program) pruneFiles(ctx context.Context) (n int, err error) {
	if n, err = p.db.ForgetFiles(ctx, time.Now().Add(-p.retain)); err != nil {
		return n, err
	}
	unused, err := p.db.UnusedBlobs(ctx, time.Now().Add(-unusedFor))
	for _, sha := range unused {
		if err == nil {
			err = p.paper.blobs.Drop(ctx, sha)
		}
		if err == nil {
			err = p.db.BlobDropped(ctx, sha)
		}
	}
	return n, err
}
