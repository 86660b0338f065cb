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
		filter = append(filter, bson.E{Key: keyPath(q.Range.Field), Value: bounds(q.Range)})
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

func bounds(r *docstore.Range) bson.D {
	var d bson.D
	if r.Min != nil {
		d = append(d, bson.E{Key: "$gte", Value: r.Min})
	}
	if r.Max != nil {
		d = append(d, bson.E{Key: "$lt", Value: r.Max})
	}
	if d == nil {
		return bson.D{{Key: "$exists", Value: true}}
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
			op := "$eq"
			if j == i {
				op = beyond(q)
			}
			cond := bson.D{{Key: op, Value: q.From[j]}}
			if q.Range != nil && path == keyPath(q.Range.Field) {
				cond = append(cond, bounds(q.Range)...)
			}
			branch = append(branch, bson.E{Key: path, Value: cond})
		}
		branches = append(branches, branch)
	}
	if len(branches) == 1 {
		return branches[0].(bson.D)
	}
	return bson.D{{Key: "$or", Value: branches}}
}

func beyond(q docstore.EngineQuery) string {
	if q.Desc {
		return "$lt"
	}
	return "$gt"
}
