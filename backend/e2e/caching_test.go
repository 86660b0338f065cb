package e2e

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"yanhe/backend/booking"
	"yanhe/backend/client"
	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
)

// TestAnUnchangedCaseCostsNoBody, and one that looks different to the caller does:
// after an event, in another language, with another light, or while it moves up the queue.
func TestAnUnchangedCaseCostsNoBody(t *testing.T) {
	w := start(t, nil)
	m := w.file("缓存")
	tagOf := func(lang string) string {
		r := w.raw(m.citizen, http.MethodGet, m.path(""), "", "Accept-Language", lang)
		if r.Status != http.StatusOK || r.Header.Get("ETag") == "" {
			t.Fatalf("%d %v", r.Status, r.Header)
		}
		return r.Header.Get("ETag")
	}
	again := func(tag string) int {
		r := w.raw(m.citizen, http.MethodGet, m.path(""), "", "If-None-Match", tag)
		if r.Status == http.StatusNotModified && (len(r.Body) > 0 || r.Header.Get("ETag") != tag) {
			t.Errorf("304 came with %d bytes and the tag %s", len(r.Body), r.Header.Get("ETag"))
		}
		return r.Status
	}
	eventually(t, "the case is at rest", func() bool { // what it owes is paid in the background
		tag := tagOf("zh-CN")
		return again(tag) == http.StatusNotModified && len(caseOf(w, m.view.ID).Outbox) == 0
	})
	tag := tagOf("zh-CN")
	if got := again(tag); got != http.StatusNotModified {
		t.Errorf("an unchanged case is answered with %d", got)
	}
	if tagOf("en") == tag {
		t.Error("another language has the same tag")
	}
	if r := w.raw(m.desk, http.MethodGet, m.path(""), "", "If-None-Match", tag); r.Status != http.StatusOK {
		t.Errorf("the moderator gets %d for the applicant's tag", r.Status)
	}
	w.Clock.Advance(50 * time.Hour) // most of the two working days
	if got := again(tag); got != http.StatusOK {
		t.Errorf("a case whose light has changed is answered with %d", got)
	}
	tag = tagOf("zh-CN")
	m.desk = w.Staff(policy.Moderator, langxi)
	m.accepted()
	if got := again(tag); got != http.StatusOK {
		t.Errorf("a changed case is answered with %d", got)
	}
	if got := again(tagOf("zh-CN")); got != http.StatusOK {
		t.Errorf("a waiting case, whose place can change, is answered with %d", got)
	}
}

func caseOf(w *world, id string) *dispute.Case {
	w.t.Helper()
	c, err := w.Cases.Get(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// TestAFilingSentAgainIsTheSameFiling, also when both are sent at once.
func TestAFilingSentAgainIsTheSameFiling(t *testing.T) {
	w := start(t, nil)
	c, other := w.Citizen("重发"), w.Citizen("他人")
	send := func(c *client.Client, what string) *client.Reply {
		f := filing()
		f.What = what
		return w.raw(c, http.MethodPost, "/api/v1/cases", jsonOf(f), "Content-Type", "application/json", "Idempotency-Key", "same-key-1")
	}
	var all sync.WaitGroup
	replies := make([]*client.Reply, 8)
	for i := range replies {
		all.Go(func() { replies[i] = send(c, private[4]) })
	}
	all.Wait()
	made, ids := 0, map[string]bool{}
	for _, r := range replies {
		if r.Status == http.StatusCreated {
			made++
		}
		ids[string(r.Body[:40])] = true // begins with the id
	}
	if made != 1 || len(ids) != 1 {
		t.Errorf("%d filings were made, with %d ids", made, len(ids))
	}
	c.Language = "en" // switched between two tries
	if r := send(c, private[4]); r.Status != http.StatusOK {
		t.Errorf("the same filing in another language: %d %s", r.Status, r.Body)
	}
	if r := send(c, private[4]+"，还漏水"); r.Status != http.StatusConflict || !strings.Contains(string(r.Body), "idempotency.reused") {
		t.Errorf("another filing under the same key: %d %s", r.Status, r.Body)
	}
	if r := send(other, private[4]); r.Status != http.StatusCreated || ids[string(r.Body[:40])] {
		t.Errorf("the same key of another person: %d", r.Status)
	}
	var mine httpapi.CaseList
	w.must(c, http.MethodGet, "/api/v1/me/cases", nil, &mine)
	if len(mine.Items) != 1 {
		t.Errorf("the citizen has %d cases", len(mine.Items))
	}
}

// TestADoubleClickBooksOnce, accepts once and decides once.
func TestADoubleClickBooksOnce(t *testing.T) {
	w := start(t, nil)
	m := w.file("双击")
	both := func(do func(i int)) {
		var all sync.WaitGroup
		for i := range 2 {
			all.Go(func() { do(i) })
		}
		all.Wait()
	}
	numbers := [2]httpapi.CaseView{}
	both(func(i int) {
		if err := m.desk.Call(t.Context(), http.MethodPost, m.path("acceptance"), object{}, &numbers[i], "Idempotency-Key", "accept-once"); err != nil {
			t.Error(err)
		}
	})
	if numbers[0].Number != "（2026）宣郎人调字第1号" || numbers[1].Number != numbers[0].Number {
		t.Errorf("two clicks gave the numbers %q and %q", numbers[0].Number, numbers[1].Number)
	}
	m.stands(dispute.Queued)
	free := m.slots()
	asked := [2]httpapi.AppointmentView{}
	both(func(i int) {
		err := m.citizen.Call(t.Context(), http.MethodPost, m.path("appointments"), wish(free[0]), &asked[i], "Idempotency-Key", "book-once")
		if err != nil {
			t.Error(err)
		}
	})
	if asked[0].ID == "" || asked[0].ID != asked[1].ID || asked[0].State != string(booking.Requested) {
		t.Errorf("two clicks booked %s and %s", jsonOf(asked[0]), jsonOf(asked[1]))
	}
	w.refused(m.citizen, http.MethodPost, m.path("appointments"), wish(free[len(free)-1]), http.StatusConflict, "idempotency.reused", "Idempotency-Key", "book-once")
	if got := events(m.read(m.citizen)); got != "file accept ask_booking" {
		t.Errorf("the case's events are %s", got)
	}
}

// TestUnchangedProgressCostsNoBody, as JSON and as a page: a code that hangs in a
// hall is scanned again and again. What is drawn anew has another tag.
func TestUnchangedProgressCostsNoBody(t *testing.T) {
	w := start(t, nil)
	m := w.file("常看")
	anybody := client.New(w.URL)
	for _, path := range []string{"/api/v1/track/" + m.view.Track, "/t/" + m.view.Track} {
		first := w.raw(anybody, http.MethodGet, path, "")
		tag := first.Header.Get("ETag")
		if first.Status != http.StatusOK || tag == "" || len(first.Body) == 0 {
			t.Fatalf("%s: %d %v", path, first.Status, first.Header)
		}
		for _, known := range []string{tag, `"other", W/` + tag, "*"} {
			r := w.raw(anybody, http.MethodGet, path, "", "If-None-Match", known)
			if r.Status != http.StatusNotModified || len(r.Body) > 0 || r.Header.Get("ETag") != tag {
				t.Errorf("%s with %s: %d, %d bytes, %v", path, known, r.Status, len(r.Body), r.Header)
			}
		}
		for _, headers := range [][]string{{"If-None-Match", `"other"`}, {"If-None-Match", tag, "X-Language", "en", "Accept-Language", "en"}} {
			if r := w.raw(anybody, http.MethodGet, path, "", headers...); r.Status != http.StatusOK || len(r.Body) == 0 {
				t.Errorf("%s with %v: %d", path, headers, r.Status)
			}
		}
	}
	before := w.raw(anybody, http.MethodGet, "/t/"+m.view.Track, "").Header.Get("ETag")
	m.accepted()
	eventually(t, "the page has moved on", func() bool {
		r := w.raw(anybody, http.MethodGet, "/t/"+m.view.Track, "", "If-None-Match", before)
		return r.Status == http.StatusOK && r.Header.Get("ETag") != before
	})
}
