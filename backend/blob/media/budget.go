package media

import "context"

// budget is memory that users share: each takes what it needs, waits while there
// is too little, and gives it back.
type budget struct {
	turn  chan struct{} // held by whoever is taking, so that two halves never wait for each other
	units chan struct{} // what is taken
}

// unit is the bytes that are counted as one.
const unit = 1 << 20

func newBudget(bytes int64) *budget {
	return &budget{turn: make(chan struct{}, 1), units: make(chan struct{}, max(1, bytes/unit))}
}

// fits tells whether so many bytes can be had at all.
func (b *budget) fits(bytes int64) bool { return unitsOf(bytes) <= cap(b.units) }

// take waits for so many bytes, which must fit, and returns how to give them back.
func (b *budget) take(ctx context.Context, bytes int64) (giveBack func(), err error) {
	select {
	case b.turn <- struct{}{}:
		defer func() { <-b.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	n := unitsOf(bytes)
	for taken := range n {
		select {
		case b.units <- struct{}{}:
		case <-ctx.Done():
			b.give(taken)
			return nil, ctx.Err()
		}
	}
	return func() { b.give(n) }, nil
}

func (b *budget) give(n int) {
	for range n {
		<-b.units
	}
}

func unitsOf(bytes int64) int { return int((bytes + unit - 1) / unit) }
