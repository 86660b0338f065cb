package bench

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMet: an aim is compared with the median, in the right direction.
func TestMet(t *testing.T) {
	for _, c := range []struct {
		row Row
		met bool
	}{
		{Row{Values: []float64{0.1, 0.8, 0.7}, Aim: 0.7}, true},
		{Row{Values: []float64{0.1, 0.8, 0.69}, Aim: 0.7}, false},
		{Row{Values: []float64{9, 1, 2}, Aim: 2, AtMost: true}, true},
		{Row{Values: []float64{3, 2, 2.5, 2.5}, Aim: 2, AtMost: true}, false},
		{Row{Values: []float64{5}}, true},
	} {
		if c.row.Met() != c.met {
			t.Errorf("%v with the aim %s: %v", c.row.Values, c.row.aim(), c.row.Met())
		}
	}
}

// TestRounds: the sides change places, and the first failure ends it.
func TestRounds(t *testing.T) {
	var order strings.Builder
	side := func(name string, v float64) func() (float64, error) {
		return func() (float64, error) { order.WriteString(name); return v, nil }
	}
	a, b, err := rounds(3, side("a", 3), side("b", 2))
	if err != nil || order.String() != "abbaab" {
		t.Fatal(order.String(), err)
	}
	if r := over(a, b); len(r) != 3 || r[0] != 1.5 {
		t.Fatal(r)
	}
	broken := errors.New("broken")
	a, b, err = rounds(3, side("a", 1), func() (float64, error) { return 0, broken })
	if !errors.Is(err, broken) || len(a) != 1 || len(b) != 1 {
		t.Fatal(a, b, err)
	}
}

// TestWriteInto: only what stands between the markers is replaced.
func TestWriteInto(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	const text = "before\n" + mark + "\nold\n" + markEnd + "\nafter\n"
	if err := os.WriteFile(page, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"| one |\n", "| two |\n"} {
		if err := WriteInto(page, table); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(page)
		if want := strings.Replace(text, "old\n", table, 1); err != nil || string(got) != want {
			t.Fatalf("%s, %v", got, err)
		}
	}
	alone := filepath.Join(t.TempDir(), "table.md")
	if err := WriteInto(alone, "| one |\n"); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(alone); err != nil || string(got) != "| one |\n" {
		t.Fatalf("%s, %v", got, err)
	}
}
