package demo

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
)

// paper is a made-up file that people bring.
type paper struct {
	name string
	make func(seed int) ([]byte, error)
}

// papers by the names that filings give them.
var papers = map[string]paper{
	"photo":    {"现场照片.jpg", photo},
	"scan":     {"聊天记录截图.png", scan},
	"contract": {"合同.pdf", document},
	"voice":    {"语音说明.wav", voice},
	"program":  {"证据材料.jpg", windows}, // not what its name says
}

// exif is an APP1 segment as a phone writes it: maker, and where it stood. The
// service must take it out.
func exif() []byte {
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x0f\x01\x02\x00\x06\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00YANHE\x00GPSLatitude 30.94 N")
	body := append([]byte("Exif\x00\x00"), tiff...)
	segment := []byte{0xff, 0xe1, 0, 0}
	binary.BigEndian.PutUint16(segment[2:], uint16(len(body)+2))
	return append(segment, body...)
}

// photo is a JPEG of a wall with a crack, with EXIF data.
func photo(seed int) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, wall(seed), &jpeg.Options{Quality: 80}); err != nil {
		return nil, err
	}
	plain := b.Bytes()
	return append(append(append([]byte{}, plain[:2]...), exif()...), plain[2:]...), nil
}

func wall(seed int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for y := range 300 {
		for x := range 400 {
			shade := uint8(170 + 20*math.Sin(float64(x*y+seed)/900))
			if y%40 < 2 || (x+y/40%2*30)%60 < 2 {
				shade -= 50 // joints between bricks
			}
			if int(200+60*math.Sin(float64(y+seed%300)/40))-x < 4 && x < int(200+60*math.Sin(float64(y+seed%300)/40))+4 {
				shade = 40
			}
			m.Set(x, y, color.RGBA{shade, shade - 15, shade - 30, 255})
		}
	}
	return m
}

// scan is a PNG like the screenshot of a chat.
func scan(seed int) ([]byte, error) {
	m := image.NewRGBA(image.Rect(0, 0, 240, 400))
	for y := range 400 {
		for x := range 240 {
			c := color.RGBA{237, 237, 237, 255}
			mine := (y/50+seed)%2 == 0
			if y%50 > 10 && (mine && x > 90 && x < 230 || !mine && x > 10 && x < 150) {
				c = color.RGBA{255, 255, 255, 255}
				if mine {
					c = color.RGBA{149, 236, 105, 255}
				}
			}
			m.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, m)
	return b.Bytes(), err
}

// document is a PDF of one page.
func document(seed int) ([]byte, error) {
	text := fmt.Sprintf("BT /F1 14 Tf 60 760 Td (Invented paper for the demonstration, No. %d) Tj ET", seed%10_000)
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes(), nil
}

// voice is a second of sound as WAV, 8 kHz, 16 bits, one channel.
func voice(seed int) ([]byte, error) {
	const rate = 8000
	var b bytes.Buffer
	b.WriteString("RIFF")
	for _, part := range []any{uint32(36 + 2*rate), []byte("WAVEfmt "), uint32(16), uint16(1), uint16(1), uint32(rate),
		uint32(2 * rate), uint16(2), uint16(16), []byte("data"), uint32(2 * rate)} {
		if err := binary.Write(&b, binary.LittleEndian, part); err != nil {
			return nil, err
		}
	}
	for i := range rate {
		v := int16(8000 * math.Sin(2*math.Pi*float64(180+seed%80)*float64(i)/rate))
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// windows is the head of a Windows program, whatever its name says.
func windows(int) ([]byte, error) {
	return append([]byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"), make([]byte, 512)...), nil
}
