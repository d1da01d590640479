package picture_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"testing"

	"golang.org/x/image/webp"

	"frontdesk"
	"frontdesk/media/picture"
	"frontdesk/media/worker"
)

// have has a picture made and decodes it.
func have(t *testing.T, p *worker.Pool, job, path string, params any) (picture.Made, image.Image, []byte) {
	t.Helper()
	var made picture.Made
	f, err := p.Do(t.Context(), job, path, params, &made)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	decode := map[string]func(io.Reader) (image.Image, error){"image/jpeg": jpeg.Decode, "image/png": png.Decode, "image/webp": webp.Decode}[made.MIMEType]
	if decode == nil {
		t.Fatalf("it made %q", made.MIMEType)
	}
	m, err := decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if s := m.Bounds().Size(); s != image.Pt(made.Width, made.Height) || int64(len(b)) != made.Bytes {
		t.Errorf("it says %+v of %v in %d bytes", made, s, len(b))
	}
	return made, m, b
}

// near tells whether the pixel in the middle of quarter i is about so.
func near(m image.Image, i int, want color.NRGBA) bool {
	b := m.Bounds()
	got := color.NRGBAModel.Convert(m.At(b.Min.X+b.Dx()*(1+i%2*2)/4, b.Min.Y+b.Dy()*(1+i/2*2)/4)).(color.NRGBA)
	far := func(a, b uint8) bool { return max(a, b)-min(a, b) > 24 }
	return !far(got.R, want.R) && !far(got.G, want.G) && !far(got.B, want.B) && !far(got.A, want.A)
}

func isFlag(t *testing.T, m image.Image, quarters ...color.NRGBA) {
	t.Helper()
	for i, want := range quarters {
		if !near(m, i, want) {
			t.Errorf("quarter %d is not %v", i, want)
		}
	}
}

func TestEveryFormatIsRead(t *testing.T) {
	p := pool(t)
	for name, b := range samples(t) {
		t.Run(name, func(t *testing.T) {
			made, m, _ := have(t, p, "picture.scale", file(t, b), picture.ScaleParams{MaxSide: 1000})
			isFlag(t, m, red, green, blue, white)
			want := "image/png"
			if name == "jpeg" || name == "webp" {
				want = "image/jpeg"
			}
			if made.MIMEType != want || made.Scaled || made.Width != 64 || made.Height != 48 {
				t.Errorf("%+v", made)
			}
		})
	}
}

func TestPrintersColoursAndGreyBecomeRedGreenAndBlue(t *testing.T) {
	p := pool(t)
	grey := encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, image.NewGray(flagSize), nil) })
	for name, c := range map[string]struct {
		bytes []byte
		want  color.NRGBA
	}{"inks": {cmyk(), color.NRGBA{R: 25, G: 204, B: 204, A: 255}}, "grey": {grey, color.NRGBA{A: 255}}} {
		t.Run(name, func(t *testing.T) {
			_, m, _ := have(t, p, "picture.scale", file(t, c.bytes), picture.ScaleParams{})
			if _, ok := m.(*image.YCbCr); !ok {
				t.Errorf("it was made %T", m)
			}
			isFlag(t, m, c.want)
		})
	}
}

func TestATelephonesFormatIsRead(t *testing.T) {
	p := pool(t)
	_, same, _ := have(t, p, "picture.scale", sample("landscape.jpg"), picture.ScaleParams{MaxSide: 300})
	made, m, _ := have(t, p, "picture.scale", sample("photo.heic"), picture.ScaleParams{MaxSide: 300})
	for x := 5; x < 300; x += 10 {
		for y := 5; y < 200; y += 10 {
			one, two := color.GrayModel.Convert(m.At(x, y)).(color.Gray), color.GrayModel.Convert(same.At(x, y)).(color.Gray)
			if max(one.Y, two.Y)-min(one.Y, two.Y) > 40 {
				t.Errorf("at %d,%d it is %v, and was made of %v", x, y, one, two)
			}
		}
	}
	if made.MIMEType != "image/jpeg" || made.Width != 300 || made.Height != 200 || !made.Scaled {
		t.Errorf("%+v", made)
	}
}

func TestAPictureIsTurnedAsItSays(t *testing.T) {
	p := pool(t)
	plain := samples(t)["jpeg"]
	for orientation, want := range [][]color.NRGBA{
		1: {red, green, blue, white}, 2: {green, red, white, blue}, 3: {white, blue, green, red}, 4: {blue, white, red, green},
		5: {red, blue, green, white}, 6: {blue, red, white, green}, 7: {white, green, blue, red}, 8: {green, white, red, blue},
	} {
		if orientation == 0 {
			continue
		}
		t.Run(fmt.Sprint(orientation), func(t *testing.T) {
			path := file(t, lying(plain, byte(orientation)))
			made, m, _ := have(t, p, "picture.scale", path, picture.ScaleParams{MaxSide: 32})
			isFlag(t, m, want...)
			var l picture.Look
			if _, err := p.Do(t.Context(), "picture.look", path, nil, &l); err != nil || l.Orientation != orientation {
				t.Errorf("%+v, %v", l, err)
			}
			if (l.Width > l.Height) != (made.Width > made.Height) {
				t.Errorf("it is told as %d × %d and made as %d × %d", l.Width, l.Height, made.Width, made.Height)
			}
		})
	}
}

func TestWhatMovesIsReadByItsFirstFrame(t *testing.T) {
	p := pool(t)
	path := file(t, moving(t))
	var l picture.Look
	if _, err := p.Do(t.Context(), "picture.look", path, nil, &l); err != nil || !l.Animated {
		t.Errorf("%+v, %v", l, err)
	}
	_, m, _ := have(t, p, "picture.scale", path, picture.ScaleParams{})
	isFlag(t, m, color.NRGBA{}, color.NRGBA{}, color.NRGBA{}, red)

	_, m, _ = have(t, p, "picture.scale", sample("animated.webp"), picture.ScaleParams{})
	if ball := color.NRGBAModel.Convert(m.At(256, 430)).(color.NRGBA); ball.A != 255 || ball.R < 200 {
		t.Errorf("the ball lies low in the first frame, and there is %v", ball)
	}
	if sky := color.NRGBAModel.Convert(m.At(256, 60)).(color.NRGBA); sky.A != 0 {
		t.Errorf("above it is %v", sky)
	}
}

func TestBytesAreHeld(t *testing.T) {
	p := pool(t)
	noise := image.NewNRGBA(image.Rect(0, 0, 640, 480))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = byte(r.Uint32()) | byte(i%4/3*255)
	}
	png := file(t, encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, noise) }))
	for _, c := range []struct {
		params   picture.ScaleParams
		mimeType string
	}{
		{picture.ScaleParams{}, "image/png"},
		{picture.ScaleParams{MaxBytes: 300_000}, "image/jpeg"}, // no PNG of it is so small
		{picture.ScaleParams{MaxBytes: 20_000}, "image/jpeg"},
		{picture.ScaleParams{MaxBytes: 20_000, Format: "png"}, "image/png"},
		{picture.ScaleParams{MaxBytes: 20_000, Format: "webp"}, "image/webp"},
		{picture.ScaleParams{MaxBytes: 1_500}, "image/jpeg"},
	} {
		made, _, _ := have(t, p, "picture.scale", png, c.params)
		if most := c.params.MaxBytes; made.MIMEType != c.mimeType || most > 0 && (made.Bytes > most || made.Bytes < most/8) {
			t.Errorf("%+v gave %+v", c.params, made)
		}
	}
	_, err := p.Do(t.Context(), "picture.scale", png, picture.ScaleParams{MaxBytes: 50}, nil)
	if frontdesk.CodeOf(err) != frontdesk.TooLarge {
		t.Errorf("in 50 bytes: %v", err)
	}
}

func TestTheLimitOfBytesIsExact(t *testing.T) {
	p := pool(t)
	path := sample("exif-turned.jpg")
	made, _, _ := have(t, p, "picture.scale", path, picture.ScaleParams{})
	same, _, _ := have(t, p, "picture.scale", path, picture.ScaleParams{MaxBytes: made.Bytes})
	less, _, _ := have(t, p, "picture.scale", path, picture.ScaleParams{MaxBytes: made.Bytes - 1})
	if same.Bytes != made.Bytes || less.Bytes >= made.Bytes {
		t.Errorf("%d bytes; with as many allowed %d; with one less %d", made.Bytes, same.Bytes, less.Bytes)
	}
}

func TestTransparencyIsKeptOrPaper(t *testing.T) {
	p := pool(t)
	_, m, _ := have(t, p, "picture.scale", sample("still.webp"), picture.ScaleParams{})
	isFlag(t, m, color.NRGBA{})
	_, m, _ = have(t, p, "picture.scale", sample("still.webp"), picture.ScaleParams{Format: "jpeg"})
	isFlag(t, m, color.NRGBA{R: 255, G: 255, B: 255, A: 255})
}

func TestWhatAFileTellsBesidesIsNotPassedOn(t *testing.T) {
	_, _, b := have(t, pool(t), "picture.scale", sample("exif-turned.jpg"), picture.ScaleParams{})
	if bytes.Contains(b, []byte("Exif")) {
		t.Error("the picture that was made still has EXIF")
	}
}

func TestAStickerFits(t *testing.T) {
	p := pool(t)
	noise := image.NewNRGBA(image.Rect(0, 0, 700, 700))
	r := rand.New(rand.NewPCG(3, 4))
	for i := range noise.Pix {
		noise.Pix[i] = byte(r.Uint32()) | byte(i%4/3*255)
	}
	thin := image.NewNRGBA(image.Rect(0, 0, 3, 900))
	for name, path := range map[string]string{
		"photo": sample("landscape.jpg"), "page": sample("page.png"), "heic": sample("photo.heic"), "moving": sample("animated.webp"),
		"small": file(t, samples(t)["png"]),
		"noise": file(t, encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, noise) })),
		"thin":  file(t, encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, thin) })),
	} {
		t.Run(name, func(t *testing.T) {
			made, _, b := have(t, p, "picture.sticker", path, nil)
			var l picture.Look
			if _, err := p.Do(t.Context(), "picture.look", file(t, b), nil, &l); err != nil || !l.Sticker {
				t.Errorf("what was made, %+v, is looked at as %+v, %v", made, l, err)
			}
		})
	}
	_, m, _ := have(t, p, "picture.sticker", file(t, samples(t)["png"]), nil)
	if at := color.NRGBAModel.Convert(m.At(256, 20)).(color.NRGBA); at.A != 0 {
		t.Errorf("above a wide picture is %v", at)
	}
	isFlag(t, m, red, green, blue, white)
}

func TestAFormatThatIsNotMadeIsRefused(t *testing.T) {
	_, err := pool(t).Do(t.Context(), "picture.scale", sample("page.png"), picture.ScaleParams{Format: "gif"}, nil)
	if frontdesk.CodeOf(err) != frontdesk.Invalid {
		t.Error(err)
	}
}
