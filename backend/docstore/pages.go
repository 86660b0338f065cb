package docstore

import (
	"context"
	"slices"
)

// Page is one page of documents; Next is "" on the last one.
type Page[P any] struct {
	Items []P
	Next  string
}

// Find returns one page. Pages neither skip nor repeat a document that keeps
// its sort keys, however many are added in between.
func (c *Collection[T, P]) Find(ctx context.Context, q Query) (Page[P], error) {
	var page Page[P]
	records, next, err := c.find(ctx, q)
	if err != nil {
		return page, err
	}
	page.Next = next
	page.Items = make([]P, 0, len(records))
	for _, r := range records {
		doc, err := c.decode(r)
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, doc)
	}
	return page, nil
}

// First returns the first match, or ErrMissing.
func (c *Collection[T, P]) First(ctx context.Context, q Query) (P, error) {
	q.Limit = 1
	page, err := c.Find(ctx, q)
	if err != nil {
		return nil, err
	}
	if len(page.Items) == 0 {
		return nil, ErrMissing
	}
	return page.Items[0], nil
}

func (c *Collection[T, P]) find(ctx context.Context, q Query) ([]Record, string, error) {
	s := c.def.schema
	if len(q.Sort) == 0 { // a range orders by its field, or its pages would not follow the index
		for _, cond := range q.Where {
			if cond.ranged {
				q.Sort = []string{cond.field}
			}
		}
	}
	plans, err := s.Plan(q)
	if err != nil {
		return nil, "", err
	}
	limit := q.Limit
	if limit <= 0 {
		limit = 50
	}
	limit = min(limit, MaxPage)
	var from []any
	if q.After != "" {
		if from, err = s.parseCursor(q.After, q.Sort); err != nil {
			return nil, "", err
		}
	}
	var all []Record
	for _, p := range plans {
		p.Limit, p.From = limit+1, from // one more tells whether a page follows
		part, err := c.engine.Find(ctx, s.Name, p)
		if err != nil {
			return nil, "", err
		}
		all = append(all, part...)
	}
	if len(plans) > 1 {
		slices.SortFunc(all, func(a, b Record) int { return order(a, b, q.Sort, q.Desc) })
	}
	if len(all) <= limit {
		return all, "", nil
	}
	all = all[:limit]
	return all, cursor(sortValues(all[limit-1], q.Sort)), nil
}

// Count counts matches, but no further than limit (0: no limit). A bounded count
// costs the same however large the collection is.
func (c *Collection[T, P]) Count(ctx context.Context, q Query, limit int64) (int64, error) {
	plans, err := c.def.schema.PlanCount(q)
	if err != nil {
		return 0, err
	}
	var total int64
	for _, p := range plans {
		n, err := c.engine.Count(ctx, c.def.schema.Name, p, limit)
		if err != nil {
			return 0, err
		}
		if total += n; limit > 0 && total >= limit {
			return limit, nil
		}
	}
	return total, nil
}

// CountBy counts matches of equalities for each value of a field; an index must
// hold the fixed fields followed by that field.
func (c *Collection[T, P]) CountBy(ctx context.Context, field string, where ...Cond) (map[string]int64, error) {
	plans, err := c.def.schema.PlanCount(Query{Where: where, Sort: []string{field}})
	if err != nil {
		return nil, err
	}
	total := map[string]int64{}
	for _, p := range plans {
		part, err := c.engine.CountBy(ctx, c.def.schema.Name, p, field)
		if err != nil {
			return nil, err
		}
		for k, n := range part {
			total[k] += n
		}
	}
	return total, nil
}

// Each walks all matches in order, a page at a time, until fn fails.
func (c *Collection[T, P]) Each(ctx context.Context, q Query, fn func(P) error) error {
	q.Limit = MaxPage
	for {
		page, err := c.Find(ctx, q)
		if err != nil {
			return err
		}
		for _, doc := range page.Items {
			if err := fn(doc); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

func sortValues(r Record, sort []string) []any {
	values := make([]any, 0, len(sort)+1)
	for _, f := range sort {
		values = append(values, r.Keys[f])
	}
	return append(values, r.ID)
}

func order(a, b Record, sort []string, desc bool) int {
	x, y := sortValues(a, sort), sortValues(b, sort)
	for i := range x {
		d := compare(x[i], y[i])
		if desc {
			d = -d
		}
		if d != 0 {
			return d
		}
	}
	return 0
}

func compare(a, b any) int {
	if x, ok := a.(int64); ok {
		y := b.(int64)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	}
	x, y := a.(string), b.(string)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}
