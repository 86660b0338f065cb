package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"yanhe/backend/docstore"
)

// Insert stores a new document with version 1.
func (e *Engine) Insert(ctx context.Context, collection string, r docstore.Record) error {
	doc, err := encode(r, 1)
	if err != nil {
		return err
	}
	_, err = e.db.Collection(collection).InsertOne(ctx, doc)
	return mapError(ctx, err)
}

// Replace is a compare-and-swap on the version: the filter names it, and the
// server applies a write to one document atomically.
func (e *Engine) Replace(ctx context.Context, collection string, r docstore.Record, version int64) error {
	doc, err := encode(r, version+1)
	if err != nil {
		return err
	}
	result, err := e.db.Collection(collection).ReplaceOne(ctx, byVersion(r.ID, version), doc)
	if err != nil {
		return mapError(ctx, err)
	}
	if result.MatchedCount == 0 {
		return e.whyUnmatched(ctx, collection, r.ID)
	}
	return nil
}

// Delete removes a document at a version, or at any when version is 0.
func (e *Engine) Delete(ctx context.Context, collection, id string, version int64) error {
	result, err := e.db.Collection(collection).DeleteOne(ctx, byVersion(id, version))
	if err != nil {
		return mapError(ctx, err)
	}
	if result.DeletedCount == 0 {
		return e.whyUnmatched(ctx, collection, id)
	}
	return nil
}

// whyUnmatched tells a document at another version from one that is gone.
func (e *Engine) whyUnmatched(ctx context.Context, collection, id string) error {
	only := options.FindOne().SetProjection(bson.D{{Key: fieldID, Value: 1}})
	if err := e.db.Collection(collection).FindOne(ctx, byID(id), only).Err(); err != nil {
		return mapError(ctx, err)
	}
	return docstore.ErrStale
}

func byVersion(id string, version int64) bson.D {
	if version == 0 {
		return byID(id)
	}
	return bson.D{{Key: fieldID, Value: id}, {Key: fieldVersion, Value: version}}
}
