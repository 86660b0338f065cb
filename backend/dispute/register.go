package dispute

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Number is a line of the case number register. Its id is center, year and
// number, so no number is ever given twice. A number is reserved for one case
// before the case takes it; one that its case did not take after all is voided
// with the reason, so that the register explains every gap.
type Number struct {
	docstore.Meta
	Book    string    `json:"book"` // center|year
	N       int64     `json:"n"`
	Printed string    `json:"printed"`
	Case    string    `json:"case"`
	State   string    `json:"state"` // reserved, used, void
	Why     string    `json:"why,omitempty"`
	At      time.Time `json:"at"`
}

// States of a register line; those with the reasons for a void are catalog keys
// "register.<word>".
const (
	reserved = "reserved"
	used     = "used"
	void     = "void"
)

var numbers = docstore.Define[Number]("numbers").
	Text("book", func(n *Number) string { return n.Book }).
	Int("n", func(n *Number) int64 { return n.N }).
	Text("case", func(n *Number) string { return n.Case }).
	Text("state", func(n *Number) string { return n.State }).
	Int("at", func(n *Number) int64 { return millis(n.At) }).
	Index("book", "n").
	Index("case", "book").
	Index("state", "at")

// Register gives out case numbers.
type Register struct {
	numbers *docstore.Collection[Number, *Number]
	abbr    func(center string) string
	// queue lets one reservation of this process through at a time: a double click
	// then finds the number of the first. Between processes the ids decide.
	queue sync.Mutex
}

// PrintNumber writes a case number the way the archive's rules want it.
func PrintNumber(year int, abbr string, n int64) string {
	return fmt.Sprintf("（%d）%s人调字第%d号", year, abbr, n)
}

// reserveTries bounds the race for the next number; each round lets one through.
const reserveTries = 400

// Reserve returns the number reserved for a case in the book of its center and
// year: the same one when asked again, else the next.
func (r *Register) Reserve(ctx context.Context, center, caseID string, at time.Time) (*Number, error) {
	year := at.In(clock.Shanghai).Year()
	book := fmt.Sprintf("%s|%d", center, year)
	r.queue.Lock()
	defer r.queue.Unlock()
	mine, err := r.numbers.First(ctx, docstore.Query{Where: []docstore.Cond{
		docstore.Eq("case", caseID), docstore.Eq("book", book)}})
	if err == nil && mine.State != void || err != nil && !errors.Is(err, docstore.ErrMissing) {
		return mine, err
	}
	for range reserveTries {
		var n int64 = 1
		last, err := r.numbers.First(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("book", book)},
			Sort: []string{"n"}, Desc: true})
		if err == nil {
			n = last.N + 1
		} else if !errors.Is(err, docstore.ErrMissing) {
			return nil, err
		}
		next := &Number{Meta: docstore.Meta{ID: fmt.Sprintf("%s|%09d", book, n)}, Book: book, N: n,
			Printed: PrintNumber(year, r.abbr(center), n), Case: caseID, State: reserved, At: at}
		if err = r.numbers.Insert(ctx, next); err == nil || !errors.Is(err, docstore.ErrExists) {
			return next, err
		}
		select { // give way to whoever is ahead
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Duration(rand.IntN(2000)) * time.Microsecond):
		}
	}
	return nil, fault.New(fault.Unavailable, "case.number_busy")
}

// settle marks what became of a number.
func (r *Register) settle(ctx context.Context, id, state, why string) error {
	_, err := r.numbers.Update(ctx, id, func(n *Number) error {
		if n.State == state || n.State == used {
			return docstore.ErrUnchanged
		}
		n.State, n.Why = state, why
		return nil
	})
	return err
}

// SweepNumbers settles numbers that a crash left reserved: used when the case
// took it, void with the reason when the case ended or took another. Numbers of
// cases still at the desk stay reserved for them.
func (s *Service) SweepNumbers(ctx context.Context) (settled int, err error) {
	before := s.Clock.Now().Add(-10 * time.Minute).UnixMilli()
	err = s.register.numbers.Each(ctx, docstore.Query{Where: []docstore.Cond{
		docstore.Eq("state", reserved), docstore.Below("at", before)}, Sort: []string{"at"}}, func(n *Number) error {
		c, err := s.cases.Get(ctx, n.Case)
		state, why := "", ""
		switch {
		case errors.Is(err, docstore.ErrMissing):
			state, why = void, "no_case"
		case err != nil:
			return err
		case c.Number == n.Printed:
			state = used
		case c.Number != "":
			state, why = void, "other_number"
		case c.State == Declined || c.State == Withdrawn || c.State == Transferred:
			state, why = void, "not_accepted"
		default:
			return nil
		}
		settled++
		return s.register.settle(ctx, n.ID, state, why)
	})
	return settled, err
}

// ReserveNumber reserves the next number of a center for a case; acceptance does it too.
func (s *Service) ReserveNumber(ctx context.Context, center, caseID string) (*Number, error) {
	return s.register.Reserve(ctx, center, caseID, s.Clock.Now())
}

// maxBook bounds a printed register; a center gives out a few thousand numbers a year.
const maxBook = 20_000

// Book returns the register of a center and year, by number.
func (s *Service) Book(ctx context.Context, center string, year int) ([]*Number, error) {
	var all []*Number
	err := s.register.numbers.Each(ctx, docstore.Query{Where: []docstore.Cond{
		docstore.Eq("book", fmt.Sprintf("%s|%d", center, year))}, Sort: []string{"n"}}, func(n *Number) error {
		if all = append(all, n); len(all) > maxBook {
			return fault.New(fault.TooLarge, "too_large")
		}
		return nil
	})
	return all, err
}
