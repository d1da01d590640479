package sound

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"frontdesk"
	"frontdesk/media/worker"
)

// FindFFmpeg looks for the converter in PATH; what is not there is empty. It is
// for the program: a worker is handed what was found.
func FindFFmpeg() (ffmpeg, ffprobe string) {
	ffmpeg, _ = exec.LookPath("ffmpeg")
	ffprobe, _ = exec.LookPath("ffprobe")
	return ffmpeg, ffprobe
}

// maxSaid is how much of what a program complains of is kept, from its start:
// what follows are consequences.
const maxSaid = 2000

// maxPixels is what a picture of a video may have.
const maxPixels = 50_000_000

// command is a program that reads path as what we found it to be, and may open
// nothing else. Without -nostdin ffmpeg eats the worker's requests.
func command(ctx context.Context, program, path string, k kind, before, after []string) (*exec.Cmd, *worker.Head) {
	args := append([]string{"-v", "error", "-protocol_whitelist", "file,pipe", "-f", k.demuxer}, before...)
	args = append(append(args, "-i", "file:"+path), after...)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.WaitDelay = time.Second
	s := &worker.Head{Max: maxSaid}
	cmd.Stderr = s
	return cmd, s
}

// explain says what it means that a program which looked for sound or a picture
// did not succeed.
func explain(err error, said *worker.Head, what string) error {
	var exit *exec.ExitError
	complaint := strings.TrimSpace(said.String())
	cause := fmt.Errorf("%w: %s", err, complaint)
	switch {
	case !errors.As(err, &exit):
		return frontdesk.Errorf(frontdesk.NoEngine, "ffmpeg could not be started").WithNext("install it again").WithCause(cause)
	case strings.Contains(complaint, "matches no streams"), strings.Contains(complaint, "does not contain any stream"):
		return frontdesk.Errorf(frontdesk.Unsupported, "there is no %s in it", what).WithCause(cause)
	case strings.Contains(complaint, "Cannot allocate memory"), exit.ExitCode() == -1:
		return frontdesk.Errorf(frontdesk.OverLimit, "reading it takes more memory or time than it may").WithCause(cause)
	}
	return damaged(cause)
}

// openFFmpeg decodes by ffmpeg, to what we want already, through a pipe.
func openFFmpeg(ctx context.Context, program, path string, k kind) (*decoder, error) {
	ctx, cancel := context.WithCancel(ctx)
	cmd, complaint := command(ctx, program, path, k, []string{"-nostdin", "-threads", "1"},
		[]string{"-map", "0:a:0", "-vn", "-sn", "-dn", "-ac", "1", "-ar", strconv.Itoa(Rate), "-f", "s16le", "pipe:1"})
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, explain(err, complaint, "sound")
	}
	var ended bool
	r, b := bufio.NewReaderSize(out, 1<<16), make([]byte, 1<<13)
	next := func() ([]float32, error) {
		n, err := io.ReadFull(r, b)
		if n > 0 || err == nil {
			return int16s(b[:n]), nil
		}
		ended = true
		if err := cmd.Wait(); err != nil {
			return nil, explain(err, complaint, "sound")
		}
		return nil, io.EOF
	}
	end := func() error {
		cancel()
		if ended {
			return nil
		}
		return cmd.Wait()
	}
	return &decoder{rate: Rate, channels: 1, engine: "ffmpeg", next: next, close: end}, nil
}

// probed is what ffprobe answers.
type probed struct {
	Streams []struct {
		Type     string `json:"codec_type"`
		Codec    string `json:"codec_name"`
		Channels int
		Width    int
		Height   int
		Duration string
		SideData []struct{ Rotation float64 } `json:"side_data_list"`
	}
	Format struct{ Duration string }
}

// maxProbed is how long ffprobe's answer may be: a file may claim a thousand
// streams.
const maxProbed = 1 << 20

func probe(ctx context.Context, program, path string, k kind) (l Look, err error) {
	cmd, complaint := command(ctx, program, path, k, nil, []string{"-of", "json", "-show_entries",
		"format=duration:stream=codec_type,codec_name,channels,width,height,duration:stream_side_data=rotation"})
	out := &bounded{max: maxProbed}
	cmd.Stdout = out
	if err := cmd.Run(); err != nil {
		return l, explain(err, complaint, "sound")
	}
	var p probed
	if err := json.Unmarshal(out.b, &p); err != nil {
		return l, damaged(err)
	}
	return p.look(), nil
}

// look takes the first stream of sound and the first of pictures.
func (p probed) look() (l Look) {
	l.Seconds = seconds(p.Format.Duration)
	for _, s := range p.Streams {
		switch {
		case s.Type == "audio" && l.Codec == "":
			l.Codec, l.Channels = s.Codec, s.Channels
		case s.Type == "video" && l.Video == "":
			l.Video, l.Width, l.Height = s.Codec, s.Width, s.Height
			if len(s.SideData) > 0 && int(s.SideData[0].Rotation)%180 != 0 { // held upright
				l.Width, l.Height = s.Height, s.Width
			}
		}
		l.Seconds = max(l.Seconds, seconds(s.Duration))
	}
	return l
}

// seconds is 0 for what is no length: ffprobe says N/A.
func seconds(s string) float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n > 0 && n < 1e9) {
		return 0
	}
	return n
}

// bounded refuses to grow past max.
type bounded struct {
	b   []byte
	max int
}

func (b *bounded) Write(p []byte) (int, error) {
	if len(b.b)+len(p) > b.max {
		return 0, fmt.Errorf("the answer is longer than %d bytes", b.max)
	}
	b.b = append(b.b, p...)
	return len(p), nil
}
