package shelf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // so that image.DecodeConfig knows it
	_ "image/png"  // likewise
	"io"
	"os"
	"slices"

	"github.com/gabriel-vasile/mimetype"
)

// stickerSide is how wide and how high a sticker is, in pixels.
const stickerSide = 512

// inspect looks at the beginning of a file as Meta does, and says what is wrong
// with it, or whether it is animated.
func (a accepted) inspect(path string) (animated bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }() // it was only read
	if a.looks != nil {
		found, err := mimetype.DetectReader(f)
		if err != nil {
			return false, err
		}
		if !slices.ContainsFunc(a.looks, found.Is) {
			return false, fmt.Errorf("the file is sent as %s, but its bytes are %s", a.mime, found)
		}
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	switch a.mime {
	case "audio/ogg":
		return false, opusMono(f)
	case "image/webp":
		return webp(f)
	case "image/jpeg", "image/png":
		return false, eightBit(f)
	}
	return false, nil
}

// opusMono reads the first page of an Ogg file, which is about its first and
// only stream.
//
// Source: RFC 3533 §6, RFC 7845 §5.1
func opusMono(f io.Reader) error {
	var page [27 + 255 + 19]byte
	n, err := io.ReadFull(f, page[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	head := 27 + int(page[26])
	switch {
	case n < head+10 || !bytes.HasPrefix(page[:], []byte("OggS")):
		return errors.New("the file is not a whole Ogg file")
	case !bytes.HasPrefix(page[head:], []byte("OpusHead")):
		return errors.New("the audio in the Ogg file is not Opus")
	case page[head+9] != 1:
		return fmt.Errorf("the audio in the Ogg file has %d channels, and must be mono", page[head+9])
	}
	return nil
}

// webp reads the first chunk of a WebP file: how large the picture is, and
// whether it moves.
//
// Source: https://developers.google.com/speed/webp/docs/riff_container
func webp(f io.Reader) (animated bool, err error) {
	var b [30]byte
	if _, err := io.ReadFull(f, b[:]); err != nil {
		return false, errors.New("the file is not a whole WebP file")
	}
	var wide, high int
	switch string(b[12:16]) {
	case "VP8X":
		animated = b[20]&2 != 0
		wide, high = 1+(int(b[24])|int(b[25])<<8|int(b[26])<<16), 1+(int(b[27])|int(b[28])<<8|int(b[29])<<16)
	case "VP8L":
		bits := binary.LittleEndian.Uint32(b[21:])
		wide, high = 1+int(bits&0x3fff), 1+int(bits>>14&0x3fff)
	case "VP8 ":
		wide, high = int(binary.LittleEndian.Uint16(b[26:])&0x3fff), int(binary.LittleEndian.Uint16(b[28:])&0x3fff)
	}
	if wide != stickerSide || high != stickerSide {
		return animated, fmt.Errorf("a sticker is %d by %d pixels, and this is %d by %d", stickerSide, stickerSide, wide, high)
	}
	return animated, nil
}

// eightBit says whether a picture has 8 bits for each colour and is not made of
// the colours of print.
func eightBit(f io.Reader) error {
	c, _, err := image.DecodeConfig(f)
	if err != nil {
		return errors.New("the picture cannot be read")
	}
	switch c.ColorModel {
	case color.CMYKModel, color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		return errors.New("the picture must be RGB or RGBA with 8 bits per channel")
	}
	return nil
}

// Moves says whether a WebP file moves, of whatever size it is.
func Moves(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }() // it was only read
	animated, _ := webp(f)           // a phone sends other sizes too
	return animated
}
