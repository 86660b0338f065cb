package center

import (
	"context"
	"testing"
	"time"
)

// AwaitSize waits until the tree holds n centers.
func (d *Directory) AwaitSize(t *testing.T, n int) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for d.Size() != n {
		select {
		case <-ctx.Done():
			t.Fatalf("%d centers, not %d", d.Size(), n)
		case <-tick.C:
		}
	}
}
