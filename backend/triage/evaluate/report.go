package evaluate

import (
	"fmt"
	"io"

	"yanhe/backend/triage/corpus"
	"yanhe/backend/triage/learn"
)

// Report trains anew and prints the figures: first cross-validated over the
// written texts, then on the texts held out. The word lists were widened after
// looking at cross-validated errors, and the threshold of high risk is set on the
// cross-validated scores, so the first figures flatter. All texts are made up, so
// real wording may do worse than either.
//
// At last come the held-out figures of what is shipped: the model in the program, which
// reads the risk of a longer text piece by piece.
func Report(w io.Writer, shipped func(text string) Said) error {
	m, judged := learn.Build()
	Count(m, judged).Print(w, fmt.Sprintf("cross-validated in %d folds", learn.Folds))
	fmt.Fprintln(w)
	Count(m, learn.Judge(m, corpus.HeldOut())).Print(w, "held out, never trained on")
	fmt.Fprintln(w)
	CountSaid(corpus.HeldOut(), shipped).Print(w, "held out, as the program reads them")
	_, err := fmt.Fprintln(w, "\nAll texts are made up. Real wording may do worse.")
	return err
}
