// Package ferret runs FerretDB inside a test: a server that speaks MongoDB's wire
// protocol over SQLite. It is a module of its own, so that the product carries
// none of it. It stands in for MongoDB where none is at hand; Limits tells what
// it cannot do.
package ferret

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"

	"github.com/FerretDB/FerretDB/ferretdb"
)

// Start runs a server on a free port of the loopback address with its data in
// dir. Use the URI with one connection only (docstore/mongo Options.MaxPool 1):
// FerretDB reads and writes a document in two steps, and only requests that
// arrive on one connection wait for each other. stop ends the server and returns
// when its files are closed.
func Start(dir string) (uri string, stop func(), err error) {
	server, err := ferretdb.New(&ferretdb.Config{
		Listener: ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:   slog.New(slog.DiscardHandler),
		Handler:  "sqlite",
		// FerretDB wants a directory that ends in a slash.
		SQLiteURL: (&url.URL{Scheme: "file", Path: dir + "/"}).String(),
	})
	if err != nil {
		return "", nil, fmt.Errorf("ferret: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Run(ctx) // always nil
	}()
	return server.MongoDBURI(), func() { cancel(); <-ended }, nil
}
