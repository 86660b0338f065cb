package media

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// Four colours that survive the compression of a JPEG, one for each corner.
var (
	red, green, blue = color.RGBA{220, 0, 0, 255}, color.RGBA{0, 200, 0, 255}, color.RGBA{0, 0, 220, 255}
	grey             = color.RGBA{128, 128, 128, 255}
)

// corners is an upright picture: red and green above, blue and grey below.
func corners(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i, c := range []color.Color{red, green, blue, grey} {
		x, y := i%2*w/2, i/2*h/2
		draw.Draw(img, image.Rect(x, y, x+w/2, y+h/2), image.NewUniform(c), image.Point{}, draw.Src)
	}
	return img
}

// isUpright checks the middle of each corner.
func isUpright(t *testing.T, img image.Image) {
	t.Helper()
	b := img.Bounds()
	for i, want := range []color.RGBA{red, green, blue, grey} {
		x, y := b.Dx()/4+i%2*b.Dx()/2, b.Dy()/4+i/2*b.Dy()/2
		r, g, bl, _ := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
		if off(r, want.R) || off(g, want.G) || off(bl, want.B) {
			t.Errorf("at %d,%d stands %d %d %d, not %v", x, y, r>>8, g>>8, bl>>8, want)
		}
	}
}

func off(got uint32, want uint8) bool {
	d := int(got>>8) - int(want)
	return d < -12 || d > 12
}

func jpegOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// place is a text that stands where Exif keeps the GPS position.
const place = "GPS-30.9407N-118.7587E"

// exif makes an Exif block with an orientation, a maker and a GPS directory.
func exif(order binary.AppendByteOrder, orientation uint16) []byte {
	mark := map[bool]string{true: "II", false: "MM"}[order.String() == "LittleEndian"]
	b := order.AppendUint32(order.AppendUint16([]byte(mark), 42), 8)
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, tag), kind), count)
		if kind == typeShort {
			b = order.AppendUint16(order.AppendUint16(b, uint16(value)), 0)
			return
		}
		b = order.AppendUint32(b, value)
	}
	b = order.AppendUint16(b, 3)
	entry(0x010F, 2, 6, 80)
	entry(orientationTag, typeShort, 1, uint32(orientation))
	entry(0x8825, 4, 1, 50) // the GPS directory
	b = order.AppendUint32(b, 0)
	b = order.AppendUint16(b, 1)
	entry(0x001D, 2, uint32(len(place)), 90)
	b = order.AppendUint32(b, 0)
	b = append(b, bytes.Repeat([]byte{0}, 80-len(b))...)
	return append(b, "HUAWEI\x00\x00\x00\x00"+place...)
}

// withExif puts an Exif block into a JPEG.
func withExif(jpg, exif []byte) []byte {
	body := append([]byte("Exif\x00\x00"), exif...)
	head := binary.BigEndian.AppendUint16([]byte{0xFF, 0xD8, 0xFF, 0xE1}, uint16(len(body)+2))
	return bytes.Join([][]byte{head, body, jpg[2:]}, nil)
}

// withChunk puts a chunk into a PNG, after its header.
func withChunk(p []byte, name string, body []byte) []byte {
	c := append([]byte(name), body...)
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	chunk = binary.BigEndian.AppendUint32(append(chunk, c...), crc32.ChecksumIEEE(c))
	const header = 8 + 25
	return bytes.Join([][]byte{p[:header], chunk, p[header:]}, nil)
}

// webpOf makes a lossless WebP whose pixels are either green or black. Every
// channel has a prefix code of one symbol, green one of two, so that a pixel is
// one bit (RFC 9649, 3).
func webpOf(w, h int, isGreen func(x, y int) bool, exif []byte) []byte {
	var bits []byte
	n := 0
	put := func(value, count int) {
		for i := range count {
			if n%8 == 0 {
				bits = append(bits, 0)
			}
			bits[n/8] |= byte(value>>i&1) << (n % 8)
			n++
		}
	}
	put(0x2f, 8)
	put(w-1, 14)
	put(h-1, 14)
	put(0, 1+3) // no alpha, version 0
	put(0, 1+1+1)
	put(1, 1) // green: simple, two symbols, the first in 8 bits
	put(1, 1)
	put(1, 1)
	put(0, 8)
	put(200, 8)
	for _, only := range []int{0, 0, 255} { // red, blue, alpha
		put(1, 1)
		put(0, 1)
		put(1, 1)
		put(only, 8)
	}
	put(1, 1) // distance: one symbol in one bit
	put(0, 3)
	for y := range h {
		for x := range w {
			put(map[bool]int{true: 1}[isGreen(x, y)], 1)
		}
	}
	chunk := func(name string, body []byte) []byte {
		c := append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body))), body...)
		return append(c, make([]byte, len(body)%2)...)
	}
	body := chunk("VP8L", bits)
	if exif != nil {
		extended := []byte{8, 0, 0, 0, byte(w - 1), 0, 0, byte(h - 1), 0, 0}
		body = bytes.Join([][]byte{chunk("VP8X", extended), body, chunk("EXIF", exif)}, nil)
	}
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)+4)), append([]byte("WEBP"), body...)...)
}

// isoBox makes a box of an MP4.
func isoBox(kind string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8)), kind...), body...)
}

func isoTrack(handler string, more ...[]byte) []byte {
	hdlr := isoBox("hdlr", make([]byte, 8), []byte(handler), make([]byte, 13))
	stbl := isoBox("stbl", isoBox("stsd", make([]byte, 8)), isoBox("stco", []byte("offsets!")))
	mdia := isoBox("mdia", isoBox("mdhd", make([]byte, 24)), hdlr, isoBox("minf", isoBox("udta", []byte(place)), stbl))
	return isoBox("trak", append([][]byte{isoBox("tkhd", make([]byte, 84)), mdia}, more...)...)
}

var sound = []byte("these are the samples of picture and sound")

// isoFile makes an MP4 of a brand with tracks, and places in every corner.
func isoFile(brand string, tracks ...[]byte) []byte {
	location := isoBox("udta", isoBox("\xa9xyz", []byte("\x00\x12\x15\xc7+30.9407+118.7587/")), isoBox("meta", []byte(place)))
	moov := append([][]byte{isoBox("mvhd", make([]byte, 100))}, tracks...)
	moov = append(moov, location, isoBox("meta", []byte(place)))
	return bytes.Join([][]byte{isoBox("ftyp", []byte(brand+"\x00\x00\x02\x00isomiso2")), isoBox("free", []byte(place)),
		isoBox("mdat", sound), isoBox("moov", moov...), isoBox("uuid", make([]byte, 16), []byte(place)),
		isoBox("meta", []byte(place))}, nil)
}

// mp3File makes frames of MPEG 1 layer III, 128 kbit/s at 44.1 kHz.
func mp3File(frames int) []byte {
	frame := append([]byte{0xFF, 0xFB, 0x90, 0x00}, bytes.Repeat([]byte{0x55}, 413)...)
	return bytes.Repeat(frame, frames)
}

func id3(body string) []byte {
	return append([]byte{'I', 'D', '3', 4, 0, 0, 0, 0, byte(len(body) >> 7), byte(len(body) & 127)}, body...)
}

func riff(kind string, chunks ...string) []byte {
	var body []byte
	for i := 0; i+1 < len(chunks); i += 2 {
		body = append(body, chunks[i]...)
		body = binary.LittleEndian.AppendUint32(body, uint32(len(chunks[i+1])))
		body = append(body, chunks[i+1]...)
		body = append(body, make([]byte, len(chunks[i+1])%2)...)
	}
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)+4)), append([]byte(kind), body...)...)
}

const wavFormat = "\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00"

func amrFile(frames int) []byte {
	return []byte("#!AMR\n" + strings.Repeat("\x3c"+strings.Repeat("v", 31), frames))
}

// pdfFile makes a PDF around some objects.
func pdfFile(objects string) []byte {
	return []byte("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n" +
		objects + "\ntrailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n")
}
