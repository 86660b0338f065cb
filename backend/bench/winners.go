package bench

import (
	"context"
	"fmt"
	"slices"

	"yanhe/backend/booking"
	"yanhe/backend/clock"
	"yanhe/backend/docstore"
)

// winners checks that every slot went to exactly one client, by the replies and by
// the store, and that nothing was left behind.
func (c *contest) winners(ctx context.Context, st storage) (Row, error) {
	row := Row{Name: "contested slots with one winner ÷ all, " + st.name, Aim: 1}
	all, once := 0, 0
	for _, group := range c.slots {
		for _, s := range group {
			if all++; s.won.Load() == 1 {
				once++
			}
		}
	}
	row.Values = []float64{float64(once) / float64(all)}
	b := booking.New(c.engine, clock.System{}, nil, nil, nil, nil)
	orphans, err := b.Orphans(ctx)
	if err != nil {
		return row, err
	}
	row.Note = fmt.Sprintf("%d of %d slots, %d orphan claims", once, all, orphans)
	if orphans > 0 {
		return row, fmt.Errorf("%d orphan claims", orphans)
	}
	stored, err := c.stored(ctx)
	if err == nil && stored != all {
		err = fmt.Errorf("%d appointments are stored for %d slots", stored, all)
	}
	return row, err
}

// stored counts the appointments that hold a room; two for one slot are an error.
func (c *contest) stored(ctx context.Context) (int, error) {
	all := booking.Schemas()
	s := all[slices.IndexFunc(all, func(s docstore.Schema) bool { return s.Name == "appointments" })]
	byStart := s.Indexes[slices.IndexFunc(s.Indexes, func(ix docstore.Index) bool { return slices.Equal(ix.Fields, []string{"active", "start"}) })]
	q := docstore.EngineQuery{Index: byStart, Equal: []docstore.Equal{{Field: "active", Value: int64(1)}}, Sort: []string{"start"}, Limit: docstore.MaxPage}
	seen := map[string]bool{}
	for {
		page, err := c.engine.Find(ctx, s.Name, q)
		if err != nil {
			return 0, err
		}
		for _, r := range page {
			held := fmt.Sprint(r.Keys["room"], " ", r.Keys["start"])
			if seen[held] {
				return 0, fmt.Errorf("two appointments hold %s", held)
			}
			seen[held] = true
			q.From = []any{r.Keys["start"], r.ID}
		}
		if len(page) < q.Limit {
			return len(seen), nil
		}
	}
}
