package worker

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Bulky is the value of a job that has long texts. They go beside its JSON as
// they are: for a document of 200 pages, writing them as JSON and reading that
// again takes a tenth of the time that reading the document does.
type Bulky interface {
	// Unload takes the texts out.
	Unload() []string
	// Load puts them back in. There may be fewer or more than were taken out,
	// as what a worker says is never certain.
	Load([]string)
}

// write writes an answer as a line, and the texts beside it after the line.
func (a answer) write(to io.Writer) error {
	var texts []string
	if b, ok := a.Value.(Bulky); ok {
		texts = b.Unload()
	}
	for _, t := range texts {
		a.Beside = append(a.Beside, len(t))
	}
	if err := json.NewEncoder(to).Encode(a); err != nil || len(texts) == 0 {
		return err
	}
	_, err := io.WriteString(to, strings.Join(texts, ""))
	return err
}

// readAnswer reads an answer, and its value into out. Together with what is
// beside it, it has no more than max bytes.
func readAnswer(from *bufio.Reader, max int, out any) (answer, error) {
	a := answer{Value: out}
	line, err := readLine(from, max)
	if err == nil {
		err = json.Unmarshal(line, &a)
	}
	if err != nil {
		return a, err
	}
	texts, err := readTexts(from, a.Beside, max-len(line))
	if b, ok := out.(Bulky); ok && err == nil {
		b.Load(texts)
	}
	return a, err
}

func readTexts(from io.Reader, lengths []int, max int) ([]string, error) {
	texts := make([]string, 0, len(lengths))
	for _, n := range lengths {
		if max -= n; n < 0 || max < 0 {
			return nil, fmt.Errorf("%d bytes beside the answer are too many", n)
		}
		b := make([]byte, n)
		if _, err := io.ReadFull(from, b); err != nil {
			return nil, err
		}
		texts = append(texts, strings.ToValidUTF8(string(b), "\uFFFD"))
	}
	return texts, nil
}
