package booking

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// Wait is a case's place on the waiting list: its applicant is told when a time
// becomes free. Its id is the case's, so a case waits once.
type Wait struct {
	docstore.Meta
	Case  string    `json:"case"`
	Asked time.Time `json:"asked"`
	// Until is the end of the last day that would do.
	Until    time.Time `json:"until"`
	Mediator string    `json:"mediator,omitempty"` // "" for anybody
	Fit
}

var waits = docstore.Define[Wait]("waits").
	Int("asked", func(w *Wait) int64 { return w.Asked.UnixMilli() }).
	Index("asked")

// Queue puts a case on the waiting list for a time up to a day (YYYY-MM-DD).
func (s *Service) Queue(ctx context.Context, who policy.Subject, caseID, until, mediator string, f Fit) (*Wait, error) {
	c, err := s.Cases.Get(ctx, caseID)
	if err != nil {
		return nil, err
	}
	if _, err := permit(who, policy.Book, s.object(c, nil), c, fault.New(fault.NotFound, "case.missing")); err != nil {
		return nil, err
	}
	if err := fits(c, mediator); err != nil && mediator != "" {
		return nil, err
	}
	day, err := clock.ParseDay(until)
	now := s.Clock.Now()
	if err != nil || !day.After(now) || day.After(now.Add(MaxAhead)) {
		return nil, fault.Bad("until", "booking.until").With("days", int(MaxAhead/(24*time.Hour)))
	}
	w := &Wait{Meta: docstore.Meta{ID: caseID}, Case: caseID, Asked: now, Until: day.AddDate(0, 0, 1).UTC(), Mediator: mediator, Fit: f}
	err = s.waits.Insert(ctx, w)
	if errors.Is(err, docstore.ErrExists) { // asked again: it keeps its turn
		return s.waits.Update(ctx, caseID, func(old *Wait) error {
			old.Until, old.Mediator, old.Fit = w.Until, w.Mediator, w.Fit
			return nil
		})
	}
	return w, err
}

// Leave takes a case off the waiting list; one that does not wait is fine.
func (s *Service) Leave(ctx context.Context, who policy.Subject, caseID string) error {
	c, err := s.Cases.Get(ctx, caseID)
	if err != nil {
		return err
	}
	if _, err := permit(who, policy.Book, s.object(c, nil), c, fault.New(fault.NotFound, "case.missing")); err != nil {
		return err
	}
	return s.unqueue(ctx, caseID)
}

func (s *Service) unqueue(ctx context.Context, caseID string) error {
	w, err := s.waits.Get(ctx, caseID)
	if err != nil {
		return docstore.Gone(err)
	}
	return docstore.Gone(s.waits.Delete(ctx, w))
}

// maxWaits bounds how many of those who wait are looked at in one sweep.
const maxWaits = 200

// SweepWaits tells those who wait, the first first, of a time that is free now, each of
// another one, and takes them off the list. The time is not held: it is
// said so.
func (s *Service) SweepWaits(ctx context.Context) (told int, err error) {
	page, err := s.waits.Find(ctx, docstore.Query{Sort: []string{"asked"}, Limit: maxWaits})
	if err != nil {
		return 0, err
	}
	promised := map[string]bool{}
	var failed []error
	for _, w := range page.Items {
		done, err := s.tellFree(ctx, w, promised)
		if done {
			told++
		}
		failed = append(failed, err)
	}
	return told, errors.Join(failed...)
}

func (s *Service) tellFree(ctx context.Context, w *Wait, promised map[string]bool) (bool, error) {
	c, err := s.Cases.Get(ctx, w.Case)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return false, err
	}
	held, err2 := s.Active(ctx, w.Case)
	if err2 != nil {
		return false, err2
	}
	if err != nil || held != nil || fits(c, w.Mediator) != nil && fits(c, c.Mediator) != nil || !s.Clock.Now().Before(w.Until) {
		return false, s.unqueue(ctx, w.Case) // over: it has one, cannot have one, or it is too late
	}
	slots, err := s.Earliest(ctx, policy.System, Look{Case: w.Case, Mediator: w.Mediator, Fit: w.Fit}, MaxDays)
	if err != nil {
		return false, err
	}
	for _, slot := range slots {
		key := fmt.Sprintf("%s|%d", slot.Room, slot.Start.Unix())
		if promised[key] || slot.End.After(w.Until) {
			continue
		}
		promised[key] = true
		_, err := s.Cases.Apply(ctx, w.Case, dispute.Command{ID: fmt.Sprintf("free-%d", w.Asked.UnixMilli()), Event: dispute.FreeSlot,
			At: s.Clock.Now(), By: system.account, Role: system.role,
			Slot: &dispute.Appointment{ID: "free", Room: slot.Room, Start: slot.Start, End: slot.End}})
		if err != nil && !final(err) {
			return false, err
		}
		return true, s.unqueue(ctx, w.Case)
	}
	return false, nil
}
