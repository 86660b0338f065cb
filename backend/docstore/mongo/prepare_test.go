package mongo

import (
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"

	"yanhe/backend/docstore"
)

// cases is a schema for the tests here: a plain, a compound and a unique index.
func cases() docstore.Schema {
	return docstore.Schema{
		Name:   "cases",
		Fields: []docstore.Field{{Name: "state", Kind: docstore.Text}, {Name: "due", Kind: docstore.Int}, {Name: "code", Kind: docstore.Text}},
		Indexes: []docstore.Index{
			{Name: "cases_due", Fields: []string{"due"}},
			{Name: "cases_state_due", Fields: []string{"state", "due"}},
			{Name: "cases_code", Fields: []string{"code"}, Unique: true},
		},
	}
}

func present(t *testing.T, name string, unique bool, keys bson.D) *mongo.IndexSpecification {
	t.Helper()
	raw, err := bson.Marshal(keys)
	if err != nil {
		t.Fatal(err)
	}
	spec := &mongo.IndexSpecification{Name: name, KeysDocument: raw}
	if unique {
		spec.Unique = &unique
	}
	return spec
}

func TestIndexChanges(t *testing.T) {
	id := present(t, "_id_", false, bson.D{{Key: "_id", Value: 1}})
	byDue := present(t, "cases_due", false, bson.D{{Key: "k.due", Value: 1.0}, {Key: "_id", Value: int64(1)}})
	byStateDue := present(t, "cases_state_due", false, bson.D{{Key: "k.state", Value: 1}, {Key: "k.due", Value: 1}, {Key: "_id", Value: 1}})
	code := present(t, "cases_code", true, bson.D{{Key: "k.code", Value: 1}})
	hashed := present(t, "_id_hashed", false, bson.D{{Key: "_id", Value: "hashed"}})
	byHand := present(t, "by_place", false, bson.D{{Key: "d.place", Value: 1}})
	for name, c := range map[string]struct {
		present   []*mongo.IndexSpecification
		add, drop []string
	}{
		"none there":           {nil, []string{"cases_due", "cases_state_due", "cases_code"}, nil},
		"all there":            {[]*mongo.IndexSpecification{id, byDue, byStateDue, code, hashed, byHand}, nil, nil},
		"one missing":          {[]*mongo.IndexSpecification{id, byStateDue, code}, []string{"cases_due"}, nil},
		"one declared no more": {[]*mongo.IndexSpecification{id, byDue, byStateDue, code, present(t, "cases_old", false, bson.D{{Key: "k.old", Value: 1}})}, nil, []string{"cases_old"}},
		"unique no more": {[]*mongo.IndexSpecification{id, present(t, "cases_due", true, bson.D{{Key: "k.due", Value: 1}, {Key: "_id", Value: 1}}), byStateDue, code},
			[]string{"cases_due"}, []string{"cases_due"}},
		"other order": {[]*mongo.IndexSpecification{id, byDue, present(t, "cases_state_due", false, bson.D{{Key: "k.due", Value: 1}, {Key: "k.state", Value: 1}, {Key: "_id", Value: 1}}), code},
			[]string{"cases_state_due"}, []string{"cases_state_due"}},
		"other direction": {[]*mongo.IndexSpecification{id, present(t, "cases_due", false, bson.D{{Key: "k.due", Value: -1}, {Key: "_id", Value: 1}}), byStateDue, code},
			[]string{"cases_due"}, []string{"cases_due"}},
	} {
		add, drop := indexChanges(cases(), c.present)
		var names []string
		for _, ix := range add {
			names = append(names, ix.Name)
		}
		if !slices.Equal(names, c.add) || !slices.Equal(drop, c.drop) {
			t.Errorf("%s: add %v, drop %v; want %v, %v", name, names, drop, c.add, c.drop)
		}
	}
}

func TestHasFields(t *testing.T) {
	whole := map[string]any{"state": "", "due": int64(0), "code": "x"}
	if !hasFields(docstore.Record{Keys: whole}, cases()) {
		t.Error("a whole document seems to lack fields")
	}
	for name, keys := range map[string]map[string]any{
		"none":       {},
		"one less":   {"state": "", "due": int64(0)},
		"other kind": {"state": "", "due": "0", "code": "x"},
	} {
		if hasFields(docstore.Record{Keys: keys}, cases()) {
			t.Errorf("%s: not noticed", name)
		}
	}
}

func TestLiftKeepsVersion(t *testing.T) {
	s := cases()
	r := docstore.Record{ID: "c1", Version: 4, Body: []byte(`{"id":"c1"}`)}
	if _, err := lift(s, r); err == nil {
		t.Error("lifted without a way to lift")
	}
	s.Lift = func(body []byte) (map[string]any, error) { return map[string]any{"code": string(body)}, nil }
	write, err := lift(s, r)
	if err != nil {
		t.Fatal(err)
	}
	one := write.(*mongo.UpdateOneModel)
	if got := relaxed(t, one.Filter.(bson.D)); got != `{"_id":"c1","v":4}` {
		t.Errorf("filter %s", got)
	}
	if got := relaxed(t, one.Update.(bson.D)); got != `{"$set":{"k":{"code":"{\"id\":\"c1\"}"}}}` {
		t.Errorf("update %s", got)
	}
}
