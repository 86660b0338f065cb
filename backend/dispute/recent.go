package dispute

import (
	"context"

	"yanhe/backend/docstore"
)

// maxRecent bounds the cases kept in memory by their tracking token, at some 6 KB
// each: a QR code is scanned again and again, and the case behind it rarely changes.
const maxRecent = 2000

func recentOf(c *Cases) *docstore.Memory[Case, *Case] {
	return c.Remember(docstore.Limits{Documents: maxRecent}, func(c *Case) string { return c.Track })
}

// Follow keeps the memory of recent cases true to the store until ctx ends or the
// change feed does; without it every look-up asks the store.
func (s *Service) Follow(ctx context.Context) error { return s.recent.Follow(ctx) }
