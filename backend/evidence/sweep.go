package evidence

import (
	"context"
	"errors"

	"yanhe/backend/docstore"
)

// Sweep removes uploads that no case attached in time, and tells how many.
//
// Each goes in three steps: the document is marked, which a case that takes it
// in the same moment either sees or beats; then the content goes; then the
// document. A crash in between leaves a document that is still due, and the next
// sweep takes all steps again. With the document gone first, the content would
// stay for ever, and nobody could find it.
func (s *Service) Sweep(ctx context.Context) (removed int, err error) {
	due := docstore.Query{Where: []docstore.Cond{docstore.Between("expires", 1, s.clock.Now().UnixMilli()+1)},
		Limit: docstore.MaxPage}
	for {
		page, err := s.uploads.Find(ctx, due)
		if err != nil {
			return removed, err
		}
		for _, u := range page.Items {
			gone, err := s.remove(ctx, u.ID)
			if err != nil {
				return removed, err
			}
			if gone {
				removed++
			}
		}
		if page.Next == "" {
			return removed, nil
		}
		due.After = page.Next
	}
}

func (s *Service) remove(ctx context.Context, upload string) (bool, error) {
	u, err := s.uploads.Update(ctx, upload, func(u *Upload) error {
		if at := u.expires(); at == 0 || at > s.clock.Now().UnixMilli() {
			return errKept
		}
		if u.Going {
			return docstore.ErrUnchanged
		}
		u.Going = true
		return nil
	})
	if errors.Is(err, errKept) || errors.Is(err, docstore.ErrMissing) {
		return false, nil // taken since the page was read, or another instance was faster
	}
	if err != nil {
		return false, err
	}
	if err := s.blobs.Delete(ctx, u.Key); err != nil {
		return false, err
	}
	if err := s.release(ctx, u.Account, u.ID); err != nil {
		return false, err
	}
	err = s.uploads.Delete(ctx, u)
	if errors.Is(err, docstore.ErrMissing) || errors.Is(err, docstore.ErrStale) {
		return false, nil
	}
	return err == nil, err
}

// errKept ends the removal of an upload that is wanted after all.
var errKept = errors.New("evidence: not due")
