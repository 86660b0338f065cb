package mongo

import (
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"

	"yanhe/backend/docstore"
)

// TestPlans reads plans in the forms servers write them: the classic one, one of
// a cluster, and the one of the second engine (queryPlan).
func TestPlans(t *testing.T) {
	q := docstore.EngineQuery{Index: docstore.Index{Name: "cases_due"}}
	for name, c := range map[string]struct {
		plan   string
		stages []string
		good   bool
	}{
		"index": {`{"stage":"LIMIT","inputStage":{"stage":"FETCH","inputStage":{"stage":"IXSCAN","indexName":"cases_due"}}}`,
			[]string{"LIMIT", "FETCH", "IXSCAN cases_due"}, true},
		"merge of two": {`{"stage":"FETCH","inputStage":{"stage":"SORT_MERGE","inputStages":[{"stage":"IXSCAN","indexName":"cases_due"},{"stage":"IXSCAN","indexName":"cases_due"}]}}`,
			[]string{"FETCH", "SORT_MERGE", "IXSCAN cases_due", "IXSCAN cases_due"}, true},
		"cluster": {`{"stage":"SHARD_MERGE_SORT","shards":[{"shardName":"a","winningPlan":{"stage":"IXSCAN","indexName":"cases_due"}},{"shardName":"b","winningPlan":{"stage":"COLLSCAN"}}]}`,
			[]string{"SHARD_MERGE_SORT", "IXSCAN cases_due", "COLLSCAN"}, false},
		"second engine, sorts": {`{"queryPlan":{"stage":"SORT","inputStage":{"stage":"IXSCAN","indexName":"cases_due"}},"slotBasedPlan":{"stages":"x"}}`,
			[]string{"SORT", "IXSCAN cases_due"}, false},
		"other index": {`{"stage":"IXSCAN","indexName":"cases_state_due"}`, []string{"IXSCAN cases_state_due"}, false},
		"no index":    {`{"stage":"EOF"}`, []string{"EOF"}, false},
	} {
		var plan bson.D
		if err := bson.UnmarshalExtJSON([]byte(c.plan), false, &plan); err != nil {
			t.Fatal(err)
		}
		raw, err := bson.Marshal(plan)
		if err != nil {
			t.Fatal(err)
		}
		got := stages(bsoncore.Document(raw))
		if !slices.Equal(got, c.stages) {
			t.Errorf("%s: stages %q, want %q", name, got, c.stages)
		}
		if err := checkPlan(q, got); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}
