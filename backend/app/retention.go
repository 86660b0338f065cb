package app

import (
	"context"
	"errors"
	"strconv"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/policy"
)

// EraseArchive deletes the cases whose time in the archive is over, with all that belongs
// to them (个人信息保护法 art. 47), and tells how many. Each is entered into the audit log
// first. With no retention set nothing is ever deleted.
func (a *App) EraseArchive(ctx context.Context) (erased int, err error) {
	if a.Config.RetentionYears == 0 {
		return 0, nil
	}
	before := a.Clock.Now().In(clock.Shanghai).AddDate(-a.Config.RetentionYears, 0, 0)
	var due []*dispute.Case // read first: what is deleted moves in the index
	err = a.Cases.EachArchived(ctx, before, func(c *dispute.Case) error {
		if due = append(due, c); len(due) == maxErase {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return 0, err
	}
	for _, c := range due {
		if err := a.erase(ctx, c); err != nil {
			return erased, err
		}
		erased++
	}
	return erased, nil
}

// maxErase bounds one sweep.
const maxErase = 500

var errEnough = errors.New("app: enough for one sweep")

func (a *App) erase(ctx context.Context, c *dispute.Case) error {
	details := map[string]string{"ended": clock.Day(c.Ended), "years": strconv.Itoa(a.Config.RetentionYears), "number": c.Number}
	if err := a.Audit.Record(ctx, policy.System.Account, "case.erase", "case|"+c.ID, "retention", details); err != nil {
		return err
	}
	files := make([]string, len(c.Evidence))
	for i, e := range c.Evidence {
		files[i] = e.ID
	}
	steps := []func() error{
		func() error {
			return a.Messages.Forget(ctx, c, func(ids []string) error { return a.Evidence.Forget(ctx, ids) })
		},
		func() error { return a.Evidence.Forget(ctx, files) },
		func() error { return a.Ratings.Forget(ctx, c.ID) },
		func() error { return a.Booking.Forget(ctx, c.ID) },
		func() error { return a.Cases.Erase(ctx, c) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
