package e2e

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/policy"
)

// TestTheArchiveEnds: when its time is over a case goes with its papers, messages and
// ratings, the audit log says so, and its number is never given again.
func TestTheArchiveEnds(t *testing.T) {
	w := start(t, map[string]string{"YANHE_RETENTION_YEARS": "5"})
	m, file := w.withPhoto("欧阳")
	m.mediating()
	sent := w.upload(m.citizen, "x.jpg", photo(t))
	w.must(m.citizen, http.MethodPost, m.path("threads/applicant/messages"), object{"text": "请看", "files": []string{sent}}, nil, "Idempotency-Key", "message-1")
	w.must(m.mediator(), http.MethodPost, m.path("agreement"), object{"terms": "赔偿三千元"}, nil)
	w.must(m.citizen, http.MethodPost, m.path("rating"), object{"stars": 5}, nil)
	kept := w.file("上官").accepted() // goes on
	eventually(t, "the papers are attached", func() bool {
		for _, one := range []string{file, sent} {
			if r, err := w.App.Engine.Get(t.Context(), "uploads", one); err != nil || !bytes.Contains(r.Body, []byte(`"case":"`)) {
				return false
			}
		}
		return true
	})

	w.Clock.Advance(5*365*24*time.Hour - 24*time.Hour)
	if n, err := w.App.EraseArchive(t.Context()); err != nil || n != 0 {
		t.Fatalf("a day too early: %d, %v", n, err)
	}
	w.Clock.Advance(72 * time.Hour)
	if n, err := w.App.EraseArchive(t.Context()); err != nil || n != 1 {
		t.Fatalf("erased %d, %v", n, err)
	}
	if n, err := w.App.EraseArchive(t.Context()); err != nil || n != 0 {
		t.Fatalf("erased again %d, %v", n, err)
	}
	for _, collection := range []string{"cases", "uploads", "messages", "ratings", "likenesses"} {
		found, err := w.App.Engine.Find(t.Context(), collection, docstore.EngineQuery{Limit: docstore.MaxPage})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range found {
			if r.ID == m.view.ID || r.ID == file || r.ID == sent || collection == "messages" || collection == "ratings" {
				t.Errorf("%s keeps %s", collection, r.ID)
			}
		}
	}
	if _, err := w.App.Cases.Get(t.Context(), kept.view.ID); err != nil {
		t.Errorf("an open case is gone: %v", err)
	}
	auditor := w.Staff(policy.Auditor, top)
	var log struct {
		Items []struct{ Action, Reason string }
	}
	w.must(auditor, http.MethodGet, "/api/v1/audit?object=case|"+m.view.ID, nil, &log)
	if len(log.Items) == 0 || log.Items[0].Action != "case.erase" || log.Items[0].Reason != "retention" {
		t.Errorf("%+v", log.Items)
	}
	if next := w.file("司马").accepted(); next.view.Number == m.view.Number {
		t.Errorf("%s is given twice", m.view.Number)
	}
}
