package mongo

import (
	"go.mongodb.org/mongo-driver/bson"

	"yanhe/backend/docstore"
)

// search is an engine query in the server's terms.
type search struct {
	filter bson.D
	sort   bson.D
	hint   string
}

// idIndex is the name the server gives to the index over _id.
const idIndex = "_id_"

func searchOf(q docstore.EngineQuery) search {
	s := search{filter: matching(q), hint: q.Index.Name}
	if s.hint == "" {
		s.hint = idIndex
	}
	direction := 1
	if q.Desc {
		direction = -1
	}
	for _, path := range sortPaths(q) {
		s.sort = append(s.sort, bson.E{Key: path, Value: direction})
	}
	if q.From != nil {
		s.filter = after(q)
	}
	return s
}

// matching is the filter of a query without regard to its page.
func matching(q docstore.EngineQuery) bson.D {
	filter := fixed(q)
	if q.Range != nil {
		filter = append(filter, bson.E{Key: keyPath(q.Range.Field), Value: bounds(*q.Range)})
	}
	return filter
}

func fixed(q docstore.EngineQuery) bson.D {
	filter := bson.D{}
	for _, e := range q.Equal {
		filter = append(filter, bson.E{Key: keyPath(e.Field), Value: e.Value})
	}
	return filter
}

// bounds is met by what a range holds; one open on both ends holds all.
func bounds(r docstore.Range) bson.D {
	if d := limits(r); d != nil {
		return d
	}
	return bson.D{{Key: "$exists", Value: true}}
}

func limits(r docstore.Range) bson.D {
	var d bson.D
	if r.Min != nil {
		d = append(d, bson.E{Key: "$gte", Value: r.Min})
	}
	if r.Max != nil {
		d = append(d, bson.E{Key: "$lt", Value: r.Max})
	}
	return d
}

// sortPaths are the sort keys in the server's terms. A unique index does not end
// in _id, and needs no tie broken.
func sortPaths(q docstore.EngineQuery) []string {
	paths := make([]string, 0, len(q.Sort)+1)
	for _, f := range q.Sort {
		paths = append(paths, keyPath(f))
	}
	if q.Index.Unique {
		return paths
	}
	return append(paths, fieldID)
}

// after continues a query behind q.From. (a, b) > (x, y) becomes an $or of
// {a > x} and {a = x, b > y}, with everything the query fixes repeated in each
// branch: so each is one exact scan of the index, already in order, and the
// server merges the scans without sorting or reading what lies before the page.
func after(q docstore.EngineQuery) bson.D {
	paths := sortPaths(q)
	if len(paths) == 0 { // one match at most, and it was on the page before
		return append(fixed(q), bson.E{Key: fieldID, Value: bson.D{{Key: beyond(q), Value: q.From[0]}}})
	}
	var branches bson.A
	for i := range paths {
		branch := fixed(q)
		for j, path := range paths[:i+1] {
			var rng docstore.Range
			if q.Range != nil && path == keyPath(q.Range.Field) {
				rng = *q.Range
			}
			if j == i {
				branch = append(branch, bson.E{Key: path, Value: pastWithin(rng, q.From[j], q.Desc)})
			} else {
				branch = append(branch, bson.E{Key: path, Value: atWithin(rng, q.From[j])})
			}
		}
		branches = append(branches, branch)
	}
	if len(branches) == 1 {
		return branches[0].(bson.D)
	}
	return bson.D{{Key: "$or", Value: branches}}
}

// atWithin is met by a value if the range holds it; a cursor made by another query may lie outside.
func atWithin(rng docstore.Range, value any) bson.D {
	return append(bson.D{{Key: "$eq", Value: value}}, limits(rng)...)
}

// pastWithin is met by what comes after a value and in the range. It names each
// operator once: what a server makes of a repeated key is anyone's guess.
func pastWithin(rng docstore.Range, value any, desc bool) bson.D {
	switch {
	case !desc && (rng.Min == nil || !less(value, rng.Min)):
		rng.Min = nil
		return append(bson.D{{Key: "$gt", Value: value}}, limits(rng)...)
	case desc && (rng.Max == nil || less(value, rng.Max)):
		rng.Max = value
	}
	return limits(rng)
}

func beyond(q docstore.EngineQuery) string {
	if q.Desc {
		return "$lt"
	}
	return "$gt"
}

// less compares two values of one field; text by bytes, as the server does.
func less(a, b any) bool {
	if x, ok := a.(int64); ok {
		y, ok := b.(int64)
		return ok && x < y
	}
	x, _ := a.(string)
	y, ok := b.(string)
	return ok && x < y
}
