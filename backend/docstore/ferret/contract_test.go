package ferret

import (
	"errors"
	"flag"
	"os"
	"testing"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/docstore/contract"
	"yanhe/backend/docstore/mongo"
)

// TestMain draws fewer queries: FerretDB reads the whole collection for each.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// TestMongoEngine runs the suite against the engine of docstore/mongo, over the
// wire. The sizes are smaller than the suite's own, for the same reason as above;
// and on one connection all 64 writers take turns, so that each round of
// compare-and-swaps lets one through.
func TestMongoEngine(t *testing.T) {
	servers := map[docstore.Engine]*server{}
	open := func(t *testing.T) docstore.Engine {
		s := serve(t)
		e := connect(t, s)
		servers[e] = s
		return e
	}
	reopen := func(t *testing.T, e docstore.Engine) docstore.Engine {
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		s := servers[e]
		s.stop()
		s.start(t)
		return connect(t, s)
	}
	contract.Run(t, open, contract.Options{
		Lacks: map[contract.Capability]string{
			contract.ChangeFeed:    Reason(ChangeStreams),
			contract.Explain:       Reason(QueryPlans),
			contract.UniqueReplace: Reason(UniqueOnUpdate),
		},
		Reopen:     reopen,
		Population: 60,
		Increments: 2,
		Patience:   time.Minute,
	})
}

// TestNoChangeFeed: without change streams Watch says so at once.
func TestNoChangeFeed(t *testing.T) {
	e := connect(t, serve(t))
	defer func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}()
	err := e.Watch(t.Context(), "items", "", func() { t.Error("ready") }, func(docstore.Change) error { return nil })
	if !errors.Is(err, mongo.ErrNoChangeFeed) {
		t.Errorf("watch: %v", err)
	}
}

// server is FerretDB on a folder of the test.
type server struct {
	dir, uri string
	stop     func()
}

func serve(t *testing.T) *server {
	t.Helper()
	s := &server{dir: t.TempDir()}
	s.start(t)
	t.Cleanup(func() { s.stop() })
	return s
}

func (s *server) start(t *testing.T) {
	t.Helper()
	var err error
	if s.uri, s.stop, err = Start(s.dir); err != nil {
		t.Fatal(err)
	}
}

func connect(t *testing.T, s *server) *mongo.Engine {
	t.Helper()
	e, err := mongo.Open(t.Context(), mongo.Options{URI: s.uri, Database: "yanhe", MaxPool: 1})
	if err != nil {
		t.Fatal(err)
	}
	return e
}
