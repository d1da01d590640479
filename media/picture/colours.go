package picture

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// reduce gives the picture in at most n colours, chosen by median cut: the box
// of colours that spreads widest is divided at its middle, until there are n.
// Colours are not dithered, as that would cost the bytes that were to be saved.
func reduce(m *image.NRGBA, n int) *image.Paletted {
	counts := count(m)
	boxes := []box{{colours: keys(counts)}}
	for len(boxes) < n {
		i := widest(boxes, counts)
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
		out.Pix[i] = nearest[pixel(m, i)]
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

func count(m *image.NRGBA) map[color.NRGBA]int {
	counts := map[color.NRGBA]int{}
	for i := range len(m.Pix) / 4 {
		counts[pixel(m, i)]++
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
type box struct{ colours []color.NRGBA }

func channel(c color.NRGBA, i int) uint8 { return [4]uint8{c.R, c.G, c.B, c.A}[i] }

// spread gives the channel in which a box is widest, and how wide.
func (b box) spread() (widest, width int) {
	for i := range 4 {
		low, high := uint8(255), uint8(0)
		for _, c := range b.colours {
			v := channel(c, i)
			low, high = min(low, v), max(high, v)
		}
		if w := int(high) - int(low); w > width {
			widest, width = i, w
		}
	}
	return widest, width
}

// widest finds the box to divide: the one whose spread touches most pixels. It
// is -1 if each is of one colour.
func widest(boxes []box, counts map[color.NRGBA]int) int {
	best, most := -1, 0
	for i, b := range boxes {
		pixels := 0
		for _, c := range b.colours {
			pixels += counts[c]
		}
		if _, width := b.spread(); width*pixels > most && len(b.colours) > 1 {
			best, most = i, width*pixels
		}
	}
	return best
}

// divide cuts a box where half of its pixels are on either side.
func (b box) divide(counts map[color.NRGBA]int) (box, box) {
	by, _ := b.spread()
	slices.SortStableFunc(b.colours, func(x, y color.NRGBA) int { return cmp.Compare(channel(x, by), channel(y, by)) })
	all := 0
	for _, c := range b.colours {
		all += counts[c]
	}
	at, passed := 0, 0
	for at < len(b.colours)-1 && (at == 0 || passed < all/2) {
		passed += counts[b.colours[at]]
		at++
	}
	return box{b.colours[:at]}, box{b.colours[at:]}
}

// mean is the colour that stands for a box.
func (b box) mean(counts map[color.NRGBA]int) color.NRGBA {
	var sum [4]int
	all := 0
	for _, c := range b.colours {
		n := counts[c]
		all += n
		for i := range sum {
			sum[i] += n * int(channel(c, i))
		}
	}
	return color.NRGBA{R: uint8(sum[0] / all), G: uint8(sum[1] / all), B: uint8(sum[2] / all), A: uint8(sum[3] / all)}
}
