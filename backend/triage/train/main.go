// Command train writes the model of triage from the corpus and the lexicon. Run
// it after a change to either: go run ./backend/triage/train
package main

import (
	"fmt"
	"os"
	"time"

	"yanhe/backend/triage/corpus"
	"yanhe/backend/triage/evaluate"
	"yanhe/backend/triage/learn"
)

func main() {
	t := time.Now()
	hand := corpus.HandWritten()
	judged := learn.CrossValidate(hand, nil, 5)
	m := learn.Fit(hand)
	learn.Calibrate(m, judged)
	evaluate.Count(m, judged).Print(os.Stdout, "cross")
	fmt.Println(m.HighFrom, m.TypeSharpness, m.KindSharpness, len(m.Layout.Grams), len(m.Layout.Ends), time.Since(t))
	if len(os.Args) > 1 {
		evaluate.Count(m, learn.Judge(m, corpus.HeldOut())).Print(os.Stdout, "held out")
	}
}
