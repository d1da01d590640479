package sound

import (
	"encoding/binary"
	"io"
)

// oggWriter puts packets into the pages of an Ogg file (RFC 3533) with one
// stream. No packet of ours is longer than a page.
type oggWriter struct {
	w       io.Writer
	lacing  []byte
	body    []byte
	granule uint64 // samples so far
	pages   uint32
}

const (
	oggMore  = 0 // pages follow
	oggFirst = 2
	oggLast  = 4
	// oggPackets is how many packets, of 20 ms each, go into a page.
	oggPackets = 50
	oggSerial  = 1
)

func (o *oggWriter) add(packet []byte, samples int) {
	n := len(packet)
	for ; n >= 255; n -= 255 {
		o.lacing = append(o.lacing, 255)
	}
	o.lacing = append(o.lacing, byte(n))
	o.body = append(o.body, packet...)
	o.granule += uint64(samples)
}

// full tells that the page should be written before more is added.
func (o *oggWriter) full() bool { return len(o.lacing) >= oggPackets }

func (o *oggWriter) flush(flag byte) error {
	if o.pages == 0 {
		flag |= oggFirst
	}
	page := append([]byte("OggS"), 0, flag)
	page = binary.LittleEndian.AppendUint64(page, o.granule)
	page = binary.LittleEndian.AppendUint32(page, oggSerial)
	page = binary.LittleEndian.AppendUint32(page, o.pages)
	page = append(page, 0, 0, 0, 0, byte(len(o.lacing)))
	page = append(append(page, o.lacing...), o.body...)
	binary.LittleEndian.PutUint32(page[22:], oggSum(page))
	o.lacing, o.body = o.lacing[:0], o.body[:0]
	o.pages++
	_, err := o.w.Write(page)
	return err
}

// oggSums is the table of Ogg's checksum: polynomial 0x04c11db7, not reflected,
// which hash/crc32 does not have.
var oggSums = func() (t [256]uint32) {
	for i := range t {
		r := uint32(i) << 24
		for range 8 {
			r = r<<1 ^ 0x04c11db7*(r>>31)
		}
		t[i] = r
	}
	return t
}()

func oggSum(page []byte) (sum uint32) {
	for _, b := range page {
		sum = sum<<8 ^ oggSums[byte(sum>>24)^b]
	}
	return sum
}
