// Package media decides which files are taken as evidence, and cleans them: what a
// file is shows in its content, never in its name or in what a browser says, and
// what it tells about place and device beside its picture or sound is left out.
//
// Pictures are decoded and made anew, so nothing but their pixels is kept (a
// colour profile neither: wide-gamut photographs look a little paler). Sound and
// video are not encoded again; audio.go and iso.go say what is cut out of them,
// pdf.go what the look into a PDF finds and what it can't.
package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"github.com/gabriel-vasile/mimetype"

	"yanhe/backend/fault"
)

// Limits bound what is taken.
type Limits struct {
	Image, PDF, Audio, Video int64 // bytes of a file of each kind
	Pixels                   int   // of a picture, counted before it is decoded
	LongEdge                 int   // pixels; larger pictures are reduced to it
	// Memory is how many bytes all pictures being decoded at one time may take; a
	// picture that would need more by itself is refused.
	Memory int64
}

// DefaultLimits are those of the platform.
func DefaultLimits() Limits {
	return Limits{Image: 10 << 20, PDF: 20 << 20, Audio: 10 << 20, Video: 50 << 20,
		Pixels: 50_000_000, LongEdge: 2560, Memory: 160 << 20}
}

// File is a file as it may be stored.
type File struct {
	Bytes  []byte
	Name   string // the declared one made harmless, with the extension of the content
	Mime   string
	Ext    string // with its dot
	Width  int    // pixels of a picture, 0 for all else
	Height int
	Size   int64  // bytes
	SHA256 string // of Bytes, in hexadecimal
}

// What is wrong with a file. media.too_large and media.too_many_pixels carry the
// argument limit, in MB and in millions of pixels.
var (
	errType    = fault.New(fault.Unsupported, "media.type")
	errHEIC    = fault.New(fault.Unsupported, "media.heic")
	errLarge   = fault.New(fault.TooLarge, "media.too_large")
	errPixels  = fault.New(fault.TooLarge, "media.too_many_pixels")
	errBroken  = fault.New(fault.Invalid, "media.broken")
	errActive  = fault.New(fault.Invalid, "media.pdf_active")
	errPDFLock = fault.New(fault.Invalid, "media.pdf_locked")
)

// Intake takes files in. It is safe for concurrent use.
type Intake struct {
	limits Limits
	memory *budget
}

// NewIntake makes an intake; there should be one, as its memory limit is its own.
func NewIntake(limits Limits) *Intake {
	return &Intake{limits: limits, memory: newBudget(limits.Memory)}
}

// headSize is how many bytes tell what a file is.
const headSize = 3072

// Accept reads a file, decides what it is and cleans it. It holds the file in
// memory, and waits while other pictures take up the memory for decoding.
func (in *Intake) Accept(ctx context.Context, r io.Reader, declaredName string) (File, error) {
	head := make([]byte, headSize)
	n, err := io.ReadFull(r, head)
	switch {
	case n == 0 && err == io.EOF:
		return File{}, errBroken
	case err != nil && err != io.ErrUnexpectedEOF:
		return File{}, err
	}
	head = head[:n]
	take, limit, err := in.kindOf(mimetype.Detect(head).String())
	if err != nil {
		return File{}, err
	}
	content, err := readAll(io.MultiReader(bytes.NewReader(head), r), limit)
	if err != nil {
		return File{}, err
	}
	f, err := take(ctx, content)
	if err != nil {
		return File{}, err
	}
	sum := sha256.Sum256(f.Bytes)
	f.Size, f.SHA256, f.Name = int64(len(f.Bytes)), hex.EncodeToString(sum[:]), harmless(declaredName)+f.Ext
	return f, nil
}

// taker cleans a file of one kind.
type taker func(ctx context.Context, content []byte) (File, error)

// kindOf says how a detected type is taken and how large it may be.
func (in *Intake) kindOf(detected string) (taker, int64, error) {
	l := in.limits
	switch detected {
	case "image/jpeg", "image/png", "image/vnd.mozilla.apng", "image/webp":
		return in.picture, l.Image, nil
	case "application/pdf":
		return pdf, l.PDF, nil
	case "audio/mpeg":
		return mp3, l.Audio, nil
	case "audio/wav":
		return wav, l.Audio, nil
	case "audio/amr":
		return amr, l.Audio, nil
	case "audio/mp4", "audio/x-m4a", "video/mp4", "video/x-m4v":
		return in.iso, max(l.Audio, l.Video), nil // its tracks tell which it is
	case "image/heic", "image/heic-sequence", "image/heif", "image/heif-sequence":
		return nil, 0, errHEIC
	}
	return nil, 0, errType
}

func readAll(r io.Reader, limit int64) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > limit {
		return nil, tooLarge(limit)
	}
	return content, nil
}

func tooLarge(limit int64) error { return errLarge.With("limit", int(limit>>20)) }
