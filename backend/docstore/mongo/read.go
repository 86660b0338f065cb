package mongo

import (
	"context"
	"strconv"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Get reads one document by its id.
func (e *Engine) Get(ctx context.Context, collection, id string) (docstore.Record, error) {
	raw, err := e.db.Collection(collection).FindOne(ctx, byID(id)).Raw()
	if err != nil {
		return docstore.Record{}, mapError(ctx, err)
	}
	return decode(raw)
}

// GetAll reads the documents of some ids.
func (e *Engine) GetAll(ctx context.Context, collection string, ids []string) ([]docstore.Record, error) {
	filter := bson.D{{Key: fieldID, Value: bson.D{{Key: "$in", Value: ids}}}}
	cursor, err := e.db.Collection(collection).Find(ctx, filter, options.Find().SetBatchSize(int32(len(ids))+1))
	if err != nil {
		return nil, mapError(ctx, err)
	}
	var records []docstore.Record
	err = each(ctx, cursor, func(raw bson.Raw) error {
		r, err := decode(raw)
		records = append(records, r)
		return err
	})
	return records, err
}

// Find returns one page in order.
func (e *Engine) Find(ctx context.Context, collection string, q docstore.EngineQuery) ([]docstore.Record, error) {
	s := searchOf(q)
	o := options.Find().SetHint(s.hint)
	if len(s.sort) > 0 {
		o.SetSort(s.sort)
	}
	if q.Limit > 0 {
		// A batch larger than the page closes the cursor in the first answer.
		o.SetLimit(int64(q.Limit)).SetBatchSize(int32(q.Limit) + 1)
	}
	if q.KeysOnly {
		o.SetProjection(bson.D{{Key: fieldVersion, Value: 1}, {Key: fieldKeys, Value: 1}})
	}
	cursor, err := e.db.Collection(collection).Find(ctx, s.filter, o)
	if badHint(err) {
		o.Hint = nil
		cursor, err = e.db.Collection(collection).Find(ctx, s.filter, o)
	}
	if err != nil {
		return nil, mapError(ctx, err)
	}
	var records []docstore.Record
	err = each(ctx, cursor, func(raw bson.Raw) error {
		r, err := decode(raw)
		records = append(records, r)
		return err
	})
	return records, err
}

// Count counts matches, but no further than limit.
func (e *Engine) Count(ctx context.Context, collection string, q docstore.EngineQuery, limit int64) (int64, error) {
	s := searchOf(q)
	pipeline := mongo.Pipeline{{{Key: "$match", Value: s.filter}}}
	if limit > 0 {
		pipeline = append(pipeline, bson.D{{Key: "$limit", Value: limit}})
	}
	pipeline = append(pipeline, countInto(nil))
	var n int64
	err := e.aggregate(ctx, collection, pipeline, s.hint, func(raw bson.Raw) error {
		n, _ = bsoncore.Document(raw).Lookup("n").AsInt64OK()
		return nil
	})
	return n, err
}

// CountBy counts matches for each value of a field; a number is written in decimals.
func (e *Engine) CountBy(ctx context.Context, collection string, q docstore.EngineQuery, field string) (map[string]int64, error) {
	s := searchOf(q)
	pipeline := mongo.Pipeline{{{Key: "$match", Value: s.filter}}, countInto("$" + keyPath(field))}
	counts := map[string]int64{}
	err := e.aggregate(ctx, collection, pipeline, s.hint, func(raw bson.Raw) error {
		doc := bsoncore.Document(raw)
		value, err := decodeKey(doc.Lookup("_id"))
		if err != nil {
			return fault.Internalf("docstore/mongo: %s.%s: %w", collection, field, err)
		}
		n, _ := doc.Lookup("n").AsInt64OK()
		if number, ok := value.(int64); ok {
			value = strconv.FormatInt(number, 10)
		}
		counts[value.(string)] = n
		return nil
	})
	return counts, err
}

func countInto(group any) bson.D {
	return bson.D{{Key: "$group", Value: bson.D{
		{Key: "_id", Value: group},
		{Key: "n", Value: bson.D{{Key: "$sum", Value: 1}}},
	}}}
}

func (e *Engine) aggregate(ctx context.Context, collection string, pipeline mongo.Pipeline, hint string, fn func(bson.Raw) error) error {
	cursor, err := e.db.Collection(collection).Aggregate(ctx, pipeline, options.Aggregate().SetHint(hint))
	if badHint(err) {
		cursor, err = e.db.Collection(collection).Aggregate(ctx, pipeline)
	}
	if err != nil {
		return mapError(ctx, err)
	}
	return each(ctx, cursor, fn)
}

// each hands over every document of a cursor and closes it.
func each(ctx context.Context, cursor *mongo.Cursor, fn func(bson.Raw) error) error {
	// Its error would only say that the server lets the cursor expire by itself.
	defer func() { _ = cursor.Close(context.WithoutCancel(ctx)) }()
	for cursor.Next(ctx) {
		if err := fn(cursor.Current); err != nil {
			return err
		}
	}
	return mapError(ctx, cursor.Err())
}

func byID(id string) bson.D { return bson.D{{Key: fieldID, Value: id}} }
