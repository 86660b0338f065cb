package bench

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// Row is a line of the table.
type Row struct {
	Name string
	// Values are those of the rounds; the table shows their median and from where
	// to where they went.
	Values []float64
	Unit   string // "" for a ratio
	// Aim is what the project wants, AtMost whether less is better; 0 for no aim.
	Aim    float64
	AtMost bool
	// Note tells the absolute numbers behind the ratio.
	Note string
}

// Value is the median over the rounds.
func (r Row) Value() float64 { return median(r.Values) }

// Met tells whether the aim is reached.
func (r Row) Met() bool {
	if r.Aim == 0 {
		return true
	}
	if r.AtMost {
		return r.Value() <= r.Aim
	}
	return r.Value() >= r.Aim
}

func (r Row) number(v float64) string {
	if r.Unit == "MB" {
		return fmt.Sprintf("%.0f MB", v)
	}
	return strings.TrimSpace(fmt.Sprintf("%.2f %s", v, r.Unit))
}

func (r Row) spread() string {
	if len(r.Values) < 2 {
		return "–"
	}
	return fmt.Sprintf("%.2f–%.2f", slices.Min(r.Values), slices.Max(r.Values))
}

func (r Row) aim() string {
	switch {
	case r.Aim == 0:
		return "–"
	case r.AtMost:
		return "≤ " + trimmed(r.Aim) + " " + r.Unit
	}
	return "≥ " + trimmed(r.Aim) + " " + r.Unit
}

func trimmed(v float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0") }

func (r Row) verdict() string {
	switch {
	case r.Aim == 0:
		return ""
	case r.Met():
		return "yes"
	}
	return "**no**"
}

func (r Row) line() string {
	return fmt.Sprintf("%s: %s (%s), aim %s; %s", r.Name, r.number(r.Value()), r.spread(), r.aim(), r.Note)
}

// Table is what a run has measured.
type Table struct {
	Machine string
	Options Options
	Rows    []Row
}

// Markdown writes the table as the README shows it.
func (t *Table) Markdown() string {
	var b strings.Builder
	b.WriteString("| measured | median | spread | aim | met | numbers behind it |\n|---|---|---|---|---|---|\n")
	for _, r := range t.Rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", r.Name, r.number(r.Value()), r.spread(),
			strings.TrimSpace(r.aim()), r.verdict(), r.Note)
	}
	fmt.Fprintf(&b, "\n%s; %d rounds that take turns, %s a side; %d clients in one process on the same cores as the server.\n",
		t.Machine, t.Options.Rounds, t.Options.Spell, t.Options.Clients)
	if n := t.Options.busyAnswers.Load(); n > 0 {
		fmt.Fprintf(&b, "%d requests were answered with 503 and count as not done.\n", n)
	}
	return b.String()
}

// The markers between which a page shows the table.
const (
	mark    = "<!-- bench -->"
	markEnd = "<!-- /bench -->"
)

// WriteInto writes the table into a file: between the markers of one that has
// them, else as its whole content.
func WriteInto(path, table string) error {
	page, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	before, rest, opened := strings.Cut(string(page), mark)
	_, after, closed := strings.Cut(rest, markEnd)
	if opened && closed {
		table = before + mark + "\n" + table + markEnd + after
	}
	return os.WriteFile(path, []byte(table), 0o644)
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// rounds lets two sides take turns, the first one changing each time, and
// returns what each measured.
func rounds(n int, ours, theirs func() (float64, error)) (a, b []float64, err error) {
	for round := range n {
		sides := []func() error{
			func() error { v, err := ours(); a = append(a, v); return err },
			func() error { v, err := theirs(); b = append(b, v); return err },
		}
		if round%2 == 1 {
			slices.Reverse(sides)
		}
		for _, side := range sides {
			if err := side(); err != nil {
				return a, b, err
			}
		}
	}
	return a, b, nil
}

// over divides one side by the other, round by round.
func over(a, b []float64) []float64 {
	ratios := make([]float64, 0, len(a))
	for i := range min(len(a), len(b)) { // an error leaves one short
		if b[i] > 0 {
			ratios = append(ratios, a[i]/b[i])
		}
	}
	return ratios
}
