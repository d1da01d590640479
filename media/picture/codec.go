package picture

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"mime"

	"github.com/gabriel-vasile/mimetype"
	"github.com/gen2brain/heic"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"frontdesk"
)

// codec reads one format.
type codec struct {
	name   string
	header func([]byte) (Look, error)
	decode func([]byte) (image.Image, error)
	// lossless formats are kept so where there is a choice.
	lossless bool
}

// codecs are the formats that are read, by the type of their bytes.
var codecs = map[string]codec{
	"image/jpeg":          {name: "jpeg", header: jpegHeader, decode: decodeJPEG},
	"image/png":           {name: "png", header: pngHeader, decode: decodePNG, lossless: true},
	"image/apng":          {name: "png", header: pngHeader, decode: decodePNG, lossless: true},
	"image/webp":          {name: "webp", header: webpHeader, decode: decodeWebP},
	"image/gif":           {name: "gif", header: gifHeader, decode: decodeGIF, lossless: true},
	"image/bmp":           {name: "bmp", header: bmpHeader, decode: decodeBMP, lossless: true},
	"image/tiff":          {name: "tiff", header: tiffHeader, decode: decodeTIFF, lossless: true},
	"image/heic":          {name: "heic", header: heicHeader, decode: decodeHEIC},
	"image/heif":          {name: "heic", header: heicHeader, decode: decodeHEIC},
	"image/heic-sequence": {name: "heic", header: heicHeader, decode: decodeHEIC},
}

// Readable tells whether pictures of this type can be read.
func Readable(mimeType string) bool {
	bare, _, err := mime.ParseMediaType(mimeType)
	_, ok := codecs[bare]
	return err == nil && ok
}

// codecOf finds the format by the bytes; names and what was declared lie.
func codecOf(b []byte) (codec, error) {
	is := mimetype.Detect(b)
	if c, ok := codecs[is.String()]; ok {
		return c, nil
	}
	return codec{}, frontdesk.Errorf(frontdesk.Unsupported, "this is %s, which is not read as a picture", is).
		WithNext("send it as JPEG, PNG, WebP, GIF, BMP, TIFF or HEIC")
}

// failed says what a decoder's error means: bytes that are wrong, or a kind of
// the format that the decoder does not know.
func (c codec) failed(err error) error {
	var j jpeg.UnsupportedError
	var p png.UnsupportedError
	var t tiff.UnsupportedError
	if errors.As(err, &j) || errors.As(err, &p) || errors.As(err, &t) || errors.Is(err, bmp.ErrUnsupported) {
		return frontdesk.Errorf(frontdesk.Unsupported, "this kind of %s picture is not read", c.name).WithNext("send it as an ordinary JPEG or PNG").WithCause(err)
	}
	return frontdesk.Errorf(frontdesk.Damaged, "the %s picture is damaged or cut short", c.name).WithNext("ask for it again").WithCause(err)
}

func jpegHeader(b []byte) (Look, error) {
	c, err := jpeg.DecodeConfig(bytes.NewReader(b))
	return Look{Width: c.Width, Height: c.Height, Orientation: jpegOrientation(b), Deep: deep(c.ColorModel)}, err
}

func pngHeader(b []byte) (Look, error) {
	c, err := png.DecodeConfig(bytes.NewReader(b))
	l := Look{Width: c.Width, Height: c.Height, Alpha: seesThrough(c.ColorModel), Deep: deep(c.ColorModel)}
	for name, body := range pngChunks(b) {
		switch name {
		case "tRNS":
			l.Alpha = true
		case "acTL":
			l.Animated = true
		case "eXIf":
			l.Orientation = orientation(body)
		}
	}
	return l, err
}

func gifHeader(b []byte) (Look, error) {
	c, err := gif.DecodeConfig(bytes.NewReader(b))
	frames := gifFrames(b)
	return Look{Width: c.Width, Height: c.Height, Animated: frames > 1, Alpha: true}, err
}

func bmpHeader(b []byte) (Look, error) {
	c, err := bmp.DecodeConfig(bytes.NewReader(b))
	return Look{Width: c.Width, Height: c.Height, Alpha: seesThrough(c.ColorModel)}, err
}

func tiffHeader(b []byte) (Look, error) {
	c, err := tiff.DecodeConfig(bytes.NewReader(b))
	return Look{Width: c.Width, Height: c.Height, Alpha: seesThrough(c.ColorModel), Orientation: orientation(b)}, err
}

// heicHeader tells no orientation: the decoder turns as the file's own
// properties say, and what EXIF says besides is the same once more.
func heicHeader(b []byte) (Look, error) {
	c, err := heic.DecodeConfig(bytes.NewReader(b))
	return Look{Width: c.Width, Height: c.Height, Alpha: seesThrough(c.ColorModel)}, err
}

// seesThrough tells whether colours of a model can be transparent. The
// decoders say RGBA for what is opaque.
func seesThrough(m color.Model) bool {
	if p, ok := m.(color.Palette); ok {
		for _, c := range p {
			if _, _, _, a := c.RGBA(); a < 0xffff {
				return true
			}
		}
	}
	return m == color.NRGBAModel || m == color.NRGBA64Model
}

// deep tells whether colours of a model are others than 8 bits of red, green and
// blue, or of grey.
func deep(m color.Model) bool {
	return m == color.RGBA64Model || m == color.NRGBA64Model || m == color.Gray16Model || m == color.CMYKModel
}

func decodeJPEG(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) }
func decodePNG(b []byte) (image.Image, error)  { return png.Decode(bytes.NewReader(b)) }
func decodeBMP(b []byte) (image.Image, error)  { return bmp.Decode(bytes.NewReader(b)) }
func decodeTIFF(b []byte) (image.Image, error) { return tiff.Decode(bytes.NewReader(b)) }
func decodeHEIC(b []byte) (image.Image, error) { return heic.Decode(bytes.NewReader(b)) }

// decodeGIF gives the first frame where it lies on the whole.
func decodeGIF(b []byte) (image.Image, error) {
	c, err := gif.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	frame, err := gif.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return lay(frame, frame.Bounds().Min, c.Width, c.Height), nil
}

// decodeWebP gives the picture, or the first frame of an animated one.
func decodeWebP(b []byte) (image.Image, error) {
	f, ok := firstFrame(b)
	if !ok {
		return webp.Decode(bytes.NewReader(b))
	}
	frame, err := webp.Decode(bytes.NewReader(f.still))
	if err != nil {
		return nil, err
	}
	c, err := webp.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return lay(frame, f.at, c.Width, c.Height), nil
}

func webpHeader(b []byte) (Look, error) {
	c, err := webp.DecodeConfig(bytes.NewReader(b))
	l := Look{Width: c.Width, Height: c.Height, Alpha: seesThrough(c.ColorModel)}
	for name, body := range webpChunks(b) {
		switch {
		case name == "VP8X" && len(body) > 0:
			l.Animated, l.Alpha = body[0]&webpAnimated != 0, body[0]&webpAlpha != 0
		case name == "EXIF":
			l.Orientation = orientation(bytes.TrimPrefix(body, []byte("Exif\x00\x00")))
		}
	}
	return l, err
}
