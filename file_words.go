package frontdesk

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// maxSeen is how many characters of what was read in a file are told with its
// message; the rest is there for whoever asks.
const maxSeen = 600

// lineWith is an attachment with what became of its file.
func (a Attachment) lineWith(f File) string {
	e := f.Extract
	if a.Voice && e != nil && e.Status == ExtractOK {
		return e.Text
	}
	var about []string
	if size := f.measure(); size != "" {
		about = append(about, size)
	}
	if why := f.lack(); why != "" {
		about = append(about, why)
	}
	line := a.Line()
	if len(about) > 0 {
		line += " (" + strings.Join(about, "; ") + ")"
	}
	if e != nil && e.Status == ExtractOK && a.Media != Document {
		line += "; the text in it: " + shortened(inOneLine(e.Text), maxSeen)
	}
	return line
}

// measure is how long or large a file is, in words.
func (f File) measure() string {
	var parts []string
	if f.Seconds > 0 {
		parts = append(parts, time.Duration(f.Seconds*float64(time.Second)).Round(time.Second).String())
	}
	if f.Width > 0 {
		parts = append(parts, fmt.Sprintf("%d × %d", f.Width, f.Height))
	}
	if e := f.Extract; e != nil && e.PageCount > 0 && (e.Kind == DocumentText || e.PageCount > 1) {
		parts = append(parts, f.leaves(e.PageCount))
	}
	if f.Bytes > 0 && f.Media != Audio {
		parts = append(parts, Size(f.Bytes))
	}
	return strings.Join(parts, ", ")
}

// leaves is how many pages a document has, by what its pages are called.
func (f File) leaves(n int) string {
	name := "page"
	switch {
	case strings.Contains(f.MIMEType, "spreadsheet") || strings.Contains(f.MIMEType, "ms-excel"):
		name = "sheet"
	case strings.Contains(f.MIMEType, "presentation") || strings.Contains(f.MIMEType, "powerpoint"):
		name = "slide"
	}
	if n == 1 {
		return "1 " + name
	}
	return fmt.Sprintf("%d %ss", n, name)
}

// lack is what is missing of a file, and why; "" if nothing is.
func (f File) lack() string {
	e := f.Extract
	switch {
	case f.State == FileFailed:
		return "it could not be fetched: " + f.Problem
	case f.State == FileRemoved:
		return "its bytes have been removed"
	case f.State == FileComing:
		return "not fetched yet"
	case e == nil:
		if _, pending := f.Pending(); pending {
			return "not read yet"
		}
		return ""
	case e.Status == ExtractFailed && e.Kind == Transcript:
		return "it could not be transcribed: " + e.why()
	case e.Status == ExtractFailed:
		return "it could not be read: " + e.why()
	case e.Status == ExtractEmpty && e.Kind == Transcript:
		return "no speech heard"
	case e.Status == ExtractEmpty:
		return "no text found"
	case e.Status == ExtractPending:
		return "not read yet"
	}
	return ""
}

// why is the problem with a reading. Where an engine is missing it tells which to
// add: whoever tries the program may see nothing but this line.
func (e *Extract) why() string {
	if e.Code == NoEngine && e.Next != "" {
		return e.Problem + "; " + e.Next
	}
	return e.Problem
}

// shortened is the first n characters of s, and a sign that there are more.
func shortened(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return strings.TrimSpace(string(r[:n])) + " …"
	}
	return s
}

// Size is a number of bytes as people say it, in the megabytes that Meta's limits
// are told in. It is never told smaller than it is, so that what is over a limit
// does not read like the limit.
func Size(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d bytes", n)
	case n < 1<<20:
		return tenths(n, 1<<10) + " kB"
	}
	return tenths(n, 1<<20) + " MB"
}

// tenths gives n in units, rounded up to a tenth.
func tenths(n, unit int64) string {
	return strconv.FormatFloat(math.Ceil(float64(n)*10/float64(unit))/10, 'f', -1, 64)
}
