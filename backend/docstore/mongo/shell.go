package mongo

import (
	"fmt"
	"io"
	"strings"

	"yanhe/backend/docstore"
)

const shellHeader = `// Indexes and sharding of the database %[1]q, for mongosh. Made from the declared
// collections; the server makes the indexes itself at start, so a replica set
// needs nothing of this. On a large installation run it before an upgrade, to
// build new indexes without holding up the start.
//
// Every collection is sharded by its hashed _id. Ids are unique and never change,
// so documents spread evenly, a read or a write of one document goes to one shard,
// and an id stays unique over the whole cluster: equal ids hash to the same shard.
// A query by other fields asks all shards, and each answers from its index.

use(%[1]q)
`

// WriteShellCommands writes the mongosh commands that make the indexes of the
// schemas and shard their collections.
func WriteShellCommands(w io.Writer, database string, schemas []docstore.Schema) error {
	var b strings.Builder
	fmt.Fprintf(&b, shellHeader, database)
	for _, s := range schemas {
		fmt.Fprintf(&b, "\n// %s\n", s.Name)
		for _, ix := range s.Indexes {
			b.WriteString(createIndex(s.Name, ix) + "\n")
		}
	}
	fmt.Fprintf(&b, "\n// Sharding: only on a sharded cluster, through mongos.\nsh.enableSharding(%q)\n", database)
	for _, s := range schemas {
		b.WriteString(shardCollection(database, s) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func createIndex(collection string, ix docstore.Index) string {
	var keys []string
	for _, path := range indexPaths(ix) {
		keys = append(keys, fmt.Sprintf("%q: 1", path))
	}
	unique := ""
	if ix.Unique {
		unique = ", unique: true"
	}
	return fmt.Sprintf("db.%s.createIndex({ %s }, { name: %q%s })", collection, strings.Join(keys, ", "), ix.Name, unique)
}

// shardCollection shards by hashed _id. A collection with a unique index cannot
// be: the server refuses one that the shard key does not begin, since no shard
// could see a duplicate on another.
func shardCollection(database string, s docstore.Schema) string {
	for _, ix := range s.Indexes {
		if ix.Unique {
			return fmt.Sprintf("// %s.%s stays on one shard: its index %s is unique.", database, s.Name, ix.Name)
		}
	}
	return fmt.Sprintf("db.%[2]s.createIndex({ _id: \"hashed\" })\nsh.shardCollection(\"%[1]s.%[2]s\", { _id: \"hashed\" })", database, s.Name)
}
