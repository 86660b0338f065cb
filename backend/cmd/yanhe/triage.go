package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"yanhe/backend/triage"
	"yanhe/backend/triage/evaluate"
)

// triageLine is one line of output. Error says why a line could not be read; the
// other fields then hold what waits for a person.
type triageLine struct {
	Kind    string   `json:"kind"`
	Type    string   `json:"type"`
	Risk    string   `json:"risk"`
	Reasons []string `json:"reasons"`
	Error   string   `json:"error,omitempty"`
}

var errNoText = errors.New(`the line is not a JSON object with a "text" string`)

// runTriage reads JSON lines {"text"} from standard input and prints one JSON
// object for each, in order.
func runTriage(ctx context.Context, _ []string) error {
	return triageLines(ctx, os.Stdin, os.Stdout)
}

// triageLines answers every line, whatever it holds, and stops only when the
// input ends, the output fails or the context is done.
func triageLines(ctx context.Context, in io.Reader, out io.Writer) error {
	reader, writer := bufio.NewReader(in), bufio.NewWriter(out)
	encoder := json.NewEncoder(writer)
	encoder.SetEscapeHTML(false)
	for ctx.Err() == nil {
		line, err := reader.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return errors.Join(fmt.Errorf("read a line: %w", err), writer.Flush())
		}
		if len(line) > 0 {
			if err := encoder.Encode(triageOf(line)); err != nil {
				return fmt.Errorf("write a line: %w", err)
			}
		}
		// A caller that waits for its answer before the next line gets it.
		if reader.Buffered() == 0 {
			if err := writer.Flush(); err != nil {
				return fmt.Errorf("write a line: %w", err)
			}
		}
		if err != nil {
			return writer.Flush()
		}
	}
	return errors.Join(ctx.Err(), writer.Flush())
}

func triageOf(line []byte) triageLine {
	var in struct {
		Text *string `json:"text"`
	}
	err := json.Unmarshal(bytes.TrimPrefix(line, []byte("\ufeff")), &in)
	if err != nil || in.Text == nil {
		return triageLineOf(triage.Unread(), errNoText.Error())
	}
	return triageLineOf(triage.Suggest(*in.Text), "")
}

func triageLineOf(s triage.Suggestion, failure string) triageLine {
	line := triageLine{Kind: s.Kind, Type: s.Type, Risk: s.Risk, Reasons: []string{}, Error: failure}
	for _, reason := range s.Reasons {
		for _, word := range reason.Words {
			if !slices.Contains(line.Reasons, word) {
				line.Reasons = append(line.Reasons, word)
			}
		}
	}
	return line
}

// runTriageEval prints the figures of triage: cross-validated over the texts it
// learns from, and on the texts it never sees.
func runTriageEval(_ context.Context, _ []string) error {
	return evaluate.Report(os.Stdout, func(text string) evaluate.Said {
		s := triage.Suggest(text)
		return evaluate.Said{Kind: s.Kind, Type: s.Type, Risk: s.Risk}
	})
}
