// Command train writes the model of triage from the corpus and the word lists.
// Run it after a change to either, from anywhere in the module:
//
//	go run ./backend/triage/train backend/triage/model.bin
package main

import (
	"fmt"
	"os"

	"yanhe/backend/triage/evaluate"
	"yanhe/backend/triage/learn"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: train <file>")
		os.Exit(2)
	}
	m, judged := learn.Build()
	if err := os.WriteFile(os.Args[1], m.Bytes(), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
	evaluate.Count(m, judged).Print(os.Stdout, "cross-validated")
}
