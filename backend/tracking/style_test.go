package tracking

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	comment  = regexp.MustCompile(`(?s)/\*.*?\*/`)
	rule     = regexp.MustCompile(`([^{}]+)\{([^{}]*)\}`)
	property = regexp.MustCompile(`(?:^|;)\s*(color|background):\s*([^;]+)`)
	variable = regexp.MustCompile(`^var\((--[a-z-]+)\)$`)
	named    = regexp.MustCompile(`(--[a-z-]+):(#[0-9a-f]{6})`)
	edges    = regexp.MustCompile(`border(?:-color)?:(?:[^;}]*?)var\((--[a-z-]+)\)`)
)

// schemes reads the colours of the light, the dark and the printed page: the
// :root rules of the style sheet, in this order.
func schemes(t *testing.T) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	names := []string{"light", "dark", "print"}
	for _, m := range rule.FindAllStringSubmatch(comment.ReplaceAllString(style, ""), -1) {
		if !strings.HasSuffix(strings.TrimSpace(m[1]), ":root") {
			continue
		}
		colours := map[string]string{}
		for _, c := range named.FindAllStringSubmatch(m[2], -1) {
			colours[c[1]] = c[2]
		}
		all[names[len(all)]] = colours
	}
	if len(all) != 3 || len(all["light"]) < 8 {
		t.Fatalf("colours: %v", all)
	}
	return all
}

// TestContrast computes the ratio of every pair of text and ground that a rule
// sets, in each scheme. A rule that sets one must set the other, so that no pair
// is left to chance.
func TestContrast(t *testing.T) {
	pairs := 0
	for _, m := range rule.FindAllStringSubmatch(style, -1) {
		set := map[string]string{}
		for _, p := range property.FindAllStringSubmatch(m[2], -1) {
			set[p[1]] = p[2]
		}
		text, ground := set["color"], set["background"]
		if text == "" {
			continue // a ground alone is that of a drawn mark
		}
		if ground == "" {
			t.Errorf("%s sets a colour without a ground", m[1])
			continue
		}
		pairs++
		for name, colours := range schemes(t) {
			ratio := contrast(t, colours, text, ground)
			// WCAG 2.2, 1.4.3: 4.5:1, whatever the size.
			if ratio < 4.5 {
				t.Errorf("%s: %s: %.2f:1", name, strings.TrimSpace(m[1]), ratio)
			}
		}
	}
	if pairs < 15 {
		t.Errorf("only %d pairs were read from the style sheet", pairs)
	}
}

// TestEdgesAreSeen: the edge of a control, and a mark that says something, have
// 3:1 against what is around them (WCAG 2.2, 1.4.11).
func TestEdgesAreSeen(t *testing.T) {
	for name, colours := range schemes(t) {
		for _, edge := range []string{"--edge", "--seal", "--link", "--bad"} {
			for _, ground := range []string{"--card", "--page"} {
				if ratio := contrast(t, colours, "var("+edge+")", "var("+ground+")"); ratio < 3 {
					t.Errorf("%s: %s on %s: %.2f:1", name, edge, ground, ratio)
				}
			}
		}
		if ratio := contrast(t, colours, "var(--on-seal)", "var(--seal)"); ratio < 3 {
			t.Errorf("%s: the tick: %.2f:1", name, ratio)
		}
	}
	for _, m := range edges.FindAllStringSubmatch(style, -1) {
		// --line only divides; it carries no meaning.
		if !strings.Contains("--edge --seal --link --bad --line --on-seal", m[1]) {
			t.Errorf("an edge in %s", m[1])
		}
	}
}

func contrast(t *testing.T, colours map[string]string, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, colours, a), luminance(t, colours, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, colours map[string]string, value string) float64 {
	t.Helper()
	m := variable.FindStringSubmatch(strings.TrimSpace(value))
	if m == nil || colours[m[1]] == "" {
		t.Fatalf("%q is not one of the scheme's colours", value)
	}
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(colours[m[1]][1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func TestContrastIsComputedRight(t *testing.T) {
	colours := map[string]string{"--black": "#000000", "--white": "#ffffff", "--grey": "#767676"}
	if got := contrast(t, colours, "var(--black)", "var(--white)"); math.Abs(got-21) > 0.01 {
		t.Errorf("black on white: %f", got)
	}
	if got := contrast(t, colours, "var(--grey)", "var(--white)"); math.Abs(got-4.54) > 0.01 {
		t.Errorf("#767676 on white: %f", got)
	}
}

// TestTextIsLarge: on screen no text is under 18 px, and what is pressed is 44 px high.
func TestTextIsLarge(t *testing.T) {
	screen := mustRead("style.css")
	if !strings.Contains(screen, "html{font-size:max(18px,112.5%)") {
		t.Error("the root is not 18 px")
	}
	for _, m := range regexp.MustCompile(`font-size:([\d.]+)(rem|em|px|pt|%)`).FindAllStringSubmatch(screen, -1) {
		size, err := strconv.ParseFloat(m[1], 64)
		if err != nil || m[2] != "rem" || size < 1 {
			t.Errorf("%s: write it in rem, not under 1", m[0])
		}
	}
	for _, pressed := range []string{".tongues a", ".call a", ".links a", "input", "button"} {
		m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(pressed) + `\{[^}]*min-height:([\d.]+)(px|rem)`).FindStringSubmatch(screen)
		if m == nil {
			t.Errorf("%s has no least height", pressed)
			continue
		}
		height, err := strconv.ParseFloat(m[1], 64)
		if m[2] == "rem" {
			height *= 18
		}
		if err != nil || height < 44 {
			t.Errorf("%s is %g px high", pressed, height)
		}
	}
}
