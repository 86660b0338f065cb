package wechat

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg" // what WeChat answers with
	"image/png"
	"regexp"

	"github.com/silenceper/wechat/v2/miniprogram/qrcode"
	"github.com/silenceper/wechat/v2/util"
)

const apiUnlimitedCode = "getwxacodeunlimit"

// silenceper's GetWXACodeUnlimit drops the context, so its parameter type and
// decoder are used around a request of our own.
const unlimitedURL = "https://" + platformHost + "/wxa/getwxacodeunlimit?access_token=" + placeholder

// sceneForm is the alphabet of a scene (getUnlimitedQRCode), without the & that
// the document lists: developers report that it is answered with 40129.
var sceneForm = regexp.MustCompile(`^[0-9A-Za-z!#$'()*+,/:;=?@\-._~]{1,32}$`)

// codeWidth is the image's width in pixels, WeChat's own default.
const codeWidth = 430

// UnlimitedCode returns the mini-program code (小程序码) that opens a page with a
// scene of up to 32 characters, as PNG. page has no leading slash and no
// parameters; "" is the start page. WeChat draws 5,000 a minute.
func (c *Client) UnlimitedCode(ctx context.Context, scene, page string) (picture []byte, err error) {
	if !sceneForm.MatchString(scene) {
		return nil, errScene
	}
	in := qrcode.QRCoder{Scene: scene, Page: page, Width: codeWidth}
	err = c.call(ctx, apiUnlimitedCode, func(ctx context.Context) error {
		answer, err := util.PostJSONContext(ctx, unlimitedURL, in)
		if err == nil {
			answer, err = util.HandleFileResponse(answer, apiUnlimitedCode)
		}
		if err != nil {
			return err
		}
		picture, err = toPNG(answer)
		return err
	})
	return picture, err
}

// toPNG keeps a PNG and draws any other image again as one: WeChat answers with
// JPEG unless the background is transparent, and JPEG blurs the edges that
// scanners read when it is saved once more.
func toPNG(answer []byte) ([]byte, error) {
	picture, format, err := image.Decode(bytes.NewReader(answer))
	if err != nil || format == "png" {
		return answer, err
	}
	var out bytes.Buffer
	err = png.Encode(&out, picture)
	return out.Bytes(), err
}
