package learn

import (
	"cmp"
	"math"
	"slices"

	"yanhe/backend/triage/corpus"
	"yanhe/backend/triage/internal/linear"
	"yanhe/backend/triage/internal/reading"
)

// Judged is a text with the scores of a model that did not see it in training.
type Judged struct {
	corpus.Sample
	Scores linear.Scores
}

// CrossValidate judges every hand-written text by a model trained on the other
// folds. Variants of a text stay in its fold; extra texts join every training.
func CrossValidate(hand, extra []corpus.Sample, folds int) []Judged {
	features := readAll(hand)
	extraFeatures := readAll(extra)
	judged := make([]Judged, len(hand))
	for fold := range folds {
		var samples []corpus.Sample
		var of []reading.Features
		for i, s := range hand {
			if i%folds != fold {
				samples, of = append(samples, s), append(of, features[i])
			}
		}
		m := fit(append(samples, extra...), append(of, extraFeatures...))
		for i := fold; i < len(hand); i += folds {
			judged[i] = Judged{hand[i], m.Score(m.Layout.Rows(&features[i]))}
		}
	}
	return judged
}

// Judge scores texts by a model.
func Judge(m *linear.Model, samples []corpus.Sample) []Judged {
	judged := make([]Judged, len(samples))
	for i, s := range samples {
		f := reading.Read(s.Text)
		judged[i] = Judged{s, m.Score(m.Layout.Rows(&f))}
	}
	return judged
}

func readAll(samples []corpus.Sample) []reading.Features {
	features := make([]reading.Features, len(samples))
	for i, s := range samples {
		features[i] = reading.Read(s.Text)
	}
	return features
}

// precisionFloor is the least share of right alarms in cross-validation. The
// threshold is as low as it allows, since a missed high risk costs most.
const precisionFloor = 0.82

// Calibrate sets the threshold of high risk and the sharpness of confidences from
// cross-validated scores.
func Calibrate(m *linear.Model, judged []Judged) {
	m.HighFrom = lowestThreshold(judged)
	m.TypeSharpness = sharpness(judged, linear.FirstType, linear.NumTypes, func(j Judged) int { return slices.Index(linear.Types[:], j.Type) })
	m.KindSharpness = sharpness(judged, linear.FirstKind, linear.NumKinds, func(j Judged) int { return slices.Index(linear.Kinds[:], j.Kind) })
}

// sharpness is the factor on the scores under which the right classes are the
// likeliest, from a fixed grid.
func sharpness(judged []Judged, first, n int, right func(Judged) int) float32 {
	best, least := float32(1), math.Inf(1)
	for s := float32(0.3); s < 3; s += 0.1 {
		loss := 0.0
		for _, j := range judged {
			scores := j.Scores[first : first+n]
			top, p := linear.Best(scores, s)
			loss -= math.Log(p) - float64(s)*float64(scores[top]-scores[right(j)])
		}
		if loss < least {
			best, least = s, loss
		}
	}
	return best
}

// lowestThreshold is the lowest score from which alarms are as precise as asked.
func lowestThreshold(judged []Judged) float32 {
	ordered := slices.SortedFunc(slices.Values(judged), func(a, b Judged) int {
		return cmp.Compare(b.Scores[linear.High], a.Scores[linear.High])
	})
	threshold, right := float32(0), 0
	for i, j := range ordered {
		if j.Risk == "high" {
			right++
		}
		if float64(right) >= precisionFloor*float64(i+1) {
			threshold = min(0, j.Scores[linear.High])
		}
	}
	return threshold
}
