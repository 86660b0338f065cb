package tracking

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"yanhe/backend/fault"
)

const address = "https://yanhe.example.gov.cn/t/" + token

// scan reads a code with Debian's zbar, a decoder that shares nothing with ours.
func scan(t *testing.T, picture []byte) string {
	t.Helper()
	zbar, err := exec.LookPath("zbarimg")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("zbarimg is missing: install zbar-tools")
		}
		t.Skip("zbarimg is missing (apt-get install zbar-tools): the code was not decoded")
	}
	path := filepath.Join(t.TempDir(), "code.png")
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	var problem bytes.Buffer
	cmd := exec.Command(zbar, "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path)
	cmd.Stderr = &problem
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("zbarimg: %v: %s", err, problem.String())
	}
	return strings.TrimSpace(string(out))
}

func TestPNGIsRead(t *testing.T) {
	for _, size := range []int{MinSize, 333, 480, MaxSize} {
		picture, err := PNG(address, size)
		if err != nil {
			t.Fatal(err)
		}
		got, err := png.Decode(bytes.NewReader(picture))
		if err != nil || got.Bounds().Dx() != size || got.Bounds().Dy() != size {
			t.Fatalf("size %d: %v, %v", size, got.Bounds(), err)
		}
		if text := scan(t, picture); text != address {
			t.Errorf("size %d: read %q", size, text)
		}
	}
}

func TestPNGSizes(t *testing.T) {
	for _, size := range []int{-1, 0, MinSize - 1, MaxSize + 1} {
		if _, err := PNG(address, size); fault.From(err).Field != "size" {
			t.Errorf("size %d: %v", size, err)
		}
	}
}

func TestSVGIsRead(t *testing.T) {
	drawing, err := SVG(address)
	if err != nil {
		t.Fatal(err)
	}
	picture := raster(t, string(drawing), 6)
	if text := scan(t, picture); text != address {
		t.Errorf("read %q", text)
	}
	if n := strings.Count(string(drawing), "<path"); n != 2 {
		t.Errorf("%d paths, want the ground and the code", n)
	}
}

func TestQuietZoneIsFourModules(t *testing.T) {
	bits, err := modules(address)
	if err != nil {
		t.Fatal(err)
	}
	n := len(bits)
	for y, row := range bits {
		for x, dark := range row {
			if edge := min(x, y, n-1-x, n-1-y); dark && edge < 4 {
				t.Fatalf("a dark module %d from the edge", edge)
			}
		}
	}
	if !bits[4][4] {
		t.Error("no finder pattern where the quiet zone ends")
	}
}

var (
	viewBox = regexp.MustCompile(`viewBox="0 0 (\d+) (\d+)"`)
	paths   = regexp.MustCompile(`<path fill="(#\w+)" d="([^"]+)"`)
	stroke  = regexp.MustCompile(`([MmHhVvz])([-\d ]*)`)
)

// raster paints the rectangles of an SVG drawing: a path is read by the rules of
// SVG, so that a wrong one gives a wrong picture.
func raster(t *testing.T, drawing string, scale int) []byte {
	t.Helper()
	size, err := strconv.Atoi(viewBox.FindStringSubmatch(drawing)[1])
	if err != nil {
		t.Fatal(err)
	}
	picture := image.NewGray(image.Rect(0, 0, size*scale, size*scale))
	for _, p := range paths.FindAllStringSubmatch(drawing, -1) {
		shade := color.Gray{Y: map[string]uint8{"#fff": 255, "#000": 0}[p[1]]}
		var x, y, left, top, right, bottom int
		for _, s := range stroke.FindAllStringSubmatch(p[2], -1) {
			var a, b int
			_, _ = fmt.Sscan(s[2], &a, &b) // one or two numbers
			switch s[1] {
			case "M":
				x, y, left, top, right, bottom = a, b, a, b, a, b
			case "h":
				x += a
			case "H":
				x = a
			case "v":
				y += a
			case "z":
				for py := top * scale; py < bottom*scale; py++ {
					for px := left * scale; px < right*scale; px++ {
						picture.SetGray(px, py, shade)
					}
				}
			default:
				t.Fatalf("a path command %q", s[1])
			}
			left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
