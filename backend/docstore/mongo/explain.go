package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Explain asks the server how it would run a query and returns the plan. It fails
// when the plan reads the whole collection, sorts, or uses no index.
func (e *Engine) Explain(ctx context.Context, collection string, q docstore.EngineQuery) (string, error) {
	s := searchOf(q)
	find := bson.D{{Key: "find", Value: collection}, {Key: "filter", Value: s.filter}, {Key: "hint", Value: s.hint}}
	if len(s.sort) > 0 {
		find = append(find, bson.E{Key: "sort", Value: s.sort})
	}
	if q.Limit > 0 {
		find = append(find, bson.E{Key: "limit", Value: int64(q.Limit)})
	}
	explain := bson.D{{Key: "explain", Value: find}, {Key: "verbosity", Value: "queryPlanner"}}
	raw, err := e.db.RunCommand(ctx, explain).Raw()
	if err != nil {
		return "", mapError(ctx, err)
	}
	plan, ok := bsoncore.Document(raw).Lookup("queryPlanner", "winningPlan").DocumentOK()
	if !ok {
		return "", fault.Internalf("docstore/mongo: an explanation without a winning plan: %s", raw)
	}
	return plan.String(), checkPlan(plan)
}

// indexStages read an index; a lookup by one id has stages of its own.
var indexStages = map[string]bool{
	"IXSCAN": true, "COUNT_SCAN": true, "IDHACK": true, "CLUSTERED_IXSCAN": true,
	"EXPRESS_IXSCAN": true, "EXPRESS_CLUSTERED_IXSCAN": true,
}

func checkPlan(plan bsoncore.Document) error {
	indexed := false
	for _, stage := range stages(plan) {
		switch {
		case stage == "COLLSCAN", stage == "SORT":
			return fault.Internalf("docstore/mongo: the plan has %s: %s", stage, plan)
		case indexStages[stage]:
			indexed = true
		}
	}
	if !indexed {
		return fault.Internalf("docstore/mongo: the plan uses no index: %s", plan)
	}
	return nil
}

// stages lists the stage names at any depth of a plan, those of every shard included.
func stages(plan bsoncore.Document) []string {
	elements, err := plan.Elements()
	if err != nil {
		return nil
	}
	var all []string
	for _, e := range elements {
		v := e.Value()
		if name, ok := v.StringValueOK(); ok && e.Key() == "stage" {
			all = append(all, name)
		} else if doc, ok := v.DocumentOK(); ok {
			all = append(all, stages(doc)...)
		} else if array, ok := v.ArrayOK(); ok {
			all = append(all, stages(bsoncore.Document(array))...)
		}
	}
	return all
}
