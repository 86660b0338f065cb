package mongo

import (
	"reflect"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

func TestStoredForm(t *testing.T) {
	r := docstore.Record{ID: "c1", Keys: map[string]any{"state": "queued", "due": int64(7)}, Body: []byte(`{"id":"c1","n":1}`)}
	raw, err := encode(r, 3)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"_id": "c1","v": {"$numberLong":"3"},"k": {"due": {"$numberLong":"7"},"state": "queued"},"d": {"id": "c1","n": {"$numberLong":"1"}}}`
	if got := raw.String(); got != want {
		t.Errorf("stored form\n got %s\nwant %s", got, want)
	}
	back, err := decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	r.Version = 3
	if !reflect.DeepEqual(back, r) {
		t.Errorf("got back %+v, want %+v", back, r)
	}
}

func TestForeignFieldRefused(t *testing.T) {
	r := docstore.Record{ID: "x", Keys: map[string]any{"at": 1.5}, Body: []byte(`{}`)}
	if _, err := encode(r, 1); !fault.Is(err, fault.Internal) {
		t.Errorf("a field that is a float: %v", err)
	}
}

// TestEditedByHand: mongosh writes small integers in 32 bits; other types are told, not guessed.
func TestEditedByHand(t *testing.T) {
	doc := func(d any) bson.Raw {
		raw, err := bson.Marshal(bson.D{{Key: "_id", Value: "x"}, {Key: "v", Value: int32(2)}, {Key: "k", Value: bson.M{"n": int32(5)}}, {Key: "d", Value: d}})
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	r, err := decode(doc(bson.M{"n": int32(5)}))
	if err != nil || r.Version != 2 || r.Keys["n"] != int64(5) || string(r.Body) != `{"n":5}` {
		t.Errorf("%+v, %v", r, err)
	}
	now := primitive.NewDateTimeFromTime(time.UnixMilli(0))
	for _, d := range []any{1.5, bson.M{"at": now}, bson.M{"list": bson.A{primitive.NilObjectID}}} {
		if _, err := decode(doc(d)); !fault.Is(err, fault.Internal) {
			t.Errorf("d as %T: %v", d, err)
		}
	}
}
