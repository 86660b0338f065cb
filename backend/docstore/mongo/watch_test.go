package mongo

import (
	"errors"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"yanhe/backend/docstore"
)

func TestChangeOf(t *testing.T) {
	token := bson.D{{Key: "_data", Value: "8263"}}
	key := bson.D{{Key: "_id", Value: "c1"}}
	at := func(operation string, version any) bson.D {
		event := bson.D{{Key: "_id", Value: token}, {Key: "operationType", Value: operation}, {Key: "documentKey", Value: key}}
		if version != nil {
			event = append(event, bson.E{Key: "fullDocument", Value: bson.D{{Key: "v", Value: version}}})
		}
		return event
	}
	for name, c := range map[string]struct {
		event   bson.D
		version int64
		told    bool
	}{
		"insert":                          {at("insert", int64(1)), 1, true},
		"replace":                         {at("replace", int64(7)), 7, true},
		"update by hand":                  {at("update", int32(7)), 7, true},
		"update, the document gone since": {at("update", nil), 0, false},
		"delete":                          {at("delete", nil), 0, true},
		"collection dropped":              {at("drop", nil), 0, false},
	} {
		raw, err := bson.Marshal(c.event)
		if err != nil {
			t.Fatal(err)
		}
		change, told, err := changeOf(raw)
		if err != nil || told != c.told || told && (change.ID != "c1" || change.Version != c.version) {
			t.Errorf("%s: %+v, %v, %v", name, change, told, err)
			continue
		}
		back, err := parsePosition(change.Position)
		if err != nil || back.Lookup("_data").StringValue() != "8263" {
			t.Errorf("%s: position %q gives %s, %v", name, change.Position, back, err)
		}
	}
	if _, _, err := changeOf(bson.Raw{5, 0, 0, 0, 0}); err == nil {
		t.Error("an event without a token was taken")
	}
}

func TestForeignPosition(t *testing.T) {
	for _, position := range []string{"no such position", "17", "AAAA", "!"} {
		if _, err := parsePosition(position); !errors.Is(err, docstore.ErrCursor) {
			t.Errorf("%q: %v", position, err)
		}
	}
}
