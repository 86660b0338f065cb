package media

import (
	"bytes"
	"testing"
)

// sof makes a frame header with the sampling factors of its components.
func sof(marker byte, ids string, factors ...byte) []byte {
	body := []byte{8, 0, 100, 0, 100, byte(len(factors))}
	for i, f := range factors {
		body = append(body, ids[i], f, 0)
	}
	return append([]byte{0xFF, marker, 0, byte(len(body) + 2)}, body...)
}

// What decoding takes by the header; the numbers are those of image/jpeg.
func TestPerPixel(t *testing.T) {
	const ids, worst = "\x01\x02\x03\x04", 24.0
	adobe := []byte("\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00")
	sos := []byte{0xFF, 0xDA, 0, 2, 1, 2, 3}
	for name, c := range map[string]struct {
		segments [][]byte
		want     float64
	}{
		"grey":               {[][]byte{sof(0xC0, ids, 0x22)}, 1},
		"4:2:0":              {[][]byte{sof(0xC0, ids, 0x22, 0x11, 0x11), sos}, 1.5},
		"4:2:2":              {[][]byte{sof(0xC0, ids, 0x21, 0x11, 0x11)}, 2},
		"4:4:4":              {[][]byte{sof(0xC1, ids, 0x11, 0x11, 0x11)}, 3},
		"4:2:0 progressive":  {[][]byte{sof(0xC2, ids, 0x22, 0x11, 0x11)}, 7.5},
		"RGB":                {[][]byte{sof(0xC0, "RGB", 0x11, 0x11, 0x11)}, 7},
		"Adobe before":       {[][]byte{adobe, sof(0xC0, ids, 0x22, 0x11, 0x11)}, 5.5},
		"Adobe after":        {[][]byte{sof(0xC0, ids, 0x22, 0x11, 0x11), sos, adobe}, 5.5},
		"CMYK":               {[][]byte{sof(0xC0, ids, 0x11, 0x11, 0x11, 0x11)}, 8},
		"fill bytes":         {[][]byte{{0xFF, 0xFF}, sof(0xC0, ids, 0x22)}, 1},
		"junk before":        {[][]byte{{0}, sof(0xC0, ids, 0x22)}, worst},
		"hidden by a zero":   {[][]byte{{0xFF, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0}, sof(0xC0, ids, 0x22)}, worst},
		"no frame":           {[][]byte{sos}, worst},
		"frame cut":          {[][]byte{sof(0xC0, ids, 0x22, 0x11, 0x11)[:9]}, worst},
		"lying about length": {[][]byte{{0xFF, 0xC0, 0, 8, 8, 0, 1, 0, 1, 3}}, worst},
	} {
		p := bytes.Join(append([][]byte{{0xFF, 0xD8}}, c.segments...), nil)
		if got := readJPEG(p).perPixel(); got != c.want {
			t.Errorf("%s takes %v bytes, not %v", name, got, c.want)
		}
	}
}
