package dispute_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"yanhe/backend/dispute"
)

// following runs the feed and waits until look-ups are answered from memory: the
// same case, not an equal one.
func following(t *testing.T, s *dispute.Service, token string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Follow(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	deadline := time.After(10 * time.Second)
	for {
		a, err1 := s.ByTrack(t.Context(), token)
		b, err2 := s.ByTrack(t.Context(), token)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if a == b {
			return
		}
		select {
		case <-deadline:
			t.Fatal("look-ups are never answered from memory")
		default:
		}
	}
}

// TestACodeNeverShowsLessThanWasAcknowledged writes a case while others look at
// it: whoever looks after a write was acknowledged sees that write.
func TestACodeNeverShowsLessThanWasAcknowledged(t *testing.T) {
	s, _ := service(t)
	c := file(t, s, "key-0001")
	following(t, s, c.Track)
	stop := make(chan struct{})
	var lookers sync.WaitGroup
	for range 4 {
		lookers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					if _, err := s.ByTrack(context.Background(), c.Track); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	for i := range 100 {
		risk := dispute.Risks[i%len(dispute.Risks)]
		done, err := s.Take(t.Context(), moderator, c.ID, dispute.Command{ID: fmt.Sprint("risk-", i), Event: dispute.SetRisk, Risk: risk})
		if err != nil {
			t.Fatal(err)
		}
		seen, err := s.ByTrack(t.Context(), c.Track)
		if err != nil || seen.Version < done.Version || seen.Risk != risk {
			t.Fatalf("after version %d a look shows version %d, %v", done.Version, seen.Version, err)
		}
	}
	close(stop)
	lookers.Wait()
}

// TestAnotherInstanceIsFollowed changes a case through a second service on the
// same store.
func TestAnotherInstanceIsFollowed(t *testing.T) {
	s, other := pair(t)
	c := file(t, s, "key-0001")
	following(t, s, c.Track)
	if _, err := other.Take(t.Context(), citizen, c.ID, dispute.Command{Event: dispute.Withdraw}); err != nil {
		t.Fatal(err)
	}
	deadline := time.After(10 * time.Second)
	for {
		seen, err := s.ByTrack(t.Context(), c.Track)
		if err != nil {
			t.Fatal(err)
		}
		if seen.State == dispute.Withdrawn {
			break
		}
		select {
		case <-deadline:
			t.Fatal("the other instance's write is never seen")
		default:
		}
	}
}
