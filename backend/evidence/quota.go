package evidence

import (
	"context"
	"errors"
	"slices"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// admits reports the quota that size more bytes in one more upload would break.
func (a *allowance) admits(size int64, now time.Time) error {
	if len(a.Open) >= MaxOpen {
		return fault.New(fault.Conflict, "evidence.too_many").With("limit", MaxOpen)
	}
	if a.Bytes+size > MaxDay {
		midnight, err := clock.ParseDay(clock.Day(now.Add(24 * time.Hour)))
		if err != nil {
			return fault.Wrap(err, "internal")
		}
		return fault.New(fault.Limited, "evidence.day_quota").With("megabytes", MaxDay>>20).
			After(int(midnight.Sub(now)/time.Second) + 1)
	}
	return nil
}

// room tells early, before a file is read and drawn again, that there is no room
// for even one byte of it.
func (s *Service) room(ctx context.Context, account string) error {
	a, err := s.allowances.Get(ctx, account)
	if errors.Is(err, docstore.ErrMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	now := s.clock.Now()
	a.turn(now)
	return a.admits(1, now)
}

// book counts an upload against the quotas of its account.
func (s *Service) book(ctx context.Context, account, upload string, size int64) error {
	err := s.allowances.Insert(ctx, &allowance{Meta: docstore.Meta{ID: account}})
	if err != nil && !errors.Is(err, docstore.ErrExists) {
		return err
	}
	_, err = s.allowances.Update(ctx, account, func(a *allowance) error {
		now := s.clock.Now()
		a.turn(now)
		if err := a.admits(size, now); err != nil {
			return err
		}
		a.Bytes += size
		a.Open = append(a.Open, pending{Upload: upload, At: now})
		return nil
	})
	return err
}

// release gives back the place among the open uploads. The day's bytes stay
// counted: they were sent.
func (s *Service) release(ctx context.Context, account, upload string) error {
	_, err := s.allowances.Update(ctx, account, func(a *allowance) error {
		before := len(a.Open)
		a.Open = slices.DeleteFunc(a.Open, func(p pending) bool { return p.Upload == upload })
		if len(a.Open) == before {
			return docstore.ErrUnchanged
		}
		return nil
	})
	if errors.Is(err, docstore.ErrMissing) {
		return nil
	}
	return err
}
