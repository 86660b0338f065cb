package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// TestTriageAnswersEveryLineInOrder sends good and broken lines; each gets one
// object, and a broken one stops nothing.
func TestTriageAnswersEveryLineInOrder(t *testing.T) {
	lines := []string{
		`{"text":"老板拖欠我三个月工资不给，我找他要他就躲"}`,
		`not JSON`,
		`{"words":"no text"}`,
		`{"text":""}`,
		`{"text":"他拿刀要砍死我"}`, // without a newline at the end
	}
	var out bytes.Buffer
	if err := triageLines(t.Context(), strings.NewReader(strings.Join(lines, "\n")), &out); err != nil {
		t.Fatal(err)
	}
	var got []triageLine
	for d := json.NewDecoder(&out); d.More(); {
		var l triageLine
		if err := d.Decode(&l); err != nil {
			t.Fatal(err)
		}
		if l.Reasons == nil {
			t.Errorf("line %d has no list of reasons", len(got))
		}
		got = append(got, l)
	}
	if len(got) != len(lines) {
		t.Fatalf("%d answers to %d lines", len(got), len(lines))
	}
	if got[0].Kind != "dispute" || got[0].Type != "10" || len(got[0].Reasons) == 0 || got[0].Error != "" {
		t.Errorf("wages: %+v", got[0])
	}
	for _, i := range []int{1, 2} {
		if got[i].Error == "" || got[i].Kind != "inquiry" || got[i].Type != "99" || got[i].Risk != "low" {
			t.Errorf("line %d: %+v", i, got[i])
		}
	}
	if got[3].Error != "" || got[4].Risk != "high" {
		t.Errorf("an empty text: %+v, a threat: %+v", got[3], got[4])
	}
}

func TestTriageStopsWithItsOutput(t *testing.T) {
	if err := triageLines(t.Context(), strings.NewReader("{}\n{}\n"), brokenPipe{}); err == nil {
		t.Error("a broken output is no error")
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, bytes.ErrTooLarge }
