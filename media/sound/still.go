package sound

import (
	"context"
	"fmt"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"

	"frontdesk"
	"frontdesk/media/worker"
)

// stillSide is the longest side of a still in pixels: models see no more.
const stillSide = 1568

// Still is a picture of a video's first second.
type Still struct {
	Width  int `json:"width"` // of the picture
	Height int `json:"height"`
	// Seconds is how long the video is; 0 if it does not say.
	Seconds float64 `json:"seconds,omitempty"`
}

func still(ctx context.Context, in worker.Input) (any, string, error) {
	var p Params
	if err := in.Params(&p); err != nil {
		return nil, "", err
	}
	if p.FFmpeg == "" {
		return nil, "", frontdesk.Errorf(frontdesk.NoEngine, "nothing installed here reads videos").WithNext("install ffmpeg")
	}
	path := filepath.Join(in.Temp, "still.jpg")
	s, err := makeStill(ctx, in.Path, path, p)
	return s, path, err
}

// makeStill lets ffmpeg choose among the pictures of the first second: the very
// first is often black. They are scaled before, since it keeps all thirty of
// them.
func makeStill(ctx context.Context, from, to string, p Params) (s Still, err error) {
	k, err := kindAt(from)
	if err != nil {
		return s, err
	}
	scale := fmt.Sprintf("scale=w='min(%d,iw)':h='min(%[1]d,ih)':force_original_aspect_ratio=decrease,thumbnail=30,format=yuvj420p", stillSide)
	cmd, complaint := command(ctx, p.FFmpeg, from, k,
		[]string{"-nostdin", "-threads", "1", "-max_pixels", fmt.Sprint(maxPixels), "-t", "1"},
		[]string{"-map", "0:v:0", "-an", "-sn", "-dn", "-map_metadata", "-1", "-vf", scale, "-frames:v", "1", "-c:v", "mjpeg", "-q:v", "4", "-f", "mjpeg", "file:" + to})
	if err := cmd.Run(); err != nil {
		return s, explain(err, complaint, "picture")
	}
	f, err := os.Open(to)
	if err != nil {
		return s, damaged(err)
	}
	defer f.Close()
	picture, err := jpeg.DecodeConfig(f)
	if err != nil {
		return s, damaged(fmt.Errorf("ffmpeg made no picture: %w: %s", err, strings.TrimSpace(complaint.String())))
	}
	s.Width, s.Height = picture.Width, picture.Height
	if p.FFprobe != "" {
		if l, err := probe(ctx, p.FFprobe, from, k); err == nil { // the picture is what counts
			s.Seconds = l.Seconds
		}
	}
	return s, nil
}

func kindAt(path string) (kind, error) {
	f, err := os.Open(path)
	if err != nil {
		return kind{}, err
	}
	defer f.Close()
	return recognize(f)
}
