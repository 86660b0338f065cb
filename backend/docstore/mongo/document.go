package mongo

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Fields of a stored document.
const (
	fieldID      = "_id"
	fieldVersion = "v"
	fieldKeys    = "k"
	fieldBody    = "d"
)

// keyPath is where a declared field is found.
func keyPath(field string) string { return fieldKeys + "." + field }

// encode makes the stored document of a record at a version.
func encode(r docstore.Record, version int64) (bson.Raw, error) {
	start, doc := bsoncore.AppendDocumentStart(make([]byte, 0, 512+len(r.Body)*5/4))
	doc = bsoncore.AppendStringElement(doc, fieldID, r.ID)
	doc = bsoncore.AppendInt64Element(doc, fieldVersion, version)

	keys, doc := bsoncore.AppendDocumentElementStart(doc, fieldKeys)
	for _, name := range slices.Sorted(maps.Keys(r.Keys)) {
		switch v := r.Keys[name].(type) {
		case string:
			doc = bsoncore.AppendStringElement(doc, name, v)
		case int64:
			doc = bsoncore.AppendInt64Element(doc, name, v)
		default:
			return nil, fault.Internalf("docstore/mongo: field %s is a %T", name, v)
		}
	}
	doc, err := bsoncore.AppendDocumentEnd(doc, keys)
	if err != nil {
		return nil, fault.Wrap(err, "internal")
	}

	body, err := toBSON(r.Body)
	switch {
	case errors.Is(err, errKeepText):
		doc = bsoncore.AppendStringElement(doc, fieldBody, string(r.Body))
	case err != nil:
		return nil, fault.Wrap(err, "internal")
	default:
		doc = bsoncore.AppendDocumentElement(doc, fieldBody, body)
	}
	if doc, err = bsoncore.AppendDocumentEnd(doc, start); err != nil {
		return nil, fault.Wrap(err, "internal")
	}
	return bson.Raw(doc), nil
}

// decode reads a stored document; the body may be missing (KeysOnly).
func decode(raw bson.Raw) (docstore.Record, error) {
	r := docstore.Record{Keys: map[string]any{}}
	elements, err := bsoncore.Document(raw).Elements()
	if err != nil {
		return r, fault.Wrap(err, "internal")
	}
	for _, e := range elements {
		switch v := e.Value(); e.Key() {
		case fieldID:
			r.ID, _ = v.StringValueOK()
		case fieldVersion:
			r.Version, _ = v.AsInt64OK()
		case fieldKeys:
			err = decodeKeys(r.Keys, v)
		case fieldBody:
			r.Body, err = decodeBody(v)
		}
		if err != nil {
			return r, fault.Internalf("docstore/mongo: document %q: %w", r.ID, err)
		}
	}
	return r, nil
}

func decodeKeys(into map[string]any, v bsoncore.Value) error {
	doc, ok := v.DocumentOK()
	if !ok {
		return fmt.Errorf("k is a %s", v.Type)
	}
	elements, err := doc.Elements()
	if err != nil {
		return err
	}
	for _, e := range elements {
		key, err := decodeKey(e.Value())
		if err != nil {
			return err
		}
		into[e.Key()] = key
	}
	return nil
}

// decodeKey reads a declared field: text, or a whole number in whatever width.
func decodeKey(v bsoncore.Value) (any, error) {
	if s, ok := v.StringValueOK(); ok {
		return s, nil
	}
	if n, ok := v.AsInt64OK(); ok {
		return n, nil
	}
	return nil, fmt.Errorf("a field is a %s", v.Type)
}

func decodeBody(v bsoncore.Value) ([]byte, error) {
	if v.Type == bson.TypeString {
		return []byte(v.StringValue()), nil
	}
	doc, ok := v.DocumentOK()
	if !ok {
		return nil, fmt.Errorf("d is a %s", v.Type)
	}
	return toJSON(doc)
}
