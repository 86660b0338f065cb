// Package corpus holds the labelled texts of triage. All are made up: none
// copies a real person's words. heldout.jsonl was written apart from the rest, in
// one go, and is never trained on.
package corpus

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io"
)

//go:embed *.jsonl
var files embed.FS

// Sample is one labelled text.
type Sample struct {
	Kind   string  `json:"kind"`
	Type   string  `json:"type"`
	Risk   string  `json:"risk,omitempty"` // empty: not labelled
	Text   string  `json:"text"`
	Weight float32 `json:"-"` // in training
}

// HandWritten are the texts written one by one, for training.
func HandWritten() []Sample {
	var all []Sample
	for _, name := range []string{"citizens.jsonl", "risk.jsonl", "registers.jsonl", "letters.jsonl"} {
		all = append(all, read(name)...)
	}
	return all
}

// HeldOut are the texts that no training sees.
func HeldOut() []Sample { return read("heldout.jsonl") }

func read(name string) []Sample {
	file, err := files.ReadFile(name)
	if err != nil {
		panic("triage corpus: " + err.Error())
	}
	var samples []Sample
	d := json.NewDecoder(bytes.NewReader(file))
	for {
		s := Sample{Weight: 1}
		if err := d.Decode(&s); err == io.EOF {
			return samples
		} else if err != nil {
			panic(fmt.Sprintf("triage corpus: %s after %d texts: %v", name, len(samples), err))
		}
		samples = append(samples, s)
	}
}
