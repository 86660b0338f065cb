package sqlite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// TestPath: any path serves, also one that looks like a URI with parameters, and
// only the owner can read what is made.
func TestPath(t *testing.T) {
	for _, name := range []string{"plain.db", "矛盾 调解.db", "a?mode=ro#x%20&_pragma=y.db", "new/folder/x.db"} {
		path := filepath.Join(t.TempDir(), name)
		_, docs := openEntries(t, Options{Path: path})
		if err := docs.Insert(t.Context(), numbered(1)); err != nil {
			t.Fatal(err)
		}
		for _, suffix := range []string{"", "-wal", "-shm"} {
			info, err := os.Stat(path + suffix)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm() != 0o600 {
				t.Errorf("%s%s has mode %v", name, suffix, info.Mode())
			}
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	garbage := filepath.Join(folder, "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	newer := filepath.Join(folder, "newer.db")
	e := openAt(t, Options{Path: newer})
	if _, err := e.writer.conn.ExecContext(t.Context(), "PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for what, path := range map[string]string{"no path": "", "a folder": folder, "no database": garbage,
		"a newer format": newer, "below a file": filepath.Join(garbage, "x.db")} {
		if e, err := Open(t.Context(), Options{Path: path}); err == nil {
			t.Errorf("%s was opened", what)
			e.Close()
		}
	}
}

func TestPrepareRefuses(t *testing.T) {
	e, docs := openEntries(t, Options{})
	if err := docs.Insert(t.Context(), numbered(1)); err != nil {
		t.Fatal(err)
	}
	text := []docstore.Field{{Name: "writer", Kind: docstore.Int}, {Name: "more", Kind: docstore.Text}}
	for what, s := range map[string]docstore.Schema{
		"a field that cannot be lifted": {Name: "entries", Fields: text},
		"a reserved name":               {Name: "sqlite_x"},
		"a table of the engine":         {Name: "_changes"},
		"a field of the engine":         {Name: "other", Fields: []docstore.Field{{Name: "_body", Kind: docstore.Text}}},
	} {
		if err := e.Prepare(t.Context(), []docstore.Schema{s}); !fault.Is(err, fault.Internal) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := docs.Get(t.Context(), "1"); err != nil {
		t.Errorf("after refusals: %v", err)
	}
}

// TestLiftInterrupted: when lifting fails half-way, the next Prepare does it all.
func TestLiftInterrupted(t *testing.T) {
	e, docs := openEntries(t, Options{})
	const n = liftBatch + 100
	results := make(chan error, n)
	for k := range n {
		go func() { results <- docs.Insert(t.Context(), numbered(k)) }()
	}
	for range n {
		if err := <-results; err != nil {
			t.Fatal(err)
		}
	}
	newer := docstore.Define[entry]("entries").
		Int("twice", func(e *entry) int64 { return e.Writer * 2 }).
		Index("twice")
	broken := newer.Schema()
	lifted := 0
	broken.Lift = func(body []byte) (map[string]any, error) {
		if lifted++; lifted > liftBatch+10 {
			return nil, fault.Internalf("interrupted")
		}
		return newer.Schema().Lift(body)
	}
	if err := e.Prepare(t.Context(), []docstore.Schema{broken}); err == nil {
		t.Fatal("a failed lifting was not told")
	}
	if err := e.Prepare(t.Context(), []docstore.Schema{newer.Schema()}); err != nil {
		t.Fatal(err)
	}
	for k := range n {
		found, err := newer.On(e).First(t.Context(), docstore.Query{Where: []docstore.Cond{docstore.Eq("twice", 2*k)}})
		if err != nil || found.Writer != int64(k) || found.Version != 1 {
			t.Fatalf("document %d: %+v, %v", k, found, err)
		}
	}
}

// TestCountPlans: counts are served by a covering index alone.
func TestCountPlans(t *testing.T) {
	e, _ := openEntries(t, Options{})
	table, err := e.table(t.Context(), "entries")
	if err != nil {
		t.Fatal(err)
	}
	q := docstore.EngineQuery{Index: entries.Schema().Indexes[0], Equal: []docstore.Equal{{Field: "writer", Value: int64(1)}}}
	grouped := docstore.EngineQuery{Index: q.Index, Sort: []string{"writer"}}
	for what, statement := range map[string]func() (string, []any){
		"count":          func() (string, []any) { return table.count(q, 0) },
		"bounded count":  func() (string, []any) { return table.count(q, 10) },
		"count by field": func() (string, []any) { return table.countBy(grouped, "writer") },
	} {
		plan, err := e.explain(t.Context(), statement)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Join(plan, "\n")
		if !strings.Contains(lines, "COVERING INDEX") || strings.Contains(lines, "TEMP B-TREE") {
			t.Errorf("%s: %s", what, lines)
		}
	}
}
