package media

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

const (
	// quality of JPEGs made here: text on a photographed paper stays sharp.
	quality = 85
	// sideMost bounds each side, so that no picture is one endless row.
	sideMost = 30_000
)

// plan is what is known of a picture before it is decoded.
type plan struct {
	width, height int
	orientation   int
	perPixel      float64 // bytes that a pixel takes while decoding
	decode        func([]byte) (image.Image, error)
	png           bool // kept as a PNG; all others become JPEGs
}

// picture checks, decodes, reduces, turns and encodes.
func (in *Intake) picture(ctx context.Context, content []byte) (File, error) {
	p, err := look(content)
	if err != nil {
		return File{}, errBroken.Because(err)
	}
	need, err := in.need(p)
	if err != nil {
		return File{}, err
	}
	giveBack, err := in.memory.take(ctx, need)
	if err != nil {
		return File{}, err
	}
	defer giveBack()
	img, err := p.decode(content)
	if err != nil {
		return File{}, errBroken.Because(err)
	}
	return encode(turn(reduce(img, in.limits.LongEdge), p.orientation), p.png)
}

// need is how many bytes of memory a picture takes, or why it is refused.
func (in *Intake) need(p plan) (int64, error) {
	pixels := int64(p.width) * int64(p.height)
	tooMany := func(limit float64) error { return errPixels.With("limit", max(1, int(limit/1e6))) }
	if p.width < 1 || p.height < 1 {
		return 0, errBroken
	}
	if pixels > int64(in.limits.Pixels) || max(p.width, p.height) > sideMost {
		return 0, tooMany(float64(in.limits.Pixels))
	}
	work := workspace(p.width, p.height, in.limits.LongEdge)
	need := int64(float64(pixels)*p.perPixel) + work
	if !in.memory.fits(need) {
		return 0, tooMany(float64(in.limits.Memory-work) / p.perPixel)
	}
	return need, nil
}

// look reads the header of a picture.
func look(content []byte) (p plan, err error) {
	var c image.Config
	switch {
	case bytes.HasPrefix(content, []byte("\x89PNG")):
		c, err = png.DecodeConfig(bytes.NewReader(content))
		p = plan{orientation: pngOrientation(content), perPixel: pngPerPixel(content, c.ColorModel), png: true,
			decode: func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) }}
	case bytes.HasPrefix(content, []byte("RIFF")):
		c, err = webp.DecodeConfig(bytes.NewReader(content))
		p = plan{orientation: webpOrientation(content), perPixel: webpPerPixel(c.ColorModel),
			decode: func(b []byte) (image.Image, error) { return webp.Decode(bytes.NewReader(b)) }}
	default:
		c, err = jpeg.DecodeConfig(bytes.NewReader(content))
		h := readJPEG(content)
		p = plan{orientation: h.orientation, perPixel: h.perPixel(),
			decode: func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) }}
	}
	p.width, p.height = c.Width, c.Height
	return p, err
}

// interlaceAt is where a PNG says whether it is interlaced; such pictures are
// decoded in passes, the last of which holds half of it a second time.
const interlaceAt = 28

func pngPerPixel(content []byte, model color.Model) float64 {
	per := 4.0
	switch model {
	case color.GrayModel:
		per = 1
	case color.Gray16Model:
		per = 2
	case color.RGBA64Model, color.NRGBA64Model:
		per = 8
	}
	if len(content) > interlaceAt && content[interlaceAt] != 0 {
		per *= 1.5
	}
	return per
}

// webpPerPixel: lossy pictures have 1.5 bytes to a pixel and one more for their
// transparency, which is unpacked from four; lossless ones are transformed from
// one picture into another.
func webpPerPixel(model color.Model) float64 {
	switch model {
	case color.YCbCrModel:
		return 1.6
	case color.NYCbCrAModel:
		return 8
	}
	return 9
}

func encode(img image.Image, asPNG bool) (File, error) {
	var out bytes.Buffer
	f := File{Mime: "image/jpeg", Ext: ".jpg", Width: img.Bounds().Dx(), Height: img.Bounds().Dy()}
	var err error
	if asPNG {
		f.Mime, f.Ext = "image/png", ".png"
		err = png.Encode(&out, img)
	} else {
		err = jpeg.Encode(&out, opaque(img), &jpeg.Options{Quality: quality})
	}
	if err != nil {
		return File{}, errBroken.Because(err)
	}
	f.Bytes = out.Bytes()
	return f, nil
}
