package mongo

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"yanhe/backend/docstore"
	"yanhe/backend/docstore/contract"
	"yanhe/backend/id"
)

// uriVariable names a server for this test: a replica set or a cluster, any
// database of which whose name begins with yanhe_test_ may be made and dropped.
const uriVariable = "YANHE_TEST_MONGO_URI"

// TestContract runs the whole suite, query plans and change streams included.
func TestContract(t *testing.T) {
	uri := os.Getenv(uriVariable)
	if uri == "" {
		t.Skipf("not run: the storage suite against a real MongoDB, with query plans and change streams; %s names no server", uriVariable)
	}
	databases := map[docstore.Engine]string{}
	open := func(t *testing.T) docstore.Engine {
		name := "yanhe_test_" + strings.ToLower(id.Token())
		e := connect(t, uri, name)
		databases[e] = name
		t.Cleanup(func() { dropDatabase(t, uri, name) })
		return e
	}
	reopen := func(t *testing.T, e docstore.Engine) docstore.Engine {
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		return connect(t, uri, databases[e])
	}
	contract.Run(t, open, contract.Options{Lacks: lacks(t, uri), Reopen: reopen, CheckPlan: checkPlan})
}

func connect(t *testing.T, uri, database string) *Engine {
	t.Helper()
	e, err := Open(t.Context(), Options{URI: uri, Database: database})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func dropDatabase(t *testing.T, uri, name string) {
	ctx := context.Background() // the test's own has ended
	e, err := Open(ctx, Options{URI: uri, Database: name})
	if err != nil {
		t.Error(err)
		return
	}
	if err := e.db.Drop(ctx); err != nil {
		t.Errorf("drop %s: %v", name, err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// lacks asks the server what it is: a stand-alone one has no change streams.
func lacks(t *testing.T, uri string) map[contract.Capability]string {
	t.Helper()
	e := connect(t, uri, "admin")
	hello, err := e.db.RunCommand(t.Context(), bson.D{{Key: "hello", Value: 1}}).Raw()
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	_, notMember := hello.LookupErr("setName")
	router, _ := hello.Lookup("msg").StringValueOK()
	if notMember != nil && router != "isdbgrid" {
		return map[contract.Capability]string{contract.ChangeFeed: "a stand-alone server has no change streams"}
	}
	return nil
}

// indexStages read an index; a look-up by one id has stages of its own.
var indexStages = []string{"IXSCAN", "COUNT_SCAN", "IDHACK", "CLUSTERED_IXSCAN", "EXPRESS_IXSCAN", "EXPRESS_CLUSTERED_IXSCAN"}

// checkPlan wants the index of the query to serve all of it.
func checkPlan(q docstore.EngineQuery, plan []string) error {
	want, indexed := searchOf(q).hint, false
	for _, line := range plan {
		stage, index, _ := strings.Cut(line, " ")
		switch {
		case stage == "COLLSCAN", stage == "SORT":
			return fmt.Errorf("the plan has %s", stage)
		case index != "" && index != want:
			return fmt.Errorf("the plan uses %s, not %s", index, want)
		case slices.Contains(indexStages, stage):
			indexed = true
		}
	}
	if !indexed {
		return fmt.Errorf("the plan uses no index")
	}
	return nil
}
