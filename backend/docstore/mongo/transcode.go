package mongo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/bson/bsontype"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"
)

// maxDepth is how deep a transcoded body nests; the server takes 100 levels.
const maxDepth = 90

// errKeepText marks a body that is kept as text.
var errKeepText = errors.New("docstore/mongo: not for BSON")

// toBSON transcodes a JSON object. errKeepText stands for a body that BSON would
// not give back exactly or a server may refuse: one with a number that neither
// int64 nor float64 writes the same way, a key that could be taken for a path or
// an operator (with a dot, a leading dollar or a NUL), an array right inside an
// array (no query path reaches into it), or over 90 levels.
func toBSON(body []byte) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	t, err := dec.Token()
	if err != nil {
		return nil, fmt.Errorf("docstore/mongo: body: %w", err)
	}
	if t != json.Delim('{') {
		return nil, errKeepText
	}
	start, dst := bsoncore.AppendDocumentStart(make([]byte, 0, len(body)+len(body)/4))
	if dst, err = appendFields(dst, dec, 1); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("docstore/mongo: body: more than one value")
	}
	return bsoncore.AppendDocumentEnd(dst, start)
}

func appendFields(dst []byte, dec *json.Decoder, depth int) ([]byte, error) {
	for {
		t, err := dec.Token()
		if err != nil {
			return nil, err
		}
		if t == json.Delim('}') {
			return dst, nil
		}
		key := t.(string) // the decoder lets nothing else stand before a colon
		if strings.HasPrefix(key, "$") || strings.ContainsAny(key, ".\x00") {
			return nil, errKeepText
		}
		if t, err = dec.Token(); err != nil {
			return nil, err
		}
		if dst, err = appendValue(dst, dec, key, t, depth); err != nil {
			return nil, err
		}
	}
}

func appendItems(dst []byte, dec *json.Decoder, depth int) ([]byte, error) {
	for i := 0; ; i++ {
		t, err := dec.Token()
		if err != nil {
			return nil, err
		}
		if t == json.Delim(']') {
			return dst, nil
		}
		if t == json.Delim('[') {
			return nil, errKeepText
		}
		if dst, err = appendValue(dst, dec, strconv.Itoa(i), t, depth); err != nil {
			return nil, err
		}
	}
}

func appendValue(dst []byte, dec *json.Decoder, key string, t json.Token, depth int) ([]byte, error) {
	switch v := t.(type) {
	case nil:
		return bsoncore.AppendNullElement(dst, key), nil
	case bool:
		return bsoncore.AppendBooleanElement(dst, key, v), nil
	case string:
		return bsoncore.AppendStringElement(dst, key, v), nil
	case json.Number:
		return appendNumber(dst, key, v.String())
	}
	if depth++; depth > maxDepth {
		return nil, errKeepText
	}
	var start int32
	var err error
	if t == json.Delim('{') {
		start, dst = bsoncore.AppendDocumentElementStart(dst, key)
		dst, err = appendFields(dst, dec, depth)
	} else {
		start, dst = bsoncore.AppendArrayElementStart(dst, key)
		dst, err = appendItems(dst, dec, depth)
	}
	if err != nil {
		return nil, err
	}
	return bsoncore.AppendDocumentEnd(dst, start)
}

// appendNumber takes a number only if reading it back writes the same text.
func appendNumber(dst []byte, key, text string) ([]byte, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && text != "-0" {
		return bsoncore.AppendInt64Element(dst, key, n), nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, errKeepText
	}
	if back, err := json.Marshal(f); err != nil || string(back) != text {
		return nil, errKeepText
	}
	return bsoncore.AppendDoubleElement(dst, key, f), nil
}

// toJSON is the way back. Besides what toBSON writes it reads the 32-bit numbers
// that mongosh makes of small integers.
func toJSON(doc bsoncore.Document) ([]byte, error) {
	return appendJSON(make([]byte, 0, len(doc)), bsoncore.Value{Type: bsontype.EmbeddedDocument, Data: doc})
}

func appendJSON(dst []byte, v bsoncore.Value) ([]byte, error) {
	switch v.Type {
	case bsontype.EmbeddedDocument:
		return appendList(dst, v.Document(), '{', '}')
	case bsontype.Array:
		return appendList(dst, v.Data, '[', ']')
	case bsontype.String:
		return appendMarshal(dst, v.StringValue())
	case bsontype.Int64:
		return strconv.AppendInt(dst, v.Int64(), 10), nil
	case bsontype.Int32:
		return strconv.AppendInt(dst, int64(v.Int32()), 10), nil
	case bsontype.Double:
		return appendMarshal(dst, v.Double())
	case bsontype.Boolean:
		return strconv.AppendBool(dst, v.Boolean()), nil
	case bsontype.Null:
		return append(dst, "null"...), nil
	}
	return nil, fmt.Errorf("docstore/mongo: a stored value of BSON type %s", v.Type)
}

func appendList(dst []byte, doc bsoncore.Document, open, end byte) ([]byte, error) {
	elements, err := doc.Elements()
	if err != nil {
		return nil, err
	}
	dst = append(dst, open)
	for i, e := range elements {
		if i > 0 {
			dst = append(dst, ',')
		}
		if open == '{' {
			if dst, err = appendMarshal(dst, e.Key()); err != nil {
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

func appendMarshal(dst []byte, v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	return append(dst, raw...), err
}
