package dispute

import (
	"testing"
	"time"
)

// Misset gives a case's clocks another end, as a change of the limits would.
func (s *Service) Misset(t *testing.T, caseID string) {
	t.Helper()
	_, err := s.cases.Update(t.Context(), caseID, func(c *Case) error {
		for i := range c.Clocks {
			c.Clocks[i].Due = c.Clocks[i].Due.Add(24 * time.Hour)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
