package e2e

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"yanhe/backend/policy"
)

// news opens the stream of a center and returns its data lines as they come.
func (w *world) news(token, center string) <-chan string {
	w.t.Helper()
	ctx, stop := context.WithCancel(w.t.Context())
	w.t.Cleanup(stop)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.URL+"/api/v1/centers/"+center+"/events", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	reply, err := http.DefaultClient.Do(r)
	if err != nil || reply.StatusCode != http.StatusOK || reply.Header.Get("Content-Type") != "text/event-stream" {
		w.t.Fatalf("%v, %v", reply, err)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		defer reply.Body.Close()
		for in := bufio.NewScanner(reply.Body); in.Scan(); {
			if data, ok := strings.CutPrefix(in.Text(), "data: "); ok {
				lines <- data
			}
		}
	}()
	return lines
}

// hear waits for a line with all the words.
func hear(t *testing.T, lines <-chan string, words ...string) {
	t.Helper()
	late := time.After(20 * time.Second)
	for {
		select {
		case line, ok := <-lines:
			if !ok {
				t.Fatalf("the stream ended before %v", words)
			}
			found := 0
			for _, word := range words {
				if strings.Contains(line, word) {
					found++
				}
			}
			if found == len(words) {
				return
			}
		case <-late:
			t.Fatalf("nobody said %v", words)
		}
	}
}

// TestConsolesHearWhatHappens: a filing shows at its center and above, not beside it, and
// who opens it shows to who has it open.
func TestConsolesHearWhatHappens(t *testing.T) {
	w := start(t, nil)
	desk := w.Staff(policy.Moderator, langxi)
	top := w.Staff(policy.Moderator, city)
	here, above := w.news(desk.Token, langxi), w.news(top.Token, city)
	beside := w.news(w.Staff(policy.Moderator, ningguo).Token, ningguo)

	m := w.file("wang")
	hear(t, here, m.view.ID, "submitted")
	hear(t, above, m.view.ID, "submitted")

	var who struct {
		Here []struct{ Account, Name string } `json:"here"`
	}
	w.must(desk, http.MethodPost, m.path("presence"), nil, &who)
	if len(who.Here) != 1 || who.Here[0].Account != w.account(desk) {
		t.Errorf("alone: %+v", who)
	}
	w.must(top, http.MethodPost, m.path("presence"), nil, &who)
	if len(who.Here) != 2 {
		t.Errorf("two: %+v", who)
	}
	hear(t, here, m.view.ID, w.account(top))
	w.must(top, http.MethodDelete, m.path("presence"), nil, nil)
	hear(t, above, m.view.ID, `"here":[{"account":"`+w.account(desk))

	w.refused(m.citizen, http.MethodGet, "/api/v1/centers/"+langxi+"/events", nil, http.StatusForbidden, "forbidden")
	w.refused(desk, http.MethodGet, "/api/v1/centers/"+city+"/events", nil, http.StatusForbidden, "forbidden")
	w.refused(w.Staff(policy.Moderator, ningguo), http.MethodPost, m.path("presence"), nil, http.StatusNotFound, "case.missing")
	select {
	case line := <-beside:
		if strings.Contains(line, m.view.ID) {
			t.Errorf("another county heard of it: %s", line)
		}
	default:
	}
}

// TestAScreenAloneKeepsNoSession: what a console sends by itself is no sign of a person.
func TestAScreenAloneKeepsNoSession(t *testing.T) {
	w := start(t, nil)
	m := w.file("wang")
	for range 2 {
		w.Clock.Advance(7 * time.Minute)
		w.must(m.desk, http.MethodPost, m.path("presence"), nil, nil)
	}
	w.Clock.Advance(2 * time.Minute) // 16 since the person did anything
	w.refused(m.desk, http.MethodPost, m.path("presence"), nil, http.StatusUnauthorized, "identity.session_expired")
}
