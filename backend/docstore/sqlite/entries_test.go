package sqlite

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"yanhe/backend/docstore"
)

type entry struct {
	docstore.Meta
	Writer int64  `json:"writer"`
	Text   string `json:"text"`
}

var entries = docstore.Define[entry]("entries").
	Int("writer", func(e *entry) int64 { return e.Writer }).
	Index("writer")

func openEntries(t testing.TB, o Options) (*Engine, *docstore.Collection[entry, *entry]) {
	t.Helper()
	if o.Path == "" {
		o.Path = filepath.Join(t.TempDir(), "yanhe.db")
	}
	e := openAt(t, o)
	if err := e.Prepare(t.Context(), []docstore.Schema{entries.Schema()}); err != nil {
		t.Fatal(err)
	}
	return e, entries.On(e)
}

func numbered(n int) *entry { return &entry{Meta: docstore.Meta{ID: fmt.Sprint(n)}, Writer: int64(n)} }

// integrity runs SQLite's own check over the file.
func integrity(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Fatalf("integrity check: %s %v", verdict, err)
	}
}
