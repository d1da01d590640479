package document

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"frontdesk"
)

const textEngine = "text"

// maxTextBytes is how much of a text file is looked at: [MaxText] in the
// encoding that takes the most room.
const maxTextBytes = 4 * MaxText

// readText reads a text as it is, in whatever encoding.
func readText(s source, r *reading) error {
	text, err := decoded(s, r)
	if err != nil {
		return err
	}
	r.PageCount = 1
	r.add(frontdesk.Page{Number: 1, Text: text})
	return nil
}

// decoded gives what is read of a text file, as UTF-8.
func decoded(s source, r *reading) (string, error) {
	r.Engine = textEngine
	f, err := os.Open(s.path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxTextBytes+1))
	if err != nil {
		return "", err
	}
	if len(b) > maxTextBytes {
		b = b[:maxTextBytes]
		r.leave(fmt.Sprintf("only the first %d MB of the file were read", maxTextBytes>>20))
	}
	enc, name := guess(b)
	r.Version = name
	text, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return "", damaged(s.format, err)
	}
	if binary(text) {
		return "", frontdesk.Errorf(frontdesk.Unsupported, "the file is called text, but its bytes are not text").
			WithNext("ask what kind of file it is")
	}
	return string(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))), nil
}

// declaration is an encoding named in the first line of XML.
var declaration = regexp.MustCompile(`^\s*<\?xml[^>]*\sencoding=["']([A-Za-z0-9._-]+)["']`)

// guess tells in which encoding b is: by its mark, by what it says of itself, by
// how its zeros lie, and by what is valid. What is none of these is taken for
// Windows-1252, as browsers do.
func guess(b []byte) (encoding.Encoding, string) {
	if e, name, ok := marked(b); ok {
		return e, name
	}
	if e, name, ok := wide(b); ok {
		return e, name
	}
	if mostlyUTF8(b) {
		return unicode.UTF8, "utf-8"
	}
	if m := declaration.FindSubmatch(b[:min(len(b), headBytes)]); m != nil {
		if e, name := charset.Lookup(string(m[1])); e != nil {
			return e, name
		}
	}
	e, name, _ := charset.DetermineEncoding(b, "")
	if name == "utf-8" {
		return charmap.Windows1252, "windows-1252"
	}
	return e, name
}

// marked reads a byte order mark. UTF-32's begins like UTF-16's.
func marked(b []byte) (encoding.Encoding, string, bool) {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe, 0, 0}), bytes.HasPrefix(b, []byte{0, 0, 0xfe, 0xff}):
		return utf32.UTF32(utf32.BigEndian, utf32.ExpectBOM), "utf-32", true
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}), bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM), "utf-16", true
	case bytes.HasPrefix(b, []byte{0xef, 0xbb, 0xbf}):
		return unicode.UTF8BOM, "utf-8", true
	}
	return nil, "", false
}

// wide knows UTF-16 and UTF-32 without a mark by their zeros: in most texts
// nearly all characters have theirs in the same place.
func wide(b []byte) (encoding.Encoding, string, bool) {
	b = b[:min(len(b), headBytes)&^3]
	var zeros [4]int
	for i, c := range b {
		if c == 0 {
			zeros[i%4]++
		}
	}
	most, few := len(b)/4*7/10, len(b)/4/10
	is := func(want ...bool) bool {
		for i, zero := range want {
			if zero && zeros[i] <= most || !zero && zeros[i] > few {
				return false
			}
		}
		return true
	}
	switch {
	case is(false, true, true, true):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "utf-32le", true
	case is(true, true, true, false):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), "utf-32be", true
	case is(false, true, false, true):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le", true
	case is(true, false, true, false):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be", true
	}
	return nil, "", false
}

// mostlyUTF8 tells whether b is UTF-8, but for a few broken bytes as logs have
// them.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1 && !utf8.FullRune(b): // the end was cut off
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		b = b[n:]
	}
	return bad == 0 || good > 10*bad
}

// maxControl is how many of a thousand characters of a text may be control
// characters: logs have colours.
const maxControl = 50

// binary tells whether decoded bytes are no text after all.
func binary(text []byte) bool {
	strange := 0
	for _, c := range text {
		if c == 0 {
			return true
		}
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
			strange++
		}
	}
	return strange*1000 > len(text)*maxControl
}

// declared is for XML that says it is not UTF-8.
func declared(label string, in io.Reader) (io.Reader, error) {
	return charset.NewReaderLabel(label, in)
}
