package ferret

import (
	"flag"
	"os"
	"testing"

	"yanhe/backend/docstore"
	"yanhe/backend/docstore/contract"
	"yanhe/backend/docstore/mongo"
)

// TestMain draws fewer queries: FerretDB reads the whole collection for each.
func TestMain(m *testing.M) {
	flag.Parse()
	for name, value := range map[string]string{"rapid.checks": "25"} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

func TestMongoEngineOnFerretDB(t *testing.T) {
	servers := map[docstore.Engine]string{}
	open := func(t *testing.T) docstore.Engine {
		uri := serve(t)
		e := connect(t, uri)
		servers[e] = uri
		return e
	}
	contract.Run(t, open, contract.Options{
		Lacks: map[contract.Capability]string{
			contract.ChangeFeed: reason("change streams"),
			contract.Explain:    reason("query plans"),
		},
		Reopen: func(t *testing.T, e docstore.Engine) docstore.Engine {
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			return connect(t, servers[e])
		},
		Population: 60,
		Increments: 3,
	})
}

func serve(t *testing.T) string {
	t.Helper()
	uri, stop, err := Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return uri
}

func connect(t *testing.T, uri string) *mongo.Engine {
	t.Helper()
	e, err := mongo.Open(t.Context(), mongo.Options{URI: uri, Database: "yanhe", MaxPool: 1})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func reason(string) string { return "x" }
