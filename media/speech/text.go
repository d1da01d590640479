package speech

import (
	"encoding/json"
	"regexp"
	"strings"

	"frontdesk"
)

var (
	// whisper.cpp and OpenAI's own program begin each line with a stretch of
	// time.
	timestamp = regexp.MustCompile(`^\s*\[(\d+:)?\d\d:\d\d[.,]\d{3}\s*-->\s*(\d+:)?\d\d:\d\d[.,]\d{3}\]`)
	// Marks of the engines' own, which nobody said: <s>, <sil>, <|en|>, ++NOISE++.
	mark = regexp.MustCompile(`</?s>|<sil>|<\|[^|<>]*\|>|\+\+[A-Z_]+\+\+|\[_[A-Z]+_\d*\]|♪`)
	// What engines say instead of words, wherever it stands.
	remark = regexp.MustCompile(`(?i)[\[(*]\s*(blank[_ ]audio|silence|no (speech|audio|sound)|inaudible|(soft |gentle |upbeat |background )?(music|noise)( playing)?|applause|laughter|breath(ing)?|cough|static|beep(ing)?|click(ing)?|sighs?)\s*[\])*]`)
	// A line that is a remark and nothing else.
	aside = regexp.MustCompile(`^(\[[^\[\]]*\]|\([^()]*\)|\*[^*]*\*)$`)
)

// spoken is a line of PocketSphinx 5, which writes JSON.
type spoken struct {
	Text        *string `json:"t"`
	Probability float64 `json:"p"`
}

// read takes what people said out of what an engine wrote, and how sure it was
// if it tells.
func read(said []byte) (words string, confidence float64) {
	var all []string
	var sure, told float64
	clean, _ := frontdesk.Clean(string(said))
	for line := range strings.SplitSeq(clean, "\n") {
		if s, ok := readJSON(line); ok {
			line, sure, told = *s.Text, sure+s.Probability, told+1
		}
		if line = readLine(line); line != "" {
			all = append(all, line)
		}
	}
	if told > 0 && len(all) > 0 {
		confidence = max(0, min(1, sure/told))
	}
	return strings.Join(all, " "), confidence
}

func readJSON(line string) (s spoken, ok bool) {
	if !strings.HasPrefix(line, "{") {
		return s, false
	}
	err := json.Unmarshal([]byte(line), &s)
	return s, err == nil && s.Text != nil
}

func readLine(line string) string {
	line = timestamp.ReplaceAllString(line, "")
	line = mark.ReplaceAllString(line, " ")
	line = remark.ReplaceAllString(line, " ")
	line = strings.Join(strings.Fields(line), " ")
	if aside.MatchString(line) || strings.Trim(line, ".…-–— ") == "" {
		return ""
	}
	return line
}
