package bench

import (
	"testing"

	"yanhe/backend/dispute"
)

// TestGenerated: every made-up case comes to be by the program's own rules, and as
// many wait, most of them at the city's center, as a store is said to hold.
func TestGenerated(t *testing.T) {
	const size = 3000
	m, err := newMaker()
	if err != nil {
		t.Fatal(err)
	}
	waiting, city, ids := 0, 0, map[string]bool{}
	for n := range size {
		c, err := m.generated(n, size)
		if err != nil {
			t.Fatalf("case %d: %v", n, err)
		}
		if c.ID != idOf(n, accountOf(n)) || ids[c.ID] {
			t.Fatalf("case %d has the id %s", n, c.ID)
		}
		ids[c.ID] = true
		if fate, at, _ := lot(n, size); fate == waits {
			if c.State != dispute.Queued || c.Center != at.id {
				t.Fatalf("case %d should wait at %s and is %s at %s", n, at.id, c.State, c.Center)
			}
			if waiting++; at.id == places[0].id {
				city++
			}
		}
		if r, err := m.record(c); err != nil || len(r.Keys) == 0 || r.Keys["owed"] != int64(0) {
			t.Fatalf("case %d: %v, %v", n, r.Keys, err)
		}
	}
	if share := float64(waiting) / size; share < 0.03 || share > 0.07 {
		t.Errorf("%d of %d wait", waiting, size)
	}
	if share := float64(city) / float64(waiting); share < 0.5 {
		t.Errorf("%d of %d that wait are the city's", city, waiting)
	}
}
