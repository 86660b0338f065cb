package mongo

import (
	"fmt"
	"strings"
	"testing"

	"yanhe/backend/docstore"
)

func TestShellCommands(t *testing.T) {
	notes := docstore.Schema{Name: "notes", Indexes: []docstore.Index{{Name: "notes_at", Fields: []string{"at"}}}}
	schemas := []docstore.Schema{cases(), notes, {Name: "claims"}}
	var b strings.Builder
	if err := WriteShellCommands(&b, "yanhe", schemas); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, line := range []string{
		`use("yanhe")`,
		`db.cases.createIndex({ "k.due": 1, "_id": 1 }, { name: "cases_due" })`,
		`db.cases.createIndex({ "k.state": 1, "k.due": 1, "_id": 1 }, { name: "cases_state_due" })`,
		`db.cases.createIndex({ "k.code": 1 }, { name: "cases_code", unique: true })`,
		`db.notes.createIndex({ "k.at": 1, "_id": 1 }, { name: "notes_at" })`,
		`sh.enableSharding("yanhe")`,
		`sh.shardCollection("yanhe.notes", { _id: "hashed" })`,
		`sh.shardCollection("yanhe.claims", { _id: "hashed" })`,
		`// yanhe.cases stays on one shard: its index cases_code is unique.`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("lacks %s\nin\n%s", line, text)
		}
	}
	// Everything declared is there once, and nothing else.
	indexes := 0
	for _, s := range schemas {
		indexes += len(s.Indexes)
		if n := strings.Count(text, fmt.Sprintf("yanhe.%s", s.Name)); n != 1 {
			t.Errorf("%s is sharded or explained %d times", s.Name, n)
		}
	}
	if n := strings.Count(text, "name: "); n != indexes {
		t.Errorf("%d named indexes, %d declared", n, indexes)
	}
	if n := strings.Count(text, "sh.shardCollection("); n != 2 {
		t.Errorf("%d collections sharded, want 2", n)
	}
}
