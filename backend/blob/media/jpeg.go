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
)

// jpegHead is what stands before the picture in a JPEG.
type jpegHead struct {
	orientation int
	// samples is how many values there are to a pixel: 1 for grey, 1.5 to 3 for
	// colour, 4 for print colours.
	samples     float64
	components  int
	progressive bool
}

func readJPEG(p []byte) jpegHead {
	h := jpegHead{orientation: upright, samples: 4, components: 4}
	oriented := false
	for at := 2; at+4 <= len(p); {
		if p[at] != 0xFF {
			return h
		}
		marker := p[at+1]
		switch {
		case marker == 0xFF: // a fill byte
			at++
			continue
		case marker == markerSOS:
			return h
		case marker == 0x01, marker >= 0xD0 && marker <= 0xD9: // without a body
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
			h.frame(body)
			h.progressive = marker == markerSOF2
		}
		at += 2 + size
	}
	return h
}

// frame reads a frame header (T.81, B.2.2): from the sampling factors follows how
// many values there are.
func (h *jpegHead) frame(body []byte) {
	if len(body) < 6 || len(body) < 6+3*int(body[5]) || body[5] == 0 {
		return
	}
	sum, widest, highest := 0, 1, 1
	for i := range int(body[5]) {
		across, down := int(body[7+3*i]>>4), int(body[7+3*i]&15)
		sum += across * down
		widest, highest = max(widest, across), max(highest, down)
	}
	h.components = int(body[5])
	h.samples = float64(sum) / float64(widest*highest)
	if h.components == 1 {
		h.samples = 1
	}
}

// perPixel is how many bytes a pixel takes while such a JPEG is decoded: one for
// each value; progressive ones keep four more for its coefficient; pictures of
// four components are converted once.
func (h jpegHead) perPixel() float64 {
	per := h.samples
	if h.progressive {
		per += 4 * h.samples
	}
	if h.components != 1 {
		per += rgbExtra(h)
	}
	return per
}

// rgbExtra: four components, and three that are not subsampled (which may be RGB),
// are converted into a second picture.
func rgbExtra(h jpegHead) float64 {
	if h.components == 4 || h.samples >= 3 {
		return 4
	}
	return 0
}
