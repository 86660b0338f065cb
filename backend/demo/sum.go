package demo

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"yanhe/backend/dispute"
)

// tally counts journeys by a word.
func tally(journeys []*journey, word func(*journey) string) map[string]int {
	n := map[string]int{}
	for _, j := range journeys {
		n[word(j)]++
	}
	return n
}

// list words a tally in an order.
func list[T ~string](n map[string]int, order []T) string {
	var parts []string
	for _, o := range order {
		if n[string(o)] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", o, n[string(o)]))
		}
	}
	return strings.Join(parts, ", ")
}

// did counts the journeys whose plan has a step.
func did(journeys []*journey, verb string) int {
	n := 0
	for _, j := range journeys {
		if slices.ContainsFunc(j.filing.Plan, func(s Step) bool { return s.Do == verb && s.Refused == "" }) {
			n++
		}
	}
	return n
}

// sum prints the table at the end.
func (r *run) sum(journeys []*journey, took time.Duration) error {
	fresh := slices.DeleteFunc(slices.Clone(journeys), func(j *journey) bool { return j.left })
	w := tabwriter.NewWriter(r.o.Print, 0, 0, 2, ' ', 0)
	row := func(name string, value any) { fmt.Fprintf(w, "%s\t%v\n", name, value) }
	fmt.Fprintln(w)
	row("filed", len(fresh))
	if left := len(journeys) - len(fresh); left > 0 {
		row("left from an earlier run of this name", left)
	}
	row("by channel", list(tally(fresh, func(j *journey) string { return string(j.filing.Channel) }),
		append([]dispute.Channel{dispute.WeChat}, dispute.WindowChannels...)))
	row("by kind", list(tally(fresh, func(j *journey) string { return string(j.filing.Kind) }), dispute.Kinds))
	row("dispute types", len(tally(fresh, func(j *journey) string { return j.filing.Type })))
	row("counties and districts", len(tally(fresh, func(j *journey) string { return j.filing.Division[:6] })))
	for _, verb := range []string{"ask_supplement", "decline", "appeal", "accept", "route", "hand_over", "take_over", "summon", "notify", "answer", "ask_review", "assign", "confirm", "refuse_booking",
		"propose", "cancel", "start", "settle", "fail", "terminate", "transfer", "withdraw", "merge", "invite", "join", "appraise", "ask_confirmation",
		"rate", "breach", "follow_up", "close", "reopen"} {
		row(strings.ReplaceAll(verb, "_", " "), did(fresh, verb))
	}
	row("fights over one time", fmt.Sprintf("%d, each with exactly one winner", r.clashes.Load()))
	row("they now stand", list(tally(fresh, func(j *journey) string { return j.view.State }), dispute.States))
	row("expectations met", r.checks.Load())
	row("took", took.Round(10*time.Millisecond))
	return w.Flush()
}
