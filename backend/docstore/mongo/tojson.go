package mongo

import (
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"
)

// toJSON is the way back. Besides what toBSON writes it reads the 32-bit numbers
// that mongosh makes of small integers.
func toJSON(doc bsoncore.Document) ([]byte, error) {
	return appendJSON(make([]byte, 0, len(doc)), bsoncore.Value{Type: bson.TypeEmbeddedDocument, Data: doc})
}

func appendJSON(dst []byte, v bsoncore.Value) ([]byte, error) {
	switch v.Type {
	case bson.TypeEmbeddedDocument:
		return appendList(dst, v.Document(), '{', '}')
	case bson.TypeArray:
		return appendList(dst, v.Data, '[', ']')
	case bson.TypeString:
		return appendText(dst, v.StringValue())
	case bson.TypeInt64:
		return strconv.AppendInt(dst, v.Int64(), 10), nil
	case bson.TypeInt32:
		return strconv.AppendInt(dst, int64(v.Int32()), 10), nil
	case bson.TypeDouble:
		return appendMarshal(dst, v.Double())
	case bson.TypeBoolean:
		return strconv.AppendBool(dst, v.Boolean()), nil
	case bson.TypeNull:
		return append(dst, "null"...), nil
	}
	return nil, fmt.Errorf("docstore/mongo: a stored value of BSON type %s", v.Type)
}

func appendList(dst []byte, doc bsoncore.Document, open, end byte) ([]byte, error) {
	_, rest, ok := bsoncore.ReadLength(doc)
	if !ok {
		return nil, bsoncore.NewInsufficientBytesError(doc, rest)
	}
	dst = append(dst, open)
	for first := true; len(rest) > 1; first = false { // one byte ends the list
		var e bsoncore.Element
		if e, rest, ok = bsoncore.ReadElement(rest); !ok {
			return nil, bsoncore.NewInsufficientBytesError(doc, rest)
		}
		if !first {
			dst = append(dst, ',')
		}
		var err error
		if open == '{' {
			if dst, err = appendText(dst, e.Key()); err != nil {
				return nil, err
			}
			dst = append(dst, ':')
		}
		if dst, err = appendJSON(dst, e.Value()); err != nil {
			return nil, err
		}
	}
	return append(dst, end), nil
}

// appendText quotes text like encoding/json, which it asks only where a character
// needs more than that.
func appendText(dst []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return appendMarshal(dst, s)
	}
	for _, c := range s {
		if c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029' {
			return appendMarshal(dst, s)
		}
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"'), nil
}

func appendMarshal(dst []byte, v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	return append(dst, raw...), err
}
