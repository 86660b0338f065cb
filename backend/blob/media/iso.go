package media

import (
	"context"
	"encoding/binary"
	"strings"
)

// iso takes MP4 and M4A (ISO/IEC 14496-12). Every box that playing does not need
// becomes a free box of the same size, filled with zeros, so that the offsets of
// the samples stay true: user data and metadata (udta, meta, uuid: place, maker,
// titles), old free boxes (where dash cameras keep positions), whole tracks that
// are neither picture nor sound. Whatever follows the boxes is cut off.
//
// What stands inside the samples is not touched: a metadata track's own samples
// stay in mdat, though no player finds them any more. The times of creation stay.
func (in *Intake) iso(_ context.Context, content []byte) (File, error) {
	content, tracks, err := cleanISO(content)
	if err != nil {
		return File{}, err
	}
	f, limit := File{Bytes: content, Mime: "video/mp4", Ext: ".mp4"}, in.limits.Video
	if !tracks["vide"] {
		f.Mime, f.Ext, limit = "audio/mp4", ".m4a", in.limits.Audio
	}
	if !tracks["vide"] && !tracks["soun"] {
		return File{}, errBroken
	}
	if int64(len(content)) > limit {
		return File{}, tooLarge(limit)
	}
	return f, nil
}

// kept says which boxes stay in which; those named here are also looked into.
var kept = map[string]string{
	"":     "ftyp styp moov moof mdat mfra sidx ssix prft",
	"moov": "mvhd trak mvex iods",
	"trak": "tkhd tref edts mdia load",
	"mdia": "mdhd hdlr minf elng",
	"minf": "vmhd smhd sthd nmhd hmhd hdlr dinf stbl",
	"moof": "mfhd traf",
	"traf": "tfhd tfdt trun sdtp sbgp sgpd subs saiz saio senc",
}

// box is a piece of the file: header from start, body, end.
type box struct {
	kind             string
	start, body, end int
}

// boxAt reads the header of a box, which must end where its parent does or before.
func boxAt(p []byte, at, end int) (box, bool) {
	if end-at < 8 {
		return box{}, false
	}
	b := box{kind: string(p[at+4 : at+8]), start: at, body: at + 8}
	size := uint64(binary.BigEndian.Uint32(p[at:]))
	switch size {
	case 0: // to the end
		size = uint64(end - at)
	case 1: // the size follows in 64 bits
		if end-at < 16 {
			return box{}, false
		}
		size, b.body = binary.BigEndian.Uint64(p[at+8:]), at+16
	}
	if size < uint64(b.body-at) || size > uint64(end-at) {
		return box{}, false
	}
	b.end = at + int(size)
	return b, true
}

func cleanISO(p []byte) ([]byte, map[string]bool, error) {
	tracks, seen := map[string]bool{}, map[string]bool{}
	for at := 0; at < len(p); {
		b, ok := boxAt(p, at, len(p))
		if !ok && seen["moov"] && seen["mdat"] && !isKept("", kindAt(p, at)) {
			p = p[:at]
			break
		}
		if !ok || at == 0 && b.kind != "ftyp" {
			return nil, nil, errBroken
		}
		seen[b.kind] = true
		if err := cleanBox(p, b, "", tracks); err != nil {
			return nil, nil, err
		}
		at = b.end
	}
	if !seen["moov"] || !seen["mdat"] {
		return nil, nil, errBroken
	}
	return p, tracks, nil
}

func kindAt(p []byte, at int) string {
	if len(p)-at < 8 {
		return ""
	}
	return string(p[at+4 : at+8])
}

func isKept(parent, kind string) bool {
	return len(kind) == 4 && !strings.Contains(kind, " ") && strings.Contains(kept[parent], kind)
}

// cleanBox frees a box that is not kept, and cleans what is in the others.
func cleanBox(p []byte, b box, parent string, tracks map[string]bool) error {
	if !isKept(parent, b.kind) {
		free(p, b)
		return nil
	}
	if _, nested := kept[b.kind]; !nested {
		return nil
	}
	if b.kind == "trak" {
		handler := handlerOf(p, b)
		if handler != "vide" && handler != "soun" {
			free(p, b)
			return nil
		}
		tracks[handler] = true
	}
	return eachBox(p, b, func(child box) error { return cleanBox(p, child, b.kind, tracks) })
}

func free(p []byte, b box) {
	copy(p[b.start+4:], "free")
	clear(p[b.body:b.end])
}

func eachBox(p []byte, parent box, do func(box) error) error {
	for at := parent.body; at < parent.end; {
		b, ok := boxAt(p, at, parent.end)
		if !ok {
			return errBroken
		}
		if err := do(b); err != nil {
			return err
		}
		at = b.end
	}
	return nil
}

// handlerOf says what a track holds: its mdia's hdlr names it 8 bytes into its body.
func handlerOf(p []byte, trak box) (handler string) {
	_ = eachBox(p, trak, func(b box) error { // a broken track has no handler
		if b.kind != "mdia" {
			return nil
		}
		return eachBox(p, b, func(b box) error {
			if b.kind == "hdlr" && b.end-b.body >= 12 {
				handler = string(p[b.body+8 : b.body+12])
			}
			return nil
		})
	})
	return handler
}
