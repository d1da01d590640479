package picture_test

import (
	"testing"

	"frontdesk/media/picture"
)

func BenchmarkJobs(b *testing.B) {
	p := pool(b)
	for _, job := range []string{"picture.look", "picture.scale", "picture.sticker"} {
		for _, name := range []string{"landscape.jpg", "page.png", "photo.heic"} {
			b.Run(job+"/"+name, func(b *testing.B) {
				for b.Loop() {
					f, err := p.Do(b.Context(), job, sample(name), picture.ScaleParams{MaxSide: 800}, nil)
					if err != nil {
						b.Fatal(err)
					}
					if f != nil {
						f.Close()
					}
				}
			})
		}
	}
}
