package dispute

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/testkit"
)

const here, elsewhere = "341800000000", "341821000000"

// queue is a service on a store of its own; only what the queue needs is set.
func queue(t *testing.T) (*Service, *clock.Fixed) {
	t.Helper()
	clk := clock.At(start)
	return &Service{Clock: clk, cases: cases.On(testkit.Store(t, Schemas()...))}, clk
}

// put stores a case as it would stand, so many minutes after the start.
func put(t *testing.T, s *Service, id, center string, risk Risk, minutes int) *Case {
	t.Helper()
	at := start.Add(time.Duration(minutes) * time.Minute)
	c := &Case{Meta: docstore.Meta{ID: id}, Center: center, State: Queued, Risk: risk, Accepted: at, Filed: at,
		Clocks: []Clock{{Limit: LimitMediate, Started: at, Due: at.AddDate(0, 1, 0)}}}
	if err := s.cases.Insert(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	return c
}

func placeOf(t *testing.T, s *Service, c *Case) Place {
	t.Helper()
	p, err := s.Position(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPositionIsBounded fills a queue beyond what is counted.
func TestPositionIsBounded(t *testing.T) {
	s, _ := queue(t)
	var all [MaxAhead + 2]*Case
	var wg sync.WaitGroup
	for part := range 32 { // the store groups writes that come together
		wg.Go(func() {
			for i := part; i < len(all); i += 32 {
				all[i] = put(t, s, fmt.Sprintf("c%04d", i), here, Low, i)
			}
		})
	}
	wg.Wait()
	for _, n := range []int{0, 1, MaxAhead} {
		if p := placeOf(t, s, all[n]); p.Ahead != int64(n) || p.More || p.Why != "few" {
			t.Errorf("behind %d: %+v", n, p)
		}
	}
	if p := placeOf(t, s, all[MaxAhead+1]); p != (Place{Waiting: true, Ahead: MaxAhead, More: true, Why: "long"}) {
		t.Errorf("behind more than can be counted: %+v", p)
	}
}

// TestOrderOfTheQueue: risk, then deadline, then acceptance; each center has its own.
func TestOrderOfTheQueue(t *testing.T) {
	s, _ := queue(t)
	want := []*Case{put(t, s, "d", here, High, 30), put(t, s, "c", here, Medium, 5), put(t, s, "b", here, Low, 1), put(t, s, "a", here, Low, 2)}
	put(t, s, "x", elsewhere, High, 0)
	page, err := s.Queue(t.Context(), here, "", 10)
	if err != nil || len(page.Items) != len(want) {
		t.Fatalf("%d waiting, %v", len(page.Items), err)
	}
	for i, c := range want {
		if page.Items[i].ID != c.ID {
			t.Errorf("at %d stands %s", i, page.Items[i].ID)
		}
		if p := placeOf(t, s, c); p.Ahead != int64(i) {
			t.Errorf("%s has %d ahead", c.ID, p.Ahead)
		}
	}
}

func TestWhoDoesNotWaitHasNoPlace(t *testing.T) {
	s, _ := queue(t)
	for _, state := range States {
		c := &Case{State: state, Center: here, Risk: Low}
		if p := placeOf(t, s, c); p.Waiting != (state == Queued || state == Reopened) {
			t.Errorf("%s: %+v", state, p)
		}
	}
}

// TestSpeedIsOfTheLastFourWeeks: what left before, or elsewhere, tells nothing.
func TestSpeedIsOfTheLastFourWeeks(t *testing.T) {
	s, clk := queue(t)
	clk.Advance(60 * 24 * time.Hour)
	left := func(n int, center string, ago time.Duration) {
		for i := range n {
			c := put(t, s, fmt.Sprintf("left-%s-%v-%d", center, ago, i), center, Low, 0)
			c.State, c.Left = Assigned, clk.Now().Add(-ago)
			if err := s.cases.Replace(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
	}
	waits := put(t, s, "waits", here, Low, 0)
	left(fewest-1, here, time.Hour)
	left(9, here, speedWindow+time.Millisecond)
	left(9, elsewhere, time.Hour)
	if p := placeOf(t, s, waits); p.Known || p.Why != "few" {
		t.Fatalf("nothing can be known of four: %+v", p)
	}
	left(1, here, speedWindow)
	if p := placeOf(t, s, waits); !p.Known || p.Why != "" {
		t.Errorf("five left within the time: %+v", p)
	}
}

// TestEstimateIsInOrder: a range is a range, who stands further back does not
// come earlier, and a faster queue is not a longer wait.
func TestEstimateIsInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := func(ahead, left int64) Place {
			p := Place{Waiting: true, Ahead: ahead}
			p.estimate(left)
			return p
		}
		ahead, left := rapid.Int64Range(0, MaxAhead).Draw(t, "ahead"), rapid.Int64Range(0, 2*MaxAhead).Draw(t, "left")
		p := of(ahead, left)
		if p.Known != (left >= fewest) || p.Known == (p.Why != "") {
			t.Fatalf("after %d left: %+v", left, p)
		}
		if !p.Known {
			return
		}
		if p.Low < 0 || p.High < 1 || p.Low > p.High {
			t.Fatalf("no range: %+v", p)
		}
		if back := of(ahead+1, left); back.Low < p.Low || back.High < p.High {
			t.Fatalf("further back %+v, before %+v", back, p)
		}
		if fast := of(ahead, left+1); fast.Low > p.Low || fast.High > p.High {
			t.Fatalf("faster %+v, slower %+v", fast, p)
		}
	})
}
