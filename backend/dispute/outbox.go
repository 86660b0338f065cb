package dispute

import (
	"context"
	"slices"
	"time"

	"yanhe/backend/docstore"
)

// Apply takes an event that another domain (booking, notice) has allowed by its
// own policy check; cmd.By and cmd.Role say who acted.
func (s *Service) Apply(ctx context.Context, caseID string, cmd Command) (*Case, error) {
	if cmd.At.IsZero() {
		cmd.At = s.Clock.Now()
	}
	note := cmd.Note
	return s.update(ctx, caseID, func(c *Case) error {
		cmd := cmd // the closure may run again
		var err error
		if cmd.Note, err = s.sealNote(c, note); err != nil {
			return err
		}
		return c.Take(cmd)
	})
}

// Get returns a case for another domain, which has to ask the policy itself.
func (s *Service) Get(ctx context.Context, caseID string) (*Case, error) {
	c, err := s.cases.Get(ctx, caseID)
	return c, missing(err)
}

// Owing lists cases whose outbox wants attention, the longest due first.
func (s *Service) Owing(ctx context.Context, limit int) ([]*Case, error) {
	page, err := s.cases.Find(ctx, docstore.Query{Where: []docstore.Cond{
		docstore.Between("owed", 1, s.Clock.Now().UnixMilli()+1)}, Sort: []string{"owed"}, Limit: limit})
	return page.Items, err
}

// Paid takes items off the outbox; doing it twice is harmless.
func (s *Service) Paid(ctx context.Context, caseID string, owed ...string) error {
	_, err := s.modify(ctx, caseID, func(c *Case) error {
		before := len(c.Outbox)
		c.Outbox = slices.DeleteFunc(c.Outbox, func(o Owed) bool { return slices.Contains(owed, o.ID) })
		if len(c.Outbox) == before {
			return docstore.ErrUnchanged
		}
		return nil
	})
	return missing(err)
}

// Postpone keeps an item for a later try.
func (s *Service) Postpone(ctx context.Context, caseID, owed string, until time.Time, problem string) error {
	return s.outbox(ctx, caseID, owed, func(c *Case, i int) {
		o := &c.Outbox[i]
		o.Tries++
		o.Due, o.Problem = until, problem
	})
}

func (s *Service) outbox(ctx context.Context, caseID, owed string, change func(*Case, int)) error {
	_, err := s.modify(ctx, caseID, func(c *Case) error {
		i := slices.IndexFunc(c.Outbox, func(o Owed) bool { return o.ID == owed })
		if i < 0 {
			return docstore.ErrUnchanged
		}
		change(c, i)
		return nil
	})
	return missing(err)
}

// Checked records the platform's verdict on the story or on one file and takes
// the item off the outbox in the same write. Only what is not a plain pass goes
// on the (inner) timeline.
func (s *Service) Checked(ctx context.Context, caseID, owed, verdict string) error {
	_, err := s.modify(ctx, caseID, func(c *Case) error {
		i := slices.IndexFunc(c.Outbox, func(o Owed) bool { return o.ID == owed })
		if i < 0 {
			return docstore.ErrUnchanged
		}
		item := c.Outbox[i]
		c.Outbox = slices.Delete(c.Outbox, i, i+1)
		c.judge(item.File, verdict)
		if verdict == Pass {
			return nil
		}
		return c.Take(Command{ID: "check-" + owed, Event: CheckContent, At: s.Clock.Now(), By: "system", Role: "system",
			Facts: map[string]string{"verdict": verdict, "file": item.File}})
	})
	return missing(err)
}

// Verdicts of a content check; catalog keys "verdict.<verdict>".
const (
	Pass   = "pass"
	Review = "review" // a person must look
	Risky  = "risky"
)

func (c *Case) judge(file, verdict string) {
	for i := range c.Evidence {
		if c.Evidence[i].ID == file {
			c.Evidence[i].Verdict = verdict
		}
	}
}
