package evidence

import (
	"context"
	"errors"

	"yanhe/backend/docstore"
)

// Forget deletes files whose case is deleted, each content before its document, as
// Sweep does; those that are gone are fine.
func (s *Service) Forget(ctx context.Context, files []string) error {
	for _, one := range files {
		u, err := s.uploads.Update(ctx, one, func(u *Upload) error {
			if u.Going {
				return docstore.ErrUnchanged
			}
			u.Going = true
			return nil
		})
		if errors.Is(err, docstore.ErrMissing) {
			continue
		}
		if err != nil {
			return err
		}
		if err := s.blobs.Delete(ctx, u.Key); err != nil {
			return err
		}
		if err := s.release(ctx, u.Account, u.ID); err != nil {
			return err
		}
		if err := s.uploads.Delete(ctx, u); err != nil && !errors.Is(err, docstore.ErrMissing) {
			return err
		}
	}
	return nil
}
