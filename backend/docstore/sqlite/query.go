package sqlite

import (
	"strings"

	"yanhe/backend/docstore"
)

// find returns the statement of a page. INDEXED BY leaves the planner no choice:
// a query that the index cannot serve fails instead of running slowly.
func (t *table) find(q docstore.EngineQuery) (string, []any) {
	columns := t.columns
	if !q.KeysOnly {
		columns += ", _body"
	}
	where, args := t.where(q)
	direction := ""
	if q.Desc {
		direction = " DESC"
	}
	var order []string
	for _, f := range q.Sort {
		order = append(order, quote(f)+direction)
	}
	order = append(order, "_id"+direction)
	text := "SELECT " + columns + " FROM " + t.from(q) + where + " ORDER BY " + strings.Join(order, ", ") + " LIMIT ?"
	return text, append(args, q.Limit)
}

func (t *table) count(q docstore.EngineQuery, limit int64) (string, []any) {
	q.From = nil
	where, args := t.where(q)
	if limit <= 0 {
		return "SELECT count(*) FROM " + t.from(q) + where, args
	}
	return "SELECT count(*) FROM (SELECT 1 FROM " + t.from(q) + where + " LIMIT ?)", append(args, limit)
}

func (t *table) countBy(q docstore.EngineQuery, field string) (string, []any) {
	q.From = nil
	where, args := t.where(q)
	f := quote(field)
	return "SELECT " + f + ", count(*) FROM " + t.from(q) + where + " GROUP BY " + f, args
}

func (t *table) from(q docstore.EngineQuery) string {
	if len(q.Index.Fields) == 0 {
		return t.name
	}
	return t.name + " INDEXED BY " + quote(t.indexName(q.Index))
}

// where joins the conditions, each with its arguments.
func (t *table) where(q docstore.EngineQuery) (string, []any) {
	var all []string
	var args []any
	add := func(condition string, values ...any) {
		all = append(all, condition)
		args = append(args, values...)
	}
	for _, e := range q.Equal {
		add(quote(e.Field)+" = ?", e.Value)
	}
	min, max, from := bounds(q)
	if min != nil {
		add(quote(q.Range.Field)+" >= ?", min)
	}
	if max != nil {
		add(quote(q.Range.Field)+" < ?", max)
	}
	if from != nil {
		add(after(q), from...)
	}
	if q.Index.Sparse {
		add(t.something(q.Index))
	}
	if len(all) == 0 {
		return "", args
	}
	return " WHERE " + strings.Join(all, " AND "), args
}

// after is the condition that a row comes after another: a row value, so that the
// index is entered right there (sqlite.org/rowvalue.html).
func after(q docstore.EngineQuery) string {
	compare := " > "
	if q.Desc {
		compare = " < "
	}
	columns, marks := "", ""
	for _, f := range q.Sort {
		columns += quote(f) + ", "
		marks += "?, "
	}
	return "(" + columns + "_id)" + compare + "(" + marks + "?)"
}

// bounds returns the range and the place to go on from, without the bound that the
// other makes superfluous: the index is entered by one bound only, and by the
// wrong one it would be read from the start of the range at every page.
func bounds(q docstore.EngineQuery) (min, max any, from []any) {
	from = q.From
	if q.Range == nil {
		return nil, nil, from
	}
	min, max = q.Range.Min, q.Range.Max
	if from == nil || len(q.Sort) == 0 || q.Sort[0] != q.Range.Field {
		return min, max, from
	}
	switch {
	case !q.Desc && min != nil && less(from[0], min), q.Desc && max != nil && !less(from[0], max):
		from = nil // a page that would start before the range starts with it
	case !q.Desc:
		min = nil
	default:
		max = nil
	}
	return min, max, from
}

func less(a, b any) bool {
	if n, ok := a.(int64); ok {
		m, ok := b.(int64)
		return ok && n < m
	}
	s, _ := a.(string)
	u, _ := b.(string)
	return s < u
}
