// Package clock is where time comes from. Times are UTC inside and Asia/Shanghai
// on screen; the working days of the law live in workdays.go.
package clock

import (
	"sync"
	"sync/atomic"
	"time"
)

// Clock tells the time. Code never calls time.Now itself, so that a test can.
type Clock interface{ Now() time.Time }

// System is the machine's clock, in UTC and whole milliseconds: the same
// precision as a stored time, so that a value read back equals the one written.
type System struct{}

// Now returns the current time.
func (System) Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// Fixed is a clock for tests that stands until it is moved. It is safe for
// concurrent use.
type Fixed struct {
	mu sync.Mutex
	at time.Time
}

// At makes a fixed clock.
func At(at time.Time) *Fixed { return &Fixed{at: at.UTC().Truncate(time.Millisecond)} }

// Now returns the time the clock stands at.
func (f *Fixed) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.at
}

// Advance moves the clock.
func (f *Fixed) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at = f.at.Add(d)
}

// Shifted is the machine's clock, moved on: it runs, so that what waits for time to pass
// can be shown. It is safe for concurrent use.
type Shifted struct{ by atomic.Int64 }

// Now returns the machine's time and what it was moved on by.
func (s *Shifted) Now() time.Time { return System{}.Now().Add(time.Duration(s.by.Load())) }

// Advance moves the clock on.
func (s *Shifted) Advance(d time.Duration) { s.by.Add(int64(d.Truncate(time.Millisecond))) }

// Shanghai is the zone of all that people see: UTC+8 all year, without summer
// time since 1991, so it needs no zone database on the machine.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Day is a calendar day in Shanghai as YYYY-MM-DD; days sort as text.
func Day(t time.Time) string { return t.In(Shanghai).Format(time.DateOnly) }

// ParseDay returns midnight in Shanghai of a YYYY-MM-DD day.
func ParseDay(day string) (time.Time, error) {
	return time.ParseInLocation(time.DateOnly, day, Shanghai)
}
