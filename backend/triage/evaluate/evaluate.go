// Package evaluate measures triage: shares right by kind and type, recall of each
// type, the commonest confusions, and recall and precision of high risk.
package evaluate

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"

	"yanhe/backend/triage/corpus"
	"yanhe/backend/triage/internal/linear"
	"yanhe/backend/triage/learn"
)

// Figures are the counts over one set of texts.
type Figures struct {
	Texts, KindRight, TypeRight, RiskRight int
	High, HighFound, HighSaid              int
	ByType                                 map[string]Share
	ByKind                                 map[string]Share
	Confused                               map[string]int // "03→04" or "dispute→petition"
}

// Share is how many of how many.
type Share struct{ Right, Of int }

func (s Share) String() string { return fmt.Sprintf("%5.1f %% of %4d", percent(s.Right, s.Of), s.Of) }

func percent(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(part) / float64(of)
}

// Said is what a text is said to be.
type Said struct{ Kind, Type, Risk string }

// Count compares what the model says with the labels.
func Count(m *linear.Model, judged []learn.Judged) Figures {
	f := blank()
	for _, j := range judged {
		d := m.Decide(j.Scores)
		f.add(j.Sample, Said{d.Kind, d.Type, d.Risk})
	}
	return f
}

// CountSaid compares with the labels what a function says of whole texts.
func CountSaid(samples []corpus.Sample, say func(text string) Said) Figures {
	f := blank()
	for _, s := range samples {
		f.add(s, say(s.Text))
	}
	return f
}

func blank() Figures {
	return Figures{ByType: map[string]Share{}, ByKind: map[string]Share{}, Confused: map[string]int{}}
}

func (f *Figures) add(is corpus.Sample, said Said) {
	f.Texts++
	f.TypeRight += f.note(f.ByType, is.Type, said.Type)
	f.KindRight += f.note(f.ByKind, is.Kind, said.Kind)
	if said.Risk == is.Risk {
		f.RiskRight++
	}
	f.noteHigh(is.Risk == "high", said.Risk == "high")
}

func (f *Figures) note(by map[string]Share, is, said string) int {
	s := by[is]
	s.Of++
	if is == said {
		s.Right++
		by[is] = s
		return 1
	}
	by[is] = s
	f.Confused[is+"→"+said]++
	return 0
}

func (f *Figures) noteHigh(is, said bool) {
	if is {
		f.High++
	}
	if said {
		f.HighSaid++
	}
	if is && said {
		f.HighFound++
	}
}

// Print writes the figures for people.
func (f Figures) Print(w io.Writer, title string) {
	fmt.Fprintf(w, "%s: %d texts\n", title, f.Texts)
	fmt.Fprintf(w, "  kind right        %5.1f %%\n", percent(f.KindRight, f.Texts))
	fmt.Fprintf(w, "  type right        %5.1f %%\n", percent(f.TypeRight, f.Texts))
	fmt.Fprintf(w, "  high risk found   %5.1f %% (%d of %d)\n", percent(f.HighFound, f.High), f.HighFound, f.High)
	fmt.Fprintf(w, "  high risk precise %5.1f %% (%d of %d)\n", percent(f.HighFound, f.HighSaid), f.HighFound, f.HighSaid)
	fmt.Fprintf(w, "  risk level right  %5.1f %%\n", percent(f.RiskRight, f.Texts))
	for _, by := range []map[string]Share{f.ByKind, f.ByType} {
		for _, class := range slices.Sorted(maps.Keys(by)) {
			fmt.Fprintf(w, "  %-10s %s\n", class, by[class])
		}
	}
	fmt.Fprintf(w, "  commonest confusions:")
	pairs := slices.SortedFunc(maps.Keys(f.Confused), func(a, b string) int {
		return cmp.Or(f.Confused[b]-f.Confused[a], cmp.Compare(a, b))
	})
	for _, pair := range pairs[:min(12, len(pairs))] {
		fmt.Fprintf(w, " %s %d", pair, f.Confused[pair])
	}
	fmt.Fprintln(w)
}
