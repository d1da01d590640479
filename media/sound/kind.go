package sound

import (
	"bytes"
	"errors"
	"io"
	"os"

	"frontdesk"
)

// kind is what a file is by its first bytes.
type kind struct {
	format  string // as Look says it
	codec   string // if the box holds but one
	demuxer string // what ffmpeg is told that it is
	audio   string // its MIME type when there is no picture
	video   string // and when there is
}

// kinds are the files that we know. Demuxers that open other files, as
// playlists do, must not be in here.
var kinds = map[string]kind{
	"opus":   {"ogg/opus", "opus", "ogg", "audio/ogg; codecs=opus", "video/ogg"},
	"vorbis": {"ogg/vorbis", "vorbis", "ogg", "audio/ogg", "video/ogg"},
	"ogg":    {"ogg", "", "ogg", "audio/ogg", "video/ogg"},
	"mp3":    {"mp3", "mp3", "mp3", "audio/mpeg", "audio/mpeg"},
	"wav":    {"wav", "", "wav", "audio/wav", "audio/wav"},
	"aac":    {"aac", "aac", "aac", "audio/aac", "audio/aac"},
	"flac":   {"flac", "flac", "flac", "audio/flac", "audio/flac"},
	"amr":    {"amr", "", "amr", "audio/amr", "audio/amr"},
	"m4a":    {"m4a", "", "mov", "audio/mp4", "video/mp4"},
	"mp4":    {"mp4", "", "mov", "audio/mp4", "video/mp4"},
	"mov":    {"mov", "", "mov", "video/quicktime", "video/quicktime"},
	"3gp":    {"3gp", "", "mov", "audio/3gpp", "video/3gpp"},
	"webm":   {"webm", "", "matroska", "audio/webm", "video/webm"},
	"mkv":    {"mkv", "", "matroska", "audio/x-matroska", "video/x-matroska"},
	"aiff":   {"aiff", "", "aiff", "audio/aiff", "audio/aiff"},
	"caf":    {"caf", "", "caf", "audio/x-caf", "audio/x-caf"},
	"avi":    {"avi", "", "avi", "video/x-msvideo", "video/x-msvideo"},
	"asf":    {"asf", "", "asf", "audio/x-ms-wma", "video/x-ms-asf"},
}

// recognize tells what a file is, and leaves it at its start.
func recognize(f *os.File) (kind, error) {
	head := make([]byte, 4096)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return kind{}, err
	}
	name := kindOf(head[:n])
	if name == "" {
		name = kindAfterTag(f, head[:n])
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return kind{}, err
	}
	if n == 0 {
		return kind{}, frontdesk.Errorf(frontdesk.Damaged, "it is empty")
	}
	k, known := kinds[name]
	if !known {
		return k, frontdesk.Errorf(frontdesk.Unsupported, "it is no kind of sound or video that is known here").
			WithNext("send it as Ogg/Opus, MP3, M4A or WAV")
	}
	return k, nil
}

func kindOf(b []byte) string {
	at := func(i int, s string) bool { return len(b) >= i+len(s) && string(b[i:i+len(s)]) == s }
	switch {
	case at(0, "OggS"):
		return kindOfOgg(b)
	case at(0, "RIFF") && at(8, "WAVE"):
		return "wav"
	case at(0, "RIFF") && at(8, "AVI "):
		return "avi"
	case at(0, "fLaC"):
		return "flac"
	case at(0, "#!AMR"):
		return "amr"
	case at(4, "ftyp"):
		return kindOfBrand(b)
	case at(4, "moov"), at(4, "mdat"), at(4, "wide"):
		return "mov"
	case at(0, "\x1a\x45\xdf\xa3"):
		return kindOfMatroska(b)
	case at(0, "FORM") && (at(8, "AIFF") || at(8, "AIFC")):
		return "aiff"
	case at(0, "caff"):
		return "caf"
	case at(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11"):
		return "asf"
	}
	return kindOfFrame(b)
}

func kindOfOgg(b []byte) string {
	switch {
	case bytes.Contains(b[:min(len(b), 64)], []byte("OpusHead")):
		return "opus"
	case bytes.Contains(b[:min(len(b), 64)], []byte("\x01vorbis")):
		return "vorbis"
	}
	return "ogg"
}

func kindOfBrand(b []byte) string {
	if len(b) < 12 {
		return "mp4"
	}
	switch brand := string(b[8:12]); {
	case brand == "M4A " || brand == "M4B ":
		return "m4a"
	case brand == "qt  ":
		return "mov"
	case brand[:2] == "3g":
		return "3gp"
	}
	return "mp4"
}

func kindOfMatroska(b []byte) string {
	if bytes.Contains(b[:min(len(b), 64)], []byte("webm")) {
		return "webm"
	}
	return "mkv"
}

// kindOfFrame knows the formats that have no mark of their own but begin with a
// frame.
func kindOfFrame(b []byte) string {
	switch {
	case len(b) >= 2 && b[0] == 0xff && b[1]&0xf6 == 0xf0:
		return "aac"
	case len(b) >= 4 && frameOf(b).size > 0, len(b) >= 2 && b[0] == 0xff && b[1]&0xe0 == 0xe0 && b[1]&0x06 > 0x02:
		return "mp3"
	}
	return ""
}

// kindAfterTag looks behind the ID3 tags that MP3 and AAC files begin with.
func kindAfterTag(f *os.File, head []byte) string {
	if !bytes.HasPrefix(head, []byte("ID3")) {
		return ""
	}
	b := make([]byte, 4)
	if err := skipTags(f); err != nil {
		return "mp3"
	}
	if _, err := io.ReadFull(f, b); err != nil {
		return "mp3"
	}
	if kindOfFrame(b) == "aac" {
		return "aac"
	}
	return "mp3"
}
