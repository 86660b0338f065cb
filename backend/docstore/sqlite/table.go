package sqlite

import (
	"strings"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// table is a collection with the texts of its statements. Field names never start
// with "_", so the engine's own columns cannot clash with them.
type table struct {
	docstore.Schema
	name    string // quoted
	columns string // _id, _version and all fields

	insert, get, before, remove string
}

func newTable(s docstore.Schema) (*table, error) {
	if strings.HasPrefix(s.Name, "sqlite_") || strings.HasPrefix(s.Name, "_") {
		return nil, fault.Internalf("sqlite: a collection cannot be named %q", s.Name)
	}
	t := &table{Schema: s, name: quote(s.Name), columns: "_id, _version"}
	fields, marks := "", ""
	for _, f := range s.Fields {
		if f.Name == "" || strings.HasPrefix(f.Name, "_") || strings.ContainsRune(f.Name, 0) {
			return nil, fault.Internalf("sqlite: %s: a field cannot be named %q", s.Name, f.Name)
		}
		fields += ", " + quote(f.Name)
		marks += ", ?"
	}
	t.columns += fields
	t.insert = "INSERT INTO " + t.name + " (_id, _version" + fields + ", _body) VALUES (?, 1" + marks + ", ?) ON CONFLICT DO NOTHING"
	t.get = "SELECT " + t.columns + ", _body FROM " + t.name + " WHERE _id = ?"
	t.before = "SELECT _version" + fields + " FROM " + t.name + " WHERE _id = ?"
	t.remove = "DELETE FROM " + t.name + " WHERE _id = ?"
	return t, nil
}

// create makes the table. Defaults let a field be added later.
func (t *table) create() string {
	var b strings.Builder
	b.WriteString("CREATE TABLE " + t.name + " (_id TEXT PRIMARY KEY NOT NULL, _version INTEGER NOT NULL")
	for _, f := range t.Fields {
		b.WriteString(", " + column(f))
	}
	b.WriteString(", _body BLOB NOT NULL)")
	return b.String()
}

func column(f docstore.Field) string {
	if f.Kind == docstore.Int {
		return quote(f.Name) + " INTEGER NOT NULL DEFAULT 0"
	}
	return quote(f.Name) + " TEXT NOT NULL DEFAULT ''"
}

// indexName is made from what the index is, so that a changed one is another one.
// SQLite keeps index names per file, not per table.
func (t *table) indexName(ix docstore.Index) string {
	kind := " ("
	switch {
	case ix.Unique:
		kind = " unique ("
	case ix.Sparse:
		kind = " sparse ("
	}
	return t.Schema.Name + kind + strings.Join(ix.Fields, ", ") + ")"
}

func (t *table) createIndex(ix docstore.Index) string {
	fields := make([]string, 0, len(ix.Fields)+1)
	for _, f := range ix.Fields {
		fields = append(fields, quote(f))
	}
	kind := "INDEX "
	if ix.Unique {
		kind = "UNIQUE INDEX "
	} else {
		fields = append(fields, "_id")
	}
	text := "CREATE " + kind + quote(t.indexName(ix)) + " ON " + t.name + " (" + strings.Join(fields, ", ") + ")"
	if ix.Sparse {
		text += " WHERE " + t.something(ix)
	}
	return text
}

// something is the condition on which a sparse index holds a row; a query must repeat
// it word for word to be served by the index (sqlite.org/partialindex.html).
func (t *table) something(ix docstore.Index) string {
	last := ix.Fields[len(ix.Fields)-1]
	for _, f := range t.Fields {
		if f.Name == last && f.Kind == docstore.Int {
			return quote(last) + " <> 0"
		}
	}
	return quote(last) + " <> ''"
}

// getAll reads some ids. Their number is rounded up to a power of two, so that few
// statements are prepared; the last id fills it up.
func (t *table) getAll(ids []string) (string, []any) {
	n := 1
	for n < len(ids) {
		n *= 2
	}
	args := make([]any, n)
	for i := range args {
		args[i] = ids[min(i, len(ids)-1)]
	}
	return "SELECT " + t.columns + ", _body FROM " + t.name + " WHERE _id IN (?" + strings.Repeat(", ?", n-1) + ")", args
}

// update writes the fields that differ, so that the indexes over the others stay
// as they are.
func (t *table) update(differ []string, version, body bool) string {
	var set []string
	if version {
		set = append(set, "_version = ?")
	}
	for _, f := range differ {
		set = append(set, quote(f)+" = ?")
	}
	if body {
		set = append(set, "_body = ?")
	}
	return "UPDATE " + t.name + " SET " + strings.Join(set, ", ") + " WHERE _id = ?"
}

// values returns a record's keys in the order of the fields.
func (t *table) values(keys map[string]any) ([]any, error) {
	if len(keys) != len(t.Fields) {
		return nil, fault.Internalf("sqlite: %s: %d keys for %d fields", t.Schema.Name, len(keys), len(t.Fields))
	}
	values := make([]any, len(t.Fields))
	for i, f := range t.Fields {
		v, ok := keys[f.Name]
		_, number := v.(int64)
		_, text := v.(string)
		if !ok || number != (f.Kind == docstore.Int) || text != (f.Kind == docstore.Text) {
			return nil, fault.Internalf("sqlite: %s.%s: %T instead of %s", t.Schema.Name, f.Name, v, f.Kind)
		}
		values[i] = v
	}
	return values, nil
}

// quote makes a name of SQL from any text.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
