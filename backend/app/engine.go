package app

import (
	"context"

	"yanhe/backend/docstore"
	"yanhe/backend/docstore/mongo"
	"yanhe/backend/docstore/sqlite"
)

// openEngine opens the store the settings name.
func openEngine(ctx context.Context, c Config) (docstore.Engine, error) {
	if c.Mongo() {
		return mongo.Open(ctx, mongo.Options{URI: c.Store, Database: c.MongoDatabase,
			MaxPool: uint64(c.MongoPool), NoReadConcern: c.MongoWeakConcerns, NoRetryWrites: c.MongoWeakConcerns})
	}
	return sqlite.Open(ctx, sqlite.Options{Path: c.Store})
}
