package booking

import (
	"context"

	"yanhe/backend/docstore"
)

// Forget deletes the appointments of a case that is deleted. They have all ended long ago:
// their claims are purged already.
func (s *Service) Forget(ctx context.Context, caseID string) error {
	if err := s.unqueue(ctx, caseID); err != nil {
		return err
	}
	if err := s.release(ctx, caseID); err != nil {
		return err
	}
	q := docstore.Query{Where: []docstore.Cond{docstore.Eq("case", caseID)}, Sort: []string{"asked"}}
	return s.appointments.Each(ctx, q, func(a *Appointment) error { return docstore.Gone(s.appointments.Delete(ctx, a)) })
}
