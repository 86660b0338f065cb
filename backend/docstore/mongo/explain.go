package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Explain asks the server how it would run a query. Each line is a stage of its
// plan, with the index it reads if any.
func (e *Engine) Explain(ctx context.Context, collection string, q docstore.EngineQuery) ([]string, error) {
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
		return nil, mapError(ctx, err)
	}
	plan, ok := bsoncore.Document(raw).Lookup("queryPlanner", "winningPlan").DocumentOK()
	if !ok {
		return nil, fault.Internalf("docstore/mongo: an explanation without a winning plan: %s", raw)
	}
	return stages(plan), nil
}

// stages lists the stages at any depth of a plan, those of every shard included.
func stages(plan bsoncore.Document) []string {
	elements, err := plan.Elements()
	if err != nil {
		return nil
	}
	var all []string
	if stage, ok := plan.Lookup("stage").StringValueOK(); ok {
		if index, ok := plan.Lookup("indexName").StringValueOK(); ok {
			stage += " " + index
		}
		all = append(all, stage)
	}
	for _, e := range elements {
		v := e.Value()
		if doc, ok := v.DocumentOK(); ok {
			all = append(all, stages(doc)...)
		} else if array, ok := v.ArrayOK(); ok {
			all = append(all, stages(bsoncore.Document(array))...)
		}
	}
	return all
}
