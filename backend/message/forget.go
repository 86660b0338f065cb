package message

import (
	"context"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
)

// Forget deletes the messages of a case that is deleted; files deletes what came with
// each, before the message that names it.
func (s *Service) Forget(ctx context.Context, c *dispute.Case, files func([]string) error) error {
	q := docstore.Query{Where: []docstore.Cond{docstore.Eq("case", c.ID)}}
	err := s.messages.Each(ctx, q, func(m *Message) error {
		ids := make([]string, len(m.Files))
		for i, f := range m.Files {
			ids[i] = f.ID
		}
		if err := files(ids); err != nil {
			return err
		}
		return docstore.Gone(s.messages.Delete(ctx, m))
	})
	if err != nil {
		return err
	}
	threads := []string{dispute.ApplicantThread, dispute.JointThread}
	for _, p := range c.Parties {
		threads = append(threads, p.ID)
	}
	for _, t := range threads {
		q := docstore.Query{Where: []docstore.Cond{docstore.Eq("room", room(c.ID, t))}}
		if err := s.marks.Each(ctx, q, func(m *Mark) error { return docstore.Gone(s.marks.Delete(ctx, m)) }); err != nil {
			return err
		}
	}
	return nil
}
