package picture

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// manyColours are so many that they are told apart less finely before they are
// divided: that cannot be seen among the 256 that remain at most, and a picture
// of noise takes a fifth of the time.
const manyColours = 1 << 14

// reduce gives the picture in at most n colours, chosen by median cut: the box
// of colours that spreads widest is divided at its middle, until there are n.
// Colours are not dithered, as that would cost the bytes that were to be saved.
func reduce(m *image.NRGBA, n int) *image.Paletted {
	shade := exactly
	counts := count(m, shade)
	if len(counts) > manyColours {
		shade = coarsely
		counts = count(m, shade)
	}
	boxes := []box{newBox(keys(counts), counts)}
	for len(boxes) < n {
		i := widest(boxes)
		if i < 0 {
			break
		}
		one, two := boxes[i].divide(counts)
		boxes[i] = one
		boxes = append(boxes, two)
	}
	out := image.NewPaletted(m.Bounds(), nil)
	nearest := map[color.NRGBA]uint8{}
	for i, b := range boxes {
		out.Palette = append(out.Palette, b.mean(counts))
		for _, c := range b.colours {
			nearest[c] = uint8(i)
		}
	}
	for i := range out.Pix {
		out.Pix[i] = nearest[shade(pixel(m, i))]
	}
	return out
}

// pixel gives a pixel; what cannot be seen is all the same colour.
func pixel(m *image.NRGBA, i int) color.NRGBA {
	p := m.Pix[4*i : 4*i+4 : 4*i+4]
	if p[3] == 0 {
		return color.NRGBA{}
	}
	return color.NRGBA{R: p[0], G: p[1], B: p[2], A: p[3]}
}

func exactly(c color.NRGBA) color.NRGBA { return c }

// coarsely keeps the five bits of each channel that matter most; what is full
// stays full.
func coarsely(c color.NRGBA) color.NRGBA {
	five := func(v uint8) uint8 { return v&^7 | v>>5 }
	return color.NRGBA{R: five(c.R), G: five(c.G), B: five(c.B), A: five(c.A)}
}

func count(m *image.NRGBA, shade func(color.NRGBA) color.NRGBA) map[color.NRGBA]int {
	counts := map[color.NRGBA]int{}
	for i := range len(m.Pix) / 4 {
		counts[shade(pixel(m, i))]++
	}
	return counts
}

// keys are the colours in an order that is the same each time.
func keys(counts map[color.NRGBA]int) []color.NRGBA {
	all := make([]color.NRGBA, 0, len(counts))
	for c := range counts {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.NRGBA) int {
		return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	return all
}

// box is colours that will be one.
type box struct {
	colours []color.NRGBA
	by      int // the channel in which it spreads widest
	width   int // and how wide
	pixels  int
}

func newBox(colours []color.NRGBA, counts map[color.NRGBA]int) box {
	b := box{colours: colours}
	low, high := [4]uint8{255, 255, 255, 255}, [4]uint8{}
	for _, c := range colours {
		b.pixels += counts[c]
		for i, v := range channels(c) {
			low[i], high[i] = min(low[i], v), max(high[i], v)
		}
	}
	for i := range low {
		if w := int(high[i]) - int(low[i]); w > b.width {
			b.by, b.width = i, w
		}
	}
	return b
}

func channels(c color.NRGBA) [4]uint8 { return [4]uint8{c.R, c.G, c.B, c.A} }

// widest finds the box to divide: the one whose spread touches most pixels. It
// is -1 if each is of one colour.
func widest(boxes []box) int {
	best, most := -1, 0
	for i, b := range boxes {
		if b.width*b.pixels > most {
			best, most = i, b.width*b.pixels
		}
	}
	return best
}

// divide cuts a box where half of its pixels are on either side.
func (b box) divide(counts map[color.NRGBA]int) (box, box) {
	slices.SortStableFunc(b.colours, func(x, y color.NRGBA) int { return cmp.Compare(channels(x)[b.by], channels(y)[b.by]) })
	at, passed := 0, 0
	for at < len(b.colours)-1 && (at == 0 || passed < b.pixels/2) {
		passed += counts[b.colours[at]]
		at++
	}
	return newBox(b.colours[:at], counts), newBox(b.colours[at:], counts)
}

// mean is the colour that stands for a box.
func (b box) mean(counts map[color.NRGBA]int) color.NRGBA {
	var sum [4]int
	for _, c := range b.colours {
		for i, v := range channels(c) {
			sum[i] += counts[c] * int(v)
		}
	}
	of := func(i int) uint8 { return uint8(sum[i] / b.pixels) }
	return color.NRGBA{R: of(0), G: of(1), B: of(2), A: of(3)}
}
