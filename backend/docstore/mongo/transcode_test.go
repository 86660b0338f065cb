package mongo

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/bsontype"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"
	"pgregory.net/rapid"

	"yanhe/backend/docstore"
)

// plainJSON draws what Go writes of a document without odd keys or nested arrays.
func plainJSON(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(r *rapid.T) any {
		kinds := []string{"null", "bool", "int", "float", "text"}
		if depth > 0 {
			kinds = append(kinds, "list", "object")
		}
		switch rapid.SampledFrom(kinds).Draw(r, "kind") {
		case "bool":
			return rapid.Bool().Draw(r, "bool")
		case "int":
			return rapid.Int64().Draw(r, "int")
		case "float":
			f := rapid.Float64().Draw(r, "float")
			if math.IsNaN(f) || math.IsInf(f, 0) {
				return 0.5
			}
			return f
		case "text":
			return rapid.String().Draw(r, "text")
		case "list":
			notList := plainJSON(depth - 1).Filter(func(v any) bool { _, is := v.([]any); return !is })
			return rapid.SliceOfN(notList, 0, 4).Draw(r, "list")
		case "object":
			return plainObject(depth-1).Draw(r, "object")
		}
		return nil
	})
}

func plainObject(depth int) *rapid.Generator[map[string]any] {
	key := rapid.StringMatching(`[^.$\x00]{0,8}`)
	return rapid.MapOfN(key, plainJSON(depth), 0, 5)
}

// TestBodyComesBackByte: a plain document becomes BSON, and Go's JSON of it comes back byte for byte.
func TestBodyComesBackByte(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		body, err := json.Marshal(plainObject(4).Draw(r, "document"))
		if err != nil {
			r.Fatal(err)
		}
		doc, err := toBSON(body)
		if err != nil {
			r.Fatalf("%s: %v", body, err)
		}
		if err := bsoncore.Document(doc).Validate(); err != nil {
			r.Fatalf("%s: %v", body, err)
		}
		back, err := toJSON(doc)
		if err != nil || !bytes.Equal(back, body) {
			r.Fatalf("%v\n gave %s\n from %s", err, back, body)
		}
	})
}

func TestTypesInBSON(t *testing.T) {
	doc, err := toBSON([]byte(`{"i":3,"max":9223372036854775807,"f":0.5,"e":{},"l":[],"n":null,"z":-0,"b":[{"c":true}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bsontype.Type{
		"i": bson.TypeInt64, "max": bson.TypeInt64, "f": bson.TypeDouble, "e": bson.TypeEmbeddedDocument,
		"l": bson.TypeArray, "n": bson.TypeNull, "z": bson.TypeDouble, "b.0.c": bson.TypeBoolean,
	} {
		if got := bsoncore.Document(doc).Lookup(strings.Split(path, ".")...).Type; got != want {
			t.Errorf("%s is a %s, want %s", path, got, want)
		}
	}
}

func TestKeptAsText(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100)
	for _, body := range []string{
		`{"n":18446744073709551615}`, `{"n":1.0}`, `{"n":1E2}`, `{"n":0.10}`, `{"n":1e999}`, `{"n":0.1000000000000000055}`,
		`{"a.b":1}`, `{"$set":1}`, `{"x":{"a\u0000b":1}}`, `{"l":[[1]]}`, `[1]`, `3`, deep,
	} {
		if _, err := toBSON([]byte(body)); !errors.Is(err, errKeepText) {
			t.Errorf("%.80s: %v", body, err)
		}
		if back := throughStore(t, []byte(body)); string(back) != body {
			t.Errorf("stored %.80s, got back %.80s", body, back)
		}
	}
}

func TestBrokenBodies(t *testing.T) {
	for _, body := range []string{"", "{", `{"a"}`, `{"a":1,}`, `{"a":1}{}`, `{"a":[1,]}`, "nul", `{"a":tru}`, `{1:2}`} {
		if _, err := encode(docstore.Record{ID: "x", Body: []byte(body)}, 1); err == nil {
			t.Errorf("%q was taken", body)
		}
	}
}

// FuzzBody: whatever object is stored, the same value comes back.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":[1,2.5,"x",null,{"b":-0}]}`, `{"a.b":{"$c":1e400}}`, `{"a":[[]],"a":2}`, "{\"\xff\":\"\xff\"}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		doc, err := toBSON(body)
		if err == nil {
			if err := bsoncore.Document(doc).Validate(); err != nil {
				t.Fatalf("%q gave invalid BSON: %v", body, err)
			}
			if !json.Valid(body) {
				t.Fatalf("%q is no JSON and was taken", body)
			}
		}
		if !json.Valid(body) {
			return
		}
		if back := throughStore(t, body); !reflect.DeepEqual(value(t, back), value(t, body)) {
			t.Fatalf("stored %q, got back %q", body, back)
		}
	})
}

func throughStore(t *testing.T, body []byte) []byte {
	t.Helper()
	raw, err := encode(docstore.Record{ID: "x", Body: body}, 1)
	if err != nil {
		t.Fatalf("%q: %v", body, err)
	}
	r, err := decode(raw)
	if err != nil {
		t.Fatalf("%q: %v", body, err)
	}
	return r.Body
}

func value(t *testing.T, body []byte) any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%q: %v", body, err)
	}
	return v
}

// BenchmarkTranscode measures a document of about 3 KB, like a case with its timeline.
func BenchmarkTranscode(b *testing.B) {
	entry := `{"id":"01J9ZK3T6Q8W2M4N5P7R9S0T1V","at":1790000000000,"by":"mediator:42","what":"accepted","note":"双方同意调解"}`
	body := []byte(`{"id":"x","title":"邻里排水纠纷","fen":1250000,"open":true,"parties":[{"name":"x","phone":null}],"timeline":[` +
		strings.Repeat(entry+",", 24) + entry + `]}`)
	doc, err := toBSON(body)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("to_bson", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			if _, err := toBSON(body); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("to_json", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			if _, err := toJSON(doc); err != nil {
				b.Fatal(err)
			}
		}
	})
}
