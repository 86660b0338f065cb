package learn

import (
	"yanhe/backend/triage/corpus"
	"yanhe/backend/triage/corpus/gen"
	"yanhe/backend/triage/internal/linear"
)

// Folds of the cross-validation.
const Folds = 5

// Build trains and calibrates the model that ships, and answers the
// cross-validated judgements of the written texts beside it.
func Build() (*linear.Model, []Judged) {
	hand, extra := corpus.HandWritten(), gen.Samples()
	judged := CrossValidate(hand, extra, Folds)
	m := Fit(append(hand, extra...))
	Calibrate(m, judged)
	return m, judged
}
