package tracking

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/skip2/go-qrcode"

	"yanhe/backend/fault"
)

// Sizes of a PNG in pixels, both sides.
const (
	MinSize = 120
	MaxSize = 2048
)

// Codes makes mini-program codes (wechat.Client).
type Codes interface {
	// UnlimitedCode returns the PNG of a code that opens a page with a scene
	// (wxacode.getUnlimited).
	UnlimitedCode(ctx context.Context, scene, page string) ([]byte, error)
}

// URL is the address of a token's page: what the QR code holds, and what
// WeChat's ordinary-link rule for …/t/ opens in the mini-program.
func (s *Service) URL(token string) string { return s.PublicURL + "/t/" + token }

// MiniCode returns the mini-program code of an existing case as PNG. It asks
// WeChat each time; the fault tells when that is away.
func (s *Service) MiniCode(ctx context.Context, token string) ([]byte, error) {
	c, err := s.Find(ctx, token) // an unknown token must not use up the platform's quota
	if err != nil {
		return nil, err
	}
	if s.Codes == nil {
		return nil, fault.New(fault.Unavailable, "tracking.no_mini_code")
	}
	picture, err := s.Codes.UnlimitedCode(ctx, c.Track, s.MiniPage)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "tracking.no_mini_code").Because(err)
	}
	return picture, nil
}

// modules returns the QR code of a text, true for dark, with its quiet zone of
// four modules (ISO/IEC 18004). Level M survives the loss of 15 %: a fold or a
// stain on paper.
func modules(text string) ([][]bool, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, fault.Wrap(err, "internal")
	}
	return q.Bitmap(), nil
}

// PNG draws the QR code of an address, size pixels wide. All modules are equally
// large, so that no scaling blurs them; what is left over widens the margin.
func PNG(url string, size int) ([]byte, error) {
	if size < MinSize || size > MaxSize {
		return nil, fault.Bad("size", "tracking.code_size").With("min", MinSize).With("max", MaxSize)
	}
	bits, err := modules(url)
	if err != nil {
		return nil, err
	}
	each := size / len(bits)
	if each == 0 {
		return nil, fault.Internalf("tracking: %d modules do not fit %d pixels", len(bits), size)
	}
	margin := (size - each*len(bits)) / 2
	picture := image.NewPaletted(image.Rect(0, 0, size, size), color.Palette{color.White, color.Black})
	for y, row := range bits {
		for x, dark := range row {
			for i := range each * each {
				if dark {
					picture.SetColorIndex(margin+x*each+i%each, margin+y*each+i/each, 1)
				}
			}
		}
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, picture); err != nil {
		return nil, fault.Wrap(err, "internal")
	}
	return out.Bytes(), nil
}

// SVG draws the QR code of an address as one path on a white ground, one unit a
// module, so that it is crisp at any size on screen and paper.
func SVG(url string) ([]byte, error) {
	bits, err := modules(url)
	if err != nil {
		return nil, err
	}
	var path strings.Builder
	for y, row := range bits {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			run := x
			for run < len(row) && row[run] {
				run++
			}
			fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x, y, run-x, run-x)
			x = run
		}
	}
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[1]d" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path fill="#000" d="%[2]s"/></svg>`, len(bits), path.String()), nil
}
