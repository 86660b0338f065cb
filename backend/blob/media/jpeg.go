package media

import (
	"bytes"
	"encoding/binary"
)

// Markers of a JPEG (ITU-T T.81, B.1.1.3) that are looked for.
const (
	markerSOF0 = 0xC0 // baseline
	markerSOF2 = 0xC2 // progressive
	markerSOS  = 0xDA // the picture begins
	markerAPP1 = 0xE1
	// markerAPP14 is Adobe's, which says how colours are written.
	markerAPP14 = 0xEE
)

// jpegHead is what stands before the picture in a JPEG.
type jpegHead struct {
	orientation int
	// samples is how many values there are to a pixel: 1 for grey, 1.5 to 3 for
	// colour, 4 for print colours.
	samples     float64
	progressive bool
	converted   bool // into a second picture, of red, green and blue
}

// readJPEG reads up to the picture. What it can't make out, it takes to be the
// most costly, so that nobody gets around the memory limit by odd segments.
func readJPEG(p []byte) jpegHead {
	h := jpegHead{orientation: upright, samples: 4, progressive: true, converted: true}
	oriented := false
	for at := 2; at+4 <= len(p); {
		marker := p[at+1]
		switch {
		case p[at] != 0xFF, marker < markerSOF0, marker == markerSOS:
			return h
		case marker == 0xFF: // a fill byte
			at++
			continue
		case marker >= 0xD0 && marker <= 0xD7: // without a body
			at += 2
			continue
		}
		size := int(binary.BigEndian.Uint16(p[at+2:]))
		if size < 2 || size > len(p)-at-2 {
			return h
		}
		body := p[at+4 : at+2+size]
		switch exif, isExif := bytes.CutPrefix(body, []byte("Exif\x00\x00")); {
		case marker == markerAPP1 && isExif && !oriented:
			h.orientation, oriented = orientationIn(exif), true
		case marker >= markerSOF0 && marker <= markerSOF2:
			h.frame(marker, body, p)
		}
		at += 2 + size
	}
	return h
}

// frame reads a frame header (T.81, B.2.2): from the sampling factors follows how
// many values there are.
func (h *jpegHead) frame(marker byte, body, whole []byte) {
	if len(body) < 6 || len(body) < 6+3*int(body[5]) || body[5] == 0 {
		return
	}
	ids, sum, widest, highest := "", 0, 1, 1
	for i := range int(body[5]) {
		c := body[6+3*i:]
		across, down := int(c[1]>>4), int(c[1]&15)
		ids, sum = ids+string(rune(c[0])), sum+across*down
		widest, highest = max(widest, across), max(highest, down)
	}
	h.progressive = marker == markerSOF2
	h.samples = max(1, float64(sum)/float64(widest*highest))
	switch len(body[6:]) / 3 {
	case 1:
		h.samples, h.converted = 1, false
	case 3:
		// An Adobe segment, which decoders heed wherever it stands, may say that
		// the colours are red, green and blue.
		h.converted = ids == "RGB" || bytes.Contains(whole, []byte{0xFF, markerAPP14})
	}
}

// perPixel is how many bytes a pixel takes while such a JPEG is decoded: one for
// each value, four more for its coefficient if it is progressive, and four for
// the second picture if it is converted.
func (h jpegHead) perPixel() float64 {
	per := h.samples
	if h.progressive {
		per += 4 * h.samples
	}
	if h.converted {
		per += 4
	}
	return per
}
