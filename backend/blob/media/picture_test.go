package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

func accept(t testing.TB, content []byte, name string) (File, error) {
	t.Helper()
	return NewIntake(DefaultLimits()).Accept(t.Context(), bytes.NewReader(content), name)
}

func mustAccept(t testing.TB, content []byte, name string) File {
	t.Helper()
	f, err := accept(t, content, name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// decoded reads the picture of a file and compares the sizes told.
func decoded(t *testing.T, f File) image.Image {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(f.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	if img.Bounds().Dx() != f.Width || img.Bounds().Dy() != f.Height {
		t.Errorf("%v is told as %d×%d", img.Bounds(), f.Width, f.Height)
	}
	return img
}

// sides says what the first row and the first column of a stored picture are in
// the upright one (CIPA DC-008, orientation).
var sides = map[uint16][2]string{1: {"top", "left"}, 2: {"top", "right"}, 3: {"bottom", "right"}, 4: {"bottom", "left"},
	5: {"left", "top"}, 6: {"right", "top"}, 7: {"right", "bottom"}, 8: {"left", "bottom"}}

// stored is how a camera held that way writes an upright picture.
func stored(img *image.RGBA, orientation uint16) *image.RGBA {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for row := range out.Bounds().Dy() {
		for column := range out.Bounds().Dx() {
			x, y := 0, 0
			for i, away := range []int{row, column} {
				switch sides[orientation][i] {
				case "top":
					y = away
				case "bottom":
					y = h - 1 - away
				case "left":
					x = away
				case "right":
					x = w - 1 - away
				}
			}
			out.SetRGBA(column, row, img.RGBAAt(x, y))
		}
	}
	return out
}

func TestUpright(t *testing.T) {
	for orientation := range sides {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			for _, size := range [][2]int{{96, 64}, {2600, 200}} {
				img := stored(corners(size[0], size[1]), orientation)
				block := exif(order, orientation)
				files := [][]byte{withExif(jpegOf(t, img), block)}
				if size[0] < 100 {
					files = append(files, withChunk(pngOf(t, img), "eXIf", block))
				}
				for _, content := range files {
					f := mustAccept(t, content, "photo")
					if (f.Width > f.Height) != (size[0] > size[1]) || max(f.Width, f.Height) > 2560 {
						t.Errorf("orientation %d: %d×%d", orientation, f.Width, f.Height)
					}
					isUpright(t, decoded(t, f))
				}
			}
		}
	}
}

func TestWebP(t *testing.T) {
	// Stored with its top to the left, as orientation 6 tells.
	content := webpOf(40, 64, func(x, _ int) bool { return x < 20 }, exif(binary.LittleEndian, 6))
	f := mustAccept(t, content, "a.webp")
	if f.Mime != "image/jpeg" || f.Width != 64 || f.Height != 40 {
		t.Fatalf("%s %d×%d", f.Mime, f.Width, f.Height)
	}
	img := decoded(t, f)
	for y, want := range map[int]uint8{5: 200, 35: 0} {
		if _, g, _, _ := img.At(32, y).RGBA(); off(g, want) {
			t.Errorf("row %d has green %d", y, g>>8)
		}
	}
	clean(t, f)
	if f := mustAccept(t, webpOf(9, 7, func(int, int) bool { return true }, nil), ""); f.Width != 9 || f.Height != 7 {
		t.Errorf("%d×%d", f.Width, f.Height)
	}
}

// clean checks that nothing of the metadata is left.
func clean(t *testing.T, f File) {
	t.Helper()
	for _, left := range []string{"Exif", "exif", "eXIf", "EXIF", "HUAWEI", place, "GPS", "photoshop", "<x:xmpmeta", "ICC_PROFILE", "iTXt", "PK\x03\x04", "\xa9xyz"} {
		if bytes.Contains(f.Bytes, []byte(left)) {
			t.Errorf("%q is left in %s", left, f.Mime)
		}
	}
}

func TestMetadataIsGone(t *testing.T) {
	block := exif(binary.BigEndian, 1)
	jpg := withExif(jpegOf(t, corners(64, 48)), block)
	xmp := []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>" + place)
	head := binary.BigEndian.AppendUint16([]byte{0xFF, 0xD8, 0xFF, 0xE1}, uint16(len(xmp)+2))
	jpg = bytes.Join([][]byte{head, xmp, jpg[2:]}, nil)
	jpg = append(jpg, "PK\x03\x04 an archive behind the picture "+place...)
	pic := pngOf(t, corners(64, 48))
	pic = withChunk(withChunk(pic, "eXIf", block), "iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00<x:xmpmeta>"+place))
	for mime, content := range map[string][]byte{"image/jpeg": jpg, "image/png": append(pic, "PK\x03\x04"...)} {
		if !bytes.Contains(content, []byte(place)) {
			t.Fatal("the sample holds no place")
		}
		f := mustAccept(t, content, "x")
		if f.Mime != mime {
			t.Errorf("%s became %s", mime, f.Mime)
		}
		clean(t, f)
		isUpright(t, decoded(t, f))
	}
}

func TestPNGKeepsItsPixels(t *testing.T) {
	for name, img := range map[string]image.Image{
		"transparent": image.NewNRGBA(image.Rect(0, 0, 30, 20)),
		"palette":     image.NewPaletted(image.Rect(0, 0, 30, 20), color.Palette{red, green}),
		"grey":        image.NewGray16(image.Rect(0, 0, 30, 20)),
	} {
		f := mustAccept(t, pngOf(t, img), "x")
		got, err := png.Decode(bytes.NewReader(f.Bytes))
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprintf("%T", got) != fmt.Sprintf("%T", img) || got.At(3, 3) != img.At(3, 3) {
			t.Errorf("%s: %v became %v", name, img.At(3, 3), got.At(3, 3))
		}
	}
}

func TestTruncatedPictures(t *testing.T) {
	for _, content := range [][]byte{withExif(jpegOf(t, corners(200, 100)), exif(binary.LittleEndian, 6)),
		pngOf(t, corners(200, 100)), webpOf(200, 100, func(x, y int) bool { return x*y%3 == 0 }, nil)} {
		for part := 1; part < 20; part++ {
			if _, err := accept(t, content[:len(content)*part/20], "x.jpg"); err == nil {
				t.Errorf("took %d/20 of a picture beginning %.4q", part, content)
			}
		}
	}
}

// bomb is a PNG that tells a huge size in a few bytes. Its pixels are grey of 8
// bits, unless deep: then they are colours of 16 bits with transparency.
func bomb(t *testing.T, w, h uint32, deep bool) []byte {
	t.Helper()
	p := pngOf(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	header := append([]byte("IHDR"), p[16:29]...)
	binary.BigEndian.PutUint32(header[4:], w)
	binary.BigEndian.PutUint32(header[8:], h)
	if deep {
		header[12], header[13] = 16, 6
	}
	fixed := withChunk(p[:8+25], "IHDR", header[4:])[8+25:]
	return bytes.Join([][]byte{p[:8], fixed, p[8+25:]}, nil)
}

func TestBombs(t *testing.T) {
	for _, size := range [][2]uint32{{50_000, 50_000}, {7072, 7072}, {30_001, 1}, {1, 40_000}, {1 << 30, 1 << 30}} {
		allocated := allocatedBy(func() {
			_, err := accept(t, bomb(t, size[0], size[1], false), "x.png")
			if err == nil {
				t.Errorf("took %v", size)
			}
			if size[0] < 1<<20 {
				refused(t, err, "media.too_many_pixels", 50)
			}
		})
		if allocated > 4<<20 {
			t.Errorf("%v took %d bytes", size, allocated)
		}
	}
	// Few enough pixels, but each takes 8 bytes: more memory than there is.
	limits := DefaultLimits()
	limits.Memory = 64 << 20
	_, err := NewIntake(limits).Accept(t.Context(), bytes.NewReader(bomb(t, 3000, 2000, true)), "")
	refused(t, err, "media.too_many_pixels", 4)
}

func allocatedBy(do func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// noise fills a picture so that it does not compress away.
func noise(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	source := rand.NewPCG(1, 2)
	for i := range img.Pix {
		img.Pix[i] = uint8(source.Uint64()) | 0xC0
	}
	return img
}

// What the plan says a picture takes must be what decoding and turning it take.
func TestNeedIsEnough(t *testing.T) {
	in := NewIntake(DefaultLimits())
	transparent := image.NewNRGBA(image.Rect(0, 0, 700, 500))
	grey := image.NewGray(image.Rect(0, 0, 700, 500))
	for name, content := range map[string][]byte{
		"jpeg": jpegOf(t, noise(700, 500)), "grey jpeg": jpegOf(t, grey), "png": pngOf(t, noise(700, 500)),
		"transparent png": pngOf(t, transparent), "grey png": pngOf(t, grey),
		"deep png": pngOf(t, image.NewNRGBA64(transparent.Rect)),
		"webp":     webpOf(700, 500, func(x, y int) bool { return x&y%3 == 0 }, nil),
	} {
		p, err := look(content)
		if err != nil {
			t.Fatal(err)
		}
		need, err := in.need(p)
		if err != nil {
			t.Fatal(err)
		}
		taken := allocatedBy(func() {
			img, err := p.decode(content)
			if err != nil {
				t.Fatal(err)
			}
			turn(reduce(img, 2560), 6)
		})
		// Decoders also take some tables of their own, whatever the size.
		if slack := int64(256 << 10); taken > need+slack {
			t.Errorf("%s: %d bytes were taken, %d planned", name, taken, need)
		} else {
			t.Logf("%s: %d KB taken, %d planned", name, taken>>10, need>>10)
		}
	}
}

// Reducing a large photograph must not take memory in proportion to it.
func TestReduceTakesLittle(t *testing.T) {
	img := image.NewYCbCr(image.Rect(0, 0, 5200, 3900), image.YCbCrSubsampleRatio420)
	var out image.Image
	taken := allocatedBy(func() { out = reduce(img, 2560) })
	if out.Bounds().Dx() != 2560 || out.Bounds().Dy() != 1920 {
		t.Error(out.Bounds())
	}
	if planned := workspace(5200, 3900, 2560); taken > planned+1<<20 {
		t.Errorf("%d bytes, %d planned", taken, planned)
	}
}

func TestReduce(t *testing.T) {
	for _, c := range []struct{ w, h, wantW, wantH int }{
		{2560, 2560, 2560, 2560}, {2561, 10, 2560, 10}, {5120, 2560, 2560, 1280}, {7681, 3001, 2560, 1000},
		{1, 29_999, 1, 2560}, {10_240, 8, 2560, 2},
	} {
		img := reduce(corners(c.w, c.h), 2560)
		if img.Bounds() != image.Rect(0, 0, c.wantW, c.wantH) {
			t.Errorf("%d×%d became %v", c.w, c.h, img.Bounds())
		}
		if c.w > 100 && c.h > 100 {
			isUpright(t, img)
		}
	}
	// Fine stripes become grey, not a pattern.
	stripes := image.NewGray(image.Rect(0, 0, 5120, 40))
	for i := range stripes.Pix {
		stripes.Pix[i] = uint8(i % 2 * 255)
	}
	even := reduce(stripes, 2560)
	for x := range 2560 {
		if g, _, _, _ := even.At(x, 5).RGBA(); off(g, 128) {
			t.Fatalf("column %d is %d", x, g>>8)
		}
	}
}

func TestTransparentWebPStandsOnWhite(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	if r, g, b, a := opaque(img).At(3, 3).RGBA(); r+g+b+a != 4*0xFFFF {
		t.Error(r, g, b, a)
	}
}

// A picture waits while another takes the memory, and its caller may give up.
func TestBudget(t *testing.T) {
	limits := DefaultLimits()
	in := NewIntake(limits)
	giveBack, err := in.memory.take(t.Context(), limits.Memory)
	if err != nil {
		t.Fatal(err)
	}
	content := jpegOf(t, corners(64, 48))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 2)
	go func() {
		_, err := in.Accept(ctx, bytes.NewReader(content), "")
		done <- err
	}()
	cancel()
	if err := <-done; err != context.Canceled {
		t.Fatal(err)
	}
	for range 2 {
		go func() {
			_, err := in.Accept(t.Context(), bytes.NewReader(content), "")
			done <- err
		}()
	}
	if len(done) > 0 {
		t.Error("decoded without memory")
	}
	giveBack()
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if len(in.memory.units) != 0 || len(in.memory.turn) != 0 {
		t.Error("memory was not given back")
	}
}

func TestName(t *testing.T) {
	content := pngOf(t, corners(8, 8))
	for declared, want := range map[string]string{
		"欠条.JPG": "欠条.png", "C:\\照片\\欠条.jpeg": "欠条.png", "../../etc/passwd": "passwd.png", "": "file.png", ".htaccess": "file.png",
		"a\x00b\u202egnp.exe": "abgnp.png", "<script>.html": "script.png", "..": "file.png", "x.tar.gz": "x.tar.png",
		"a\r\nSet-Cookie: x": "aSet-Cookie x.png", "\xff\xfe": "file.png", strings.Repeat("长", 99): strings.Repeat("长", 60) + ".png",
	} {
		if f := mustAccept(t, content, declared); f.Name != want {
			t.Errorf("%q became %q, not %q", declared, f.Name, want)
		}
	}
}

func BenchmarkPhotograph(b *testing.B) {
	content := jpegOf(b, corners(4000, 3000))
	in := NewIntake(DefaultLimits())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := in.Accept(b.Context(), bytes.NewReader(content), ""); err != nil {
			b.Fatal(err)
		}
	}
}
