package simulator

import (
	"bytes"
	"image/jpeg"
	"net/http"
	"regexp"
	"strings"

	"github.com/skip2/go-qrcode"
)

type codeRequest struct {
	Scene     string `json:"scene"`
	Page      string `json:"page"`
	Width     int    `json:"width"`
	IsHyaline bool   `json:"is_hyaline"`
}

// sceneAlphabet leaves out the documented &, which the platform is reported to
// refuse.
var sceneAlphabet = regexp.MustCompile(`^[0-9A-Za-z!#$'()*+,/:;=?@\-._~]+$`)

// unlimitedCode is getUnlimitedQRCode. Where the platform draws a round
// mini-program code, which only WeChat reads, this draws a QR code of the scene,
// which everything reads. Like the platform it answers with JPEG, or with PNG when
// the background is to be transparent.
func (s *Server) unlimitedCode(_ *http.Request, in codeRequest) any {
	switch {
	case !s.spend("/wxa/getwxacodeunlimit", ""):
		return fail(45009, "reach max api daily quota limit")
	case in.Scene == "" || len(in.Scene) > 32:
		return fail(40169, "invalid length for scene, or the data is not json string")
	case !sceneAlphabet.MatchString(in.Scene):
		return fail(40129, "invalid scene")
	case strings.HasPrefix(in.Page, "/") || strings.Contains(in.Page, "?"):
		return fail(41030, "invalid page")
	}
	width := in.Width
	if width == 0 {
		width = 430
	}
	if width < 280 || width > 1280 {
		return fail(40097, "invalid args")
	}
	return later(func() any { return drawCode(in.Scene, width, in.IsHyaline) })
}

func drawCode(scene string, width int, asPNG bool) any {
	code, err := qrcode.New(scene, qrcode.Medium)
	if err != nil {
		return fail(-1, "system error")
	}
	if asPNG {
		data, err := code.PNG(width)
		if err != nil {
			return fail(-1, "system error")
		}
		return picture{kind: "image/png", data: data}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, code.Image(width), &jpeg.Options{Quality: 92}); err != nil {
		return fail(-1, "system error")
	}
	return picture{kind: "image/jpeg", data: out.Bytes()}
}
