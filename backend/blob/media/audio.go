package media

import (
	"bytes"
	"context"
	"encoding/binary"
)

// mp3 keeps the frames of an MP3 (ISO/IEC 11172-3) and leaves out all between and
// around them: ID3 and APE tags with names, pictures and places.
func mp3(_ context.Context, content []byte) (File, error) {
	content = withoutID3(content)
	frames, kept := 0, make([]byte, 0, len(content))
	inStep := false
	for at := 0; at+4 <= len(content); {
		size := mp3Frame(content[at:])
		whole := size > 0 && at+size <= len(content)
		if whole && (inStep || followed(content, at+size)) {
			kept = append(kept, content[at:at+size]...)
			frames++
			at, inStep = at+size, true
			continue
		}
		at, inStep = at+1, false
	}
	// By chance bytes look like a frame; only a file that is mostly frames is sound.
	if frames < 3 || len(kept) < len(content)/2 {
		return File{}, errBroken
	}
	return File{Bytes: kept, Mime: "audio/mpeg", Ext: ".mp3"}, nil
}

// followed tells whether another frame begins where one ends.
func followed(p []byte, at int) bool { return at+4 <= len(p) && mp3Frame(p[at:]) > 0 }

// withoutID3 cuts the ID3v2 tags off the beginning: "ID3", two bytes of version,
// one of flags, and the length in four bytes of seven bits.
func withoutID3(p []byte) []byte {
	for bytes.HasPrefix(p, []byte("ID3")) && len(p) >= 10 {
		size := 10 + int(p[6]&127)<<21 + int(p[7]&127)<<14 + int(p[8]&127)<<7 + int(p[9]&127)
		if p[5]&0x10 != 0 { // with a footer
			size += 10
		}
		p = p[min(size, len(p)):]
	}
	return p
}

// Bit rates in kbit/s of layer III for MPEG 1, and for MPEG 2 and 2.5; sample
// rates in Hz of MPEG 1.
var (
	rates1  = [16]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	rates2  = [16]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
	samples = [4]int{44100, 48000, 32000}
)

// mp3Frame returns the bytes of the layer III frame that begins here, 0 for none.
func mp3Frame(p []byte) int {
	version, layer := p[1]>>3&3, p[1]>>1&3
	if p[0] != 0xFF || p[1]&0xE0 != 0xE0 || version == 1 || layer != 1 {
		return 0
	}
	rate, sample, padding := p[2]>>4, samples[p[2]>>2&3], int(p[2]>>1&1)
	if sample == 0 || rates1[rate] == 0 {
		return 0
	}
	switch version {
	case 3:
		return 144*rates1[rate]*1000/sample + padding
	case 2:
		return 72*rates2[rate]*1000/(sample/2) + padding
	}
	return 72*rates2[rate]*1000/(sample/4) + padding
}

// wav keeps format and samples of a RIFF WAVE and leaves out the other chunks.
func wav(_ context.Context, content []byte) (File, error) {
	if len(content) < 12 || string(content[8:12]) != "WAVE" {
		return File{}, errBroken
	}
	out := append(make([]byte, 0, len(content)+1), "RIFF\x00\x00\x00\x00WAVE"...)
	seen := map[string]bool{}
	for at := 12; at+8 <= len(content) && !seen["data"]; {
		name := string(content[at : at+4])
		// Recorders that could not go back leave a wrong length of the samples.
		size := int(min(int64(binary.LittleEndian.Uint32(content[at+4:])), int64(len(content)-at-8)))
		body := content[at+8 : at+8+size]
		if name == "fmt " && size >= 16 && !seen[name] || name == "fact" || name == "data" && size > 0 {
			seen[name] = true
			out = binary.LittleEndian.AppendUint32(append(out, name...), uint32(size))
			out = append(out, body...)
			if size%2 == 1 {
				out = append(out, 0)
			}
		}
		at += 8 + size + size%2
	}
	if !seen["fmt "] || !seen["data"] {
		return File{}, errBroken
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return File{Bytes: out, Mime: "audio/wav", Ext: ".wav"}, nil
}

// Bytes of the frames of AMR and AMR-WB by their type (RFC 4867, 5.3), without the
// byte that names it; -1 is no type.
var (
	amrFrames   = [16]int{12, 13, 15, 17, 19, 20, 26, 31, 5, -1, -1, -1, -1, -1, -1, 0}
	amrWBFrames = [16]int{17, 23, 32, 36, 40, 46, 50, 58, 60, 5, -1, -1, -1, -1, 0, 0}
)

// amr keeps the frames of an AMR recording and cuts off what follows them.
func amr(_ context.Context, content []byte) (File, error) {
	f, sizes := File{Mime: "audio/amr", Ext: ".amr"}, amrFrames
	at := len("#!AMR\n")
	switch {
	case bytes.HasPrefix(content, []byte("#!AMR-WB\n")):
		f.Mime, f.Ext, sizes, at = "audio/amr-wb", ".awb", amrWBFrames, len("#!AMR-WB\n")
	case !bytes.HasPrefix(content, []byte("#!AMR\n")):
		return File{}, errBroken
	}
	frames := 0
	for at < len(content) {
		size := sizes[content[at]>>3&15]
		if content[at]&0x83 != 0 || size < 0 || at+1+size > len(content) {
			break
		}
		at += 1 + size
		frames++
	}
	if frames == 0 || at < len(content)/2 {
		return File{}, errBroken
	}
	f.Bytes = content[:at]
	return f, nil
}
