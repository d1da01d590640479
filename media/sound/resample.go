package sound

import "math"

// crossings is how many zero crossings of the sinc are taken on each side: more
// is a steeper filter.
const crossings = 16

// resampler turns sound of any rate and any channels into 16 kHz in one, by a
// windowed sinc. It works as a stream: what the filter still needs of the last
// block is kept.
type resampler struct {
	channels int
	up, down int // Rate : rate in lowest terms
	half     int // taps on each side
	cutoff   float64
	rows     [][]float32 // taps by phase, made when first needed

	in   []float32 // mono, not yet done with
	at   int       // in in, the sample at or before the next output
	part int       // and how many up-ths of a sample after it
}

func newResampler(rate, channels int) *resampler {
	g := gcd(rate, Rate)
	r := &resampler{channels: channels, up: Rate / g, down: rate / g}
	r.cutoff = min(1, float64(Rate)/float64(rate)) * 0.95
	r.half = int(math.Ceil(crossings / r.cutoff))
	r.rows = make([][]float32, r.up)
	r.in, r.at = make([]float32, r.half), r.half // silence before the start
	return r
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// write takes a block, of all channels in turn, and gives what can be had so
// far.
func (r *resampler) write(block []float32) []int16 {
	for i := 0; i+r.channels <= len(block); i += r.channels {
		var sum float32
		for _, x := range block[i : i+r.channels] {
			sum += x
		}
		r.in = append(r.in, sum/float32(r.channels))
	}
	return r.drain()
}

// flush gives the rest, as if silence followed.
func (r *resampler) flush() []int16 {
	r.in = append(r.in, make([]float32, r.half)...)
	return r.drain()
}

func (r *resampler) drain() []int16 {
	if r.up == r.down {
		return r.copied()
	}
	var out []int16
	for r.at+r.half < len(r.in) {
		var sum float32
		window := r.in[r.at-r.half+1 : r.at+r.half+1]
		for i, tap := range r.row() {
			sum += tap * window[i]
		}
		out = append(out, toInt16(sum))
		r.part += r.down
		r.at, r.part = r.at+r.part/r.up, r.part%r.up
	}
	if done := min(r.at-r.half, len(r.in)); done > 0 {
		r.in = append(r.in[:0], r.in[done:]...)
		r.at -= done
	}
	return out
}

// copied is for sound that has the right rate already.
func (r *resampler) copied() []int16 {
	var out []int16
	for ; r.at+r.half < len(r.in); r.at++ {
		out = append(out, toInt16(r.in[r.at]))
	}
	r.in = append(r.in[:0], r.in[r.at:]...)
	r.at = 0
	return out
}

// row is the filter for the part of a sample that the next output lies behind
// the sample at.
func (r *resampler) row() []float32 {
	if row := r.rows[r.part]; row != nil {
		return row
	}
	row := make([]float32, 2*r.half)
	shift := float64(r.part) / float64(r.up)
	for i := range row {
		x := float64(i-r.half+1) - shift
		row[i] = float32(r.cutoff * sinc(r.cutoff*x) * hann(x/float64(r.half)))
	}
	r.rows[r.part] = row
	return row
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

func hann(x float64) float64 {
	if math.Abs(x) >= 1 {
		return 0
	}
	return 0.5 + 0.5*math.Cos(math.Pi*x)
}

func toInt16(x float32) int16 {
	return int16(math.Round(float64(max(-1, min(x, math.MaxInt16/32768.0)) * 32768)))
}
