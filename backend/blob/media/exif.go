package media

import "encoding/binary"

// Orientations of Exif (CIPA DC-008, tag 0x0112): how a picture has to be turned
// to stand upright. upright is the one that needs nothing.
const (
	upright        = 1
	orientationTag = 0x0112
	typeShort      = 3
)

// orientationIn reads the orientation from an Exif block (a TIFF header and its
// first directory). Whatever is not as it should be means upright.
func orientationIn(tiff []byte) int {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return upright
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return upright
		}
		if order.Uint16(entries) == orientationTag && order.Uint16(entries[2:]) == typeShort {
			if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			return upright
		}
		entries = entries[12:]
	}
	return upright
}

// pngOrientation looks for the eXIf chunk of a PNG.
func pngOrientation(p []byte) int {
	for at := 8; at+12 <= len(p); {
		size := int(binary.BigEndian.Uint32(p[at:]))
		if size < 0 || size > len(p)-at-12 {
			break
		}
		if string(p[at+4:at+8]) == "eXIf" {
			return orientationIn(p[at+8 : at+8+size])
		}
		at += 12 + size
	}
	return upright
}

// webpOrientation looks for the EXIF chunk of a WebP.
func webpOrientation(p []byte) int {
	for at := 12; at+8 <= len(p); {
		size := int(binary.LittleEndian.Uint32(p[at+4:]))
		if size < 0 || size > len(p)-at-8 {
			break
		}
		if string(p[at:at+4]) == "EXIF" {
			return orientationIn(p[at+8 : at+8+size])
		}
		at += 8 + size + size%2
	}
	return upright
}
