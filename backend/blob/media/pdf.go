package media

import (
	"bytes"
	"compress/zlib"
	"context"
	"io"
	"strings"
)

// pdf checks that a PDF is whole, is not encrypted and does nothing by itself. What
// follows its last %%EOF is cut off.
//
// The look for actions is a simple one: it reads all names, in the file and in
// its compressed object streams, also those written with # escapes. It can't see
// into attached files, and takes a name inside a text for a name. A viewer that
// people open PDFs with should have scripts off all the same.
func pdf(_ context.Context, content []byte) (File, error) {
	content, err := wholePDF(content)
	if err != nil {
		return File{}, err
	}
	var found error
	readNames(content, func(name string) { found = worse(found, name) })
	if found == nil {
		found = lookIntoStreams(content)
	}
	if found != nil {
		return File{}, found
	}
	return File{Bytes: content, Mime: "application/pdf", Ext: ".pdf"}, nil
}

var eof = []byte("%%EOF")

// trailerWithin is how far from the end viewers look for %%EOF.
const trailerWithin = 1024

func wholePDF(content []byte) ([]byte, error) {
	end := bytes.LastIndex(content, eof)
	if !bytes.HasPrefix(content, []byte("%PDF-")) || end < len(content)-trailerWithin || end < 0 {
		return nil, errBroken
	}
	end += len(eof)
	for end < len(content) && (content[end] == '\r' || content[end] == '\n') {
		end++
	}
	return content[:end], nil
}

// worse keeps the first reason to refuse; that a PDF is locked comes before what
// is in it.
func worse(found error, name string) error {
	switch name {
	case "Encrypt":
		return errPDFLock
	case "JavaScript", "Launch", "RichMedia", "XFA", "SubmitForm", "ImportData":
		if found == nil {
			return errActive
		}
	}
	return found
}

// nameMostLong is longer than any name that is looked for.
const nameMostLong = 16

// readNames finds the names (ISO 32000-1, 7.3.5) in a piece of a PDF.
func readNames(p []byte, each func(string)) {
	for {
		at := bytes.IndexByte(p, '/')
		if at < 0 {
			return
		}
		p = p[at+1:]
		var name strings.Builder
		for i := 0; i < len(p) && name.Len() <= nameMostLong && regular(p[i]); i++ {
			c := p[i]
			if c == '#' && i+2 < len(p) && isHex(p[i+1]) && isHex(p[i+2]) {
				c = hexValue(p[i+1])<<4 | hexValue(p[i+2])
				i += 2
			}
			name.WriteByte(c)
		}
		each(name.String())
	}
}

func regular(c byte) bool { return c > ' ' && strings.IndexByte("()<>[]{}/%", c) < 0 }

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}

const (
	dictMost   = 4 << 10  // bytes before "stream" that are read as its dictionary
	objectMost = 8 << 20  // bytes of one object stream
	allMost    = 64 << 20 // bytes of all of them
)

// lookIntoStreams reads the names in object streams (ISO 32000-1, 7.5.7).
func lookIntoStreams(p []byte) error {
	word, left := []byte("stream"), allMost
	for from := 0; ; {
		at := bytes.Index(p[from:], word)
		if at < 0 {
			return nil
		}
		at += from
		from = at + len(word)
		if bytes.HasSuffix(p[:at], []byte("end")) {
			continue
		}
		dict := p[max(0, at-dictMost):at]
		dict = dict[max(0, bytes.LastIndex(dict, []byte("obj"))):]
		kind := map[string]bool{}
		readNames(dict, func(name string) { kind[name] = true })
		if !kind["ObjStm"] || !kind["Filter"] {
			continue // no object stream, or one that was read with the rest
		}
		read, err := namesIn(bytes.TrimLeft(p[from:], "\r\n"), kind)
		if left -= read; err != nil || left < 0 {
			return worst(err)
		}
	}
}

func worst(err error) error {
	if err == nil {
		return errBroken
	}
	return err
}

// namesIn inflates one object stream. One that is packed otherwise, which no
// program in use does, is refused rather than overlooked.
func namesIn(body []byte, kind map[string]bool) (int, error) {
	if !kind["FlateDecode"] || kind["Predictor"] {
		return 0, errBroken
	}
	for name := range kind {
		if strings.HasSuffix(name, "Decode") && name != "FlateDecode" {
			return 0, errBroken
		}
	}
	z, err := zlib.NewReader(bytes.NewReader(body))
	if err != nil {
		return 0, errBroken.Because(err)
	}
	text, err := io.ReadAll(io.LimitReader(z, objectMost+1))
	if len(text) > objectMost || err != nil && len(text) == 0 {
		return 0, errBroken.Because(err)
	}
	var found error
	readNames(text, func(name string) { found = worse(found, name) })
	return len(text), found
}
