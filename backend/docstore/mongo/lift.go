package mongo

import (
	"context"
	"maps"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// schemaCollection remembers for each collection which fields all its documents
// carry: {_id: collection, fields: {field: kind}}. No declared collection begins
// with an underscore.
const schemaCollection = "_schema"

// liftFields fills newly declared fields of the documents there are. It reads the
// collection only when the declared fields are others than at the last start.
// An instance of an older release that goes on writing leaves documents without
// the new fields: during an upgrade, stop the old ones before the new ones start.
func (e *Engine) liftFields(ctx context.Context, s docstore.Schema) error {
	memory := e.db.Collection(schemaCollection)
	var known struct {
		Fields map[string]docstore.Kind `bson:"fields"`
	}
	err := memory.FindOne(ctx, byID(s.Name)).Decode(&known)
	if err != nil && err != mongo.ErrNoDocuments {
		return mapError(ctx, err)
	}
	declared := map[string]docstore.Kind{}
	for _, f := range s.Fields {
		declared[f.Name] = f.Kind
	}
	if maps.Equal(known.Fields, declared) {
		return nil
	}
	if err := e.liftAll(ctx, s); err != nil {
		return err
	}
	now := bson.D{{Key: fieldID, Value: s.Name}, {Key: "fields", Value: declared}}
	_, err = memory.ReplaceOne(ctx, byID(s.Name), now, options.Replace().SetUpsert(true))
	if hasCode(err, codeDuplicateKey) {
		return nil // another instance that starts at the same time was faster
	}
	return mapError(ctx, err)
}

// liftAll walks a collection by id, a page at a time, and completes each page in one request.
func (e *Engine) liftAll(ctx context.Context, s docstore.Schema) error {
	q := docstore.EngineQuery{Limit: docstore.MaxPage}
	for {
		page, err := e.Find(ctx, s.Name, q)
		if err != nil || len(page) == 0 {
			return err
		}
		var writes []mongo.WriteModel
		for _, r := range page {
			if hasFields(r, s) {
				continue
			}
			write, err := lift(s, r)
			if err != nil {
				return err
			}
			writes = append(writes, write)
		}
		if len(writes) > 0 {
			if _, err := e.db.Collection(s.Name).BulkWrite(ctx, writes, options.BulkWrite().SetOrdered(false)); err != nil {
				return mapError(ctx, err)
			}
		}
		q.From = []any{page[len(page)-1].ID}
	}
}

func hasFields(r docstore.Record, s docstore.Schema) bool {
	for _, f := range s.Fields {
		switch r.Keys[f.Name].(type) {
		case string:
			if f.Kind != docstore.Text {
				return false
			}
		case int64:
			if f.Kind != docstore.Int {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// lift makes the write that completes a document at the version that was read; a
// newer one has been written with its fields. The document itself is the same, so
// it keeps its version.
func lift(s docstore.Schema, r docstore.Record) (mongo.WriteModel, error) {
	if s.Lift == nil {
		return nil, fault.Internalf("docstore/mongo: %s declares fields that its documents lack, and no way to lift them", s.Name)
	}
	keys, err := s.Lift(r.Body)
	if err != nil {
		return nil, err
	}
	set := bson.D{{Key: "$set", Value: bson.D{{Key: fieldKeys, Value: keys}}}}
	return mongo.NewUpdateOneModel().SetFilter(byVersion(r.ID, r.Version)).SetUpdate(set), nil
}
