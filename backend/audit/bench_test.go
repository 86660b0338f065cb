package audit_test

import (
	"strconv"
	"sync/atomic"
	"testing"

	"yanhe/backend/audit"
	"yanhe/backend/testkit"
)

// Desks that look at personal data side by side.
func BenchmarkAppend(b *testing.B) {
	log := audit.New(testkit.Store(b, audit.Schemas()...), start(), key)
	var actors atomic.Int64
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		actor := strconv.FormatInt(actors.Add(1), 10)
		for pb.Next() {
			if err := log.Record(b.Context(), actor, "case.reveal", "case|1", "", nil); err != nil {
				b.Error(err)
			}
		}
	})
}
