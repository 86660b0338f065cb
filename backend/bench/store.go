package bench

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	driver "go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"yanhe/backend/app"
	"yanhe/backend/docstore"
	"yanhe/backend/docstore/mongo"
	"yanhe/backend/docstore/sqlite"
	"yanhe/backend/id"
)

// storage is where one measurement keeps its data.
type storage struct {
	name    string // as the table shows it
	setting string // YANHE_STORE of the server
	// database is YANHE_MONGO_DATABASE, "" for the embedded engine.
	database string
	open     func(context.Context) (docstore.Engine, error)
	// drop removes it.
	drop func(context.Context) error
}

// embedded is a file of the embedded engine below a folder.
func embedded(dir string) storage {
	path := filepath.Join(dir, "yanhe.db")
	return storage{name: "SQLite", setting: path,
		open: func(ctx context.Context) (docstore.Engine, error) {
			return sqlite.Open(ctx, sqlite.Options{Path: path})
		},
		drop: func(context.Context) error { return nil }}
}

// remote is a database of its own on a MongoDB server; it is dropped at the end.
func remote(uri string) (storage, error) {
	database := "yanhe_bench_" + id.New(time.Now())
	setting, err := withDatabase(uri, database)
	if err != nil {
		return storage{}, err
	}
	return storage{name: "MongoDB", setting: setting, database: database,
		open: func(ctx context.Context) (docstore.Engine, error) {
			return mongo.Open(ctx, mongo.Options{URI: uri, Database: database, MaxPool: 100})
		},
		drop: func(ctx context.Context) error {
			client, err := driver.Connect(ctx, options.Client().ApplyURI(uri))
			if err != nil {
				return err
			}
			return errors.Join(client.Database(database).Drop(ctx), client.Disconnect(ctx))
		}}, nil
}

// withDatabase names the database in a connection string. Whoever signs in keeps
// being known by the database named before (mongodb.com/docs/manual/reference/connection-string).
func withDatabase(uri, database string) (string, error) {
	u, err := url.Parse(uri)
	if err != nil {
		return "", err
	}
	if q := u.Query(); u.User != nil && q.Get("authSource") == "" {
		if before := strings.Trim(u.Path, "/"); before != "" {
			q.Set("authSource", before)
		} else {
			q.Set("authSource", "admin")
		}
		u.RawQuery = q.Encode()
	}
	u.Path = "/" + database
	return u.String(), nil
}

// prepared opens a storage with the collections of the whole program.
func (s storage) prepared(ctx context.Context) (docstore.Engine, error) {
	engine, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	if err := engine.Prepare(ctx, app.Schemas()); err != nil {
		return nil, errors.Join(err, engine.Close())
	}
	return engine, nil
}
