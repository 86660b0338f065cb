// Package testkit holds what tests of several packages share: a store of their own.
package testkit

import (
	"context"
	"path/filepath"
	"testing"

	"yanhe/backend/docstore"
	"yanhe/backend/docstore/sqlite"
)

// Store opens an embedded store of its own for a test, with these collections.
func Store(t testing.TB, schemas ...docstore.Schema) docstore.Engine {
	t.Helper()
	engine, err := sqlite.Open(context.Background(), sqlite.Options{Path: filepath.Join(t.TempDir(), "yanhe.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := engine.Prepare(context.Background(), schemas); err != nil {
		t.Fatal(err)
	}
	return engine
}
