package picture

import (
	"encoding/binary"
	"image"
	"iter"
)

// What stands in a header that the decoders do not tell: how a picture lies,
// whether it moves. Each walk ends at the first bytes that make no sense; the
// decoder will say what is wrong with them.

// jpegOrientation finds EXIF's orientation in the segments before the pixels.
func jpegOrientation(b []byte) int {
	for i := 2; i+4 <= len(b) && b[i] == 0xff && b[i+1] != 0xda; {
		length := int(binary.BigEndian.Uint16(b[i+2:]))
		if length < 2 || i+2+length > len(b) {
			break
		}
		body := b[i+4 : i+2+length]
		if b[i+1] == 0xe1 && len(body) > 6 && string(body[:6]) == "Exif\x00\x00" {
			return orientation(body[6:])
		}
		i += 2 + length
	}
	return 1
}

// tagOrientation is EXIF's tag for how a picture lies.
const tagOrientation = 0x0112

// orientation reads it in a TIFF structure, which EXIF is; 1 if it is not told.
func orientation(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if b[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	entries := int(order.Uint16(b[at:]))
	for e := b[at+2:]; entries > 0 && len(e) >= 12; e, entries = e[12:], entries-1 {
		if v := int(order.Uint16(e[8:])); order.Uint16(e) == tagOrientation && v >= 1 && v <= 8 {
			return v
		}
	}
	return 1
}

// pngChunks are the chunks up to the end or the first that is cut short.
func pngChunks(b []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for b = b[min(8, len(b)):]; len(b) >= 12; {
			n := int64(binary.BigEndian.Uint32(b))
			if n+12 > int64(len(b)) || !yield(string(b[4:8]), b[8:8+n]) {
				return
			}
			b = b[n+12:]
		}
	}
}

// Flags of a WebP picture's VP8X chunk, and of a frame.
const (
	webpAnimated = 0x02
	webpAlpha    = 0x10
)

// webpChunks are the chunks of a WebP file.
func webpChunks(b []byte) iter.Seq2[string, []byte] { return riffChunks(b[min(12, len(b)):]) }

// riffChunks are chunks up to the end or the first that is cut short.
func riffChunks(b []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for len(b) >= 8 {
			n := int64(binary.LittleEndian.Uint32(b[4:]))
			if n+8 > int64(len(b)) || !yield(string(b[:4]), b[8:8+n]) {
				return
			}
			b = b[min(8+n+n&1, int64(len(b))):]
		}
	}
}

// frame is a frame of an animated WebP picture, made a picture of its own.
type frame struct {
	still []byte
	at    image.Point
}

// firstFrame finds the first frame of an animated WebP picture.
func firstFrame(b []byte) (frame, bool) {
	for name, body := range webpChunks(b) {
		if name == "ANMF" && len(body) > 16 {
			at := image.Pt(2*uint24(body), 2*uint24(body[3:])) // a frame lies at even places
			return frame{still: still(body[16:], uint24(body[6:]), uint24(body[9:])), at: at}, true
		}
	}
	return frame{}, false
}

// still is a WebP file of a frame's chunks. With a chunk for alpha it needs one
// that says so.
func still(chunks []byte, width, height int) []byte {
	var body []byte
	for name := range riffChunks(chunks) {
		if name == "ALPH" {
			body = append(body, "VP8X\x0a\x00\x00\x00\x10\x00\x00\x00"...)
			body = append(body, byte(width), byte(width>>8), byte(width>>16), byte(height), byte(height>>8), byte(height>>16))
		}
	}
	body = append(body, chunks...)
	b := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(4+len(body)))...)
	return append(append(b, "WEBP"...), body...)
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// gifFrames counts the frames of a GIF, up to two.
func gifFrames(b []byte) int {
	if len(b) < 13 {
		return 0
	}
	frames := 0
	for b = skip(b, 13+gifColours(b[10])); len(b) > 0 && frames < 2; {
		switch b[0] {
		case 0x21: // an extension: a label, then blocks
			b = skipBlocks(skip(b, 2))
		case 0x2c: // a frame: its place, perhaps colours, the size of its codes, then blocks
			if len(b) < 10 {
				return frames
			}
			frames++
			b = skipBlocks(skip(b, 11+gifColours(b[9])))
		default:
			return frames
		}
	}
	return frames
}

// gifColours is the length of the table of colours that flags tell of.
func gifColours(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

func skip(b []byte, n int) []byte { return b[min(n, len(b)):] }

// skipBlocks passes over blocks with their length before them, up to an empty one.
func skipBlocks(b []byte) []byte {
	for len(b) > 0 && b[0] != 0 {
		b = skip(b, 1+int(b[0]))
	}
	return skip(b, 1)
}
