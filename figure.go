package frontdesk

import (
	"encoding/json"
	"slices"
)

// Figure is a file that is part of a message of another kind: the picture,
// video or document over the words of a question or a template. It is an
// [Attachment] that keeps its medium where it is kept itself.
type Figure Attachment

// Attachment is the file by itself.
func (f Figure) Attachment() Attachment { return Attachment(f) }

type figureJSON struct {
	Media Media `json:"type"`
	Attachment
}

// MarshalJSON writes the medium as "type".
func (f Figure) MarshalJSON() ([]byte, error) {
	return json.Marshal(figureJSON{f.Media, Attachment(f)})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (f *Figure) UnmarshalJSON(data []byte) error {
	var j figureJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	*f = Figure(j.Attachment)
	f.Media = j.Media
	return nil
}

// WithFiles gives c with each file in it changed by f: an attachment, or the
// figures of a question or a template. c itself stays as it is. The first
// error ends it.
func WithFiles(c Content, f func(Attachment) (Attachment, error)) (Content, error) {
	var failed error
	change := func(fig *Figure) *Figure {
		if fig == nil || failed != nil {
			return fig
		}
		var a Attachment
		if a, failed = f(Attachment(*fig)); failed != nil {
			return fig
		}
		changed := Figure(a)
		return &changed
	}
	switch k := c.(type) {
	case Attachment:
		return f(k)
	case Interactive:
		k.Figure = change(k.Figure)
		k.Cards = slices.Clone(k.Cards)
		for i := range k.Cards {
			k.Cards[i].Figure = change(k.Cards[i].Figure)
		}
		return k, failed
	case Template:
		k.Parts = withFigures(k.Parts, change)
		return k, failed
	}
	return c, nil
}

func withFigures(parts []TemplatePart, change func(*Figure) *Figure) []TemplatePart {
	parts = slices.Clone(parts)
	for i := range parts {
		p := &parts[i]
		p.Values = slices.Clone(p.Values)
		for j := range p.Values {
			p.Values[j].Figure = change(p.Values[j].Figure)
		}
		p.Cards = slices.Clone(p.Cards)
		for j := range p.Cards {
			p.Cards[j] = withFigures(p.Cards[j], change)
		}
	}
	return parts
}

// Files gives the files in c, in their order.
func Files(c Content) (files []Attachment) {
	_, _ = WithFiles(c, func(a Attachment) (Attachment, error) {
		files = append(files, a)
		return a, nil
	})
	return files
}
