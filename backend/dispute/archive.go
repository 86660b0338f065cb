package dispute

import (
	"context"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/id"
)

// EachArchived calls fn for the cases that ended before a time, the oldest first.
func (s *Service) EachArchived(ctx context.Context, before time.Time, fn func(*Case) error) error {
	return s.cases.Each(ctx, docstore.Query{Where: []docstore.Cond{docstore.Between("ended", 1, before.UnixMilli())}, Sort: []string{"ended"}}, fn)
}

// Erase deletes a case with all that this package keeps of it, the case itself last: what
// is broken off is found and taken up again. Its number stays in the register, which holds
// nothing personal, so that it is never given twice.
func (s *Service) Erase(ctx context.Context, c *Case) error {
	if err := docstore.Gone(s.likenesses.Delete(ctx, &Likeness{Meta: metaOf(c.ID)})); err != nil {
		return err
	}
	for _, account := range c.Accounts() {
		if err := docstore.Gone(s.joinings.Delete(ctx, &Joining{Meta: metaOf(id.Derive("joining", c.ID, account))})); err != nil {
			return err
		}
	}
	return docstore.Gone(s.cases.Delete(ctx, c))
}
