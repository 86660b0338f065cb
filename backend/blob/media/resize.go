package media

import (
	"image"

	"golang.org/x/image/draw"
)

// The scalers of x/image with a kernel keep 32 bytes for each value between, which
// is 245 MB for an ordinary photograph. So a large picture is first averaged over
// squares of whole pixels, row by row, and the rest, less than a half, is left to
// the approximating scaler, which keeps nothing.

// fit returns the size of a picture whose longer side is edge at most.
func fit(width, height, edge int) (int, int) {
	long := max(width, height)
	if long <= edge {
		return width, height
	}
	half := long / 2
	return max(1, (width*edge+half)/long), max(1, (height*edge+half)/long)
}

// workspace is how many bytes reducing, turning and converting take beside the
// decoded picture, at most: two pictures of the final size, and the averaged one.
func workspace(width, height, edge int) int64 {
	w, h := fit(width, height, edge)
	work := 2 * int64(w) * int64(h) * 4
	if k := max(width, height) / edge; k > 1 {
		work += int64(width/k+1) * int64(height/k+1) * 4
	}
	return work
}

// reduce makes the longer side edge at most.
func reduce(img image.Image, edge int) image.Image {
	w, h := fit(img.Bounds().Dx(), img.Bounds().Dy(), edge)
	if k := max(img.Bounds().Dx(), img.Bounds().Dy()) / edge; k > 1 {
		img = average(img, k)
	}
	if img.Bounds().Dx() == w && img.Bounds().Dy() == h {
		return img
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.ApproxBiLinear.Scale(out, out.Bounds(), img, img.Bounds(), draw.Src, nil)
	return out
}

// average makes one pixel of each k×k; those at the right and lower edge may have
// fewer.
func average(img image.Image, k int) *image.RGBA {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, (b.Dx()+k-1)/k, (b.Dy()+k-1)/k))
	row := image.NewRGBA(image.Rect(0, 0, b.Dx(), 1))
	sums := make([]uint32, len(out.Pix)/out.Bounds().Dy())
	for top := 0; top < b.Dy(); top += k {
		clear(sums)
		rows := min(k, b.Dy()-top)
		for y := range rows {
			draw.Draw(row, row.Bounds(), img, image.Pt(b.Min.X, b.Min.Y+top+y), draw.Src)
			for x := range b.Dx() {
				to, from := sums[x/k*4:x/k*4+4], row.Pix[x*4:x*4+4]
				for c := range to {
					to[c] += uint32(from[c])
				}
			}
		}
		line := out.Pix[top/k*out.Stride:]
		for i, sum := range sums {
			n := uint32(rows * min(k, b.Dx()-i/4*k))
			line[i] = uint8((sum + n/2) / n)
		}
	}
	return out
}

// turn sets a picture upright. For each pixel of the result, the case says where
// in the stored picture it comes from.
func turn(img image.Image, orientation int) image.Image {
	if orientation == upright {
		return img
	}
	src := rgba(img)
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := origin(orientation, x, y, w, h)
			copy(out.Pix[y*out.Stride+x*4:][:4], src.Pix[sy*src.Stride+sx*4:][:4])
		}
	}
	return out
}

// origin: w and h are those of the stored picture.
func origin(orientation, x, y, w, h int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}

// rgba converts a picture so that its first pixel is at (0, 0).
func rgba(img image.Image) *image.RGBA {
	if done, ok := img.(*image.RGBA); ok && done.Rect.Min == (image.Point{}) {
		return done
	}
	out := image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	draw.Draw(out, out.Bounds(), img, img.Bounds().Min, draw.Src)
	return out
}

// opaque puts a picture on white paper if it has transparent parts: a JPEG has none.
func opaque(img image.Image) image.Image {
	switch i := img.(type) {
	case *image.YCbCr, *image.Gray:
		return img
	case interface{ Opaque() bool }:
		if i.Opaque() {
			return rgba(img)
		}
	}
	out := image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Bounds(), img, img.Bounds().Min, draw.Over)
	return out
}
