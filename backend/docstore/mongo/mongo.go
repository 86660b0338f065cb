// Package mongo keeps the documents of docstore in MongoDB 4.4 or later.
//
// A stored document is {_id, v, k, d}: the id, the version, the declared fields
// (k.field, which the indexes are over) and the document itself. d is a BSON
// sub-document transcoded from the JSON body, not a string of it, so that an
// operator can ask db.cases.find({"d.place": …}) in mongosh and a backup can be
// read by any MongoDB tool. For a case of 3 KB it costs about 50 µs to write and
// 25 µs to read (BenchmarkTranscode), where a journaled majority write takes
// milliseconds. The few bodies that BSON does not take exactly are kept as a
// string in d; see toBSON.
//
// Durability: writes are acknowledged by a majority with its journals flushed,
// reads see only what a majority has. The driver sends a write again after a
// network error with the same transaction number, and the server answers with
// the outcome of the first try (retryable writes); so an insert never reports
// ErrExists, nor a replacement ErrStale, because of itself. Where the server has
// no such thing (stand-alone) or Options.NoRetryWrites is set, nothing is sent
// twice: the caller gets ErrUnavailable and cannot know the outcome, which ids
// made from natural keys let it find out.
package mongo

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readconcern"
	"go.mongodb.org/mongo-driver/mongo/readpref"
	"go.mongodb.org/mongo-driver/mongo/writeconcern"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Options say where the server is and what it can do. What the URI says about
// pools, time-outs and TLS holds; concerns, read preference and retries are set here.
type Options struct {
	// URI is a connection string: mongodb://… or mongodb+srv://…
	URI string
	// Database holds the collections.
	Database string
	// MaxPool bounds connections to each server; 0 leaves it to the URI (100).
	MaxPool uint64
	// SelectTimeout bounds the wait for a server fit to take a request; 0 means 5 s.
	SelectTimeout time.Duration
	// NoReadConcern leaves out read concern majority, for servers without it.
	NoReadConcern bool
	// NoRetryWrites turns retryable writes off.
	NoRetryWrites bool
}

// Engine is a docstore.Engine on MongoDB.
type Engine struct {
	client *mongo.Client
	db     *mongo.Database
	close  sync.Once
}

var _ docstore.Engine = (*Engine)(nil)

// Open connects and waits for the primary to answer, else reports ErrUnavailable.
func Open(ctx context.Context, o Options) (*Engine, error) {
	if o.Database == "" {
		return nil, fault.Internalf("docstore/mongo: no database named")
	}
	settings := clientOptions(o)
	if err := settings.Validate(); err != nil {
		return nil, fault.Internalf("docstore/mongo: connection string: %w", err)
	}
	client, err := mongo.Connect(ctx, settings)
	if err != nil {
		return nil, mapError(ctx, err)
	}
	e := &Engine{client: client, db: client.Database(o.Database)}
	if err := e.Ping(ctx); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

func clientOptions(o Options) *options.ClientOptions {
	journal := true
	durable := writeconcern.Majority()
	durable.Journal = &journal
	if o.SelectTimeout <= 0 {
		o.SelectTimeout = 5 * time.Second
	}
	settings := options.Client().ApplyURI(o.URI).
		SetAppName("yanhe").
		SetServerSelectionTimeout(o.SelectTimeout).
		SetWriteConcern(durable).
		SetReadConcern(readconcern.Majority()).
		SetReadPreference(readpref.Primary()).
		SetRetryWrites(!o.NoRetryWrites)
	if o.NoReadConcern {
		settings.SetReadConcern(&readconcern.ReadConcern{})
	}
	if o.MaxPool > 0 {
		settings.SetMaxPoolSize(o.MaxPool)
	}
	return settings
}

// Ping asks the primary for a sign of life.
func (e *Engine) Ping(ctx context.Context) error {
	return mapError(ctx, e.client.Ping(ctx, readpref.Primary()))
}

// closeTimeout bounds how long Close waits for requests under way.
const closeTimeout = 10 * time.Second

// Close waits for requests under way and closes the connections; later calls report ErrUnavailable.
func (e *Engine) Close() error {
	var err error
	e.close.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
		defer cancel()
		err = e.client.Disconnect(ctx)
	})
	return mapError(context.Background(), err)
}
