package mongo

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

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
	if !json.Valid(body) {
		return nil, errors.New("docstore/mongo: the body is no JSON")
	}
	r := &reader{json: body}
	if r.next() != '{' {
		return nil, errKeepText
	}
	start, dst := bsoncore.AppendDocumentStart(make([]byte, 0, len(body)+len(body)/4))
	dst, err := r.appendFields(dst, 1)
	if err != nil {
		return nil, err
	}
	return bsoncore.AppendDocumentEnd(dst, start)
}

// reader walks JSON that is known to be valid, so it needs to look only at what
// tells one value from the next. encoding/json's tokens cost ten times as much.
type reader struct {
	json []byte
	at   int
}

// next skips white space and separators and returns the character there.
func (r *reader) next() byte {
	for {
		switch c := r.json[r.at]; c {
		case ' ', '\t', '\n', '\r', ',', ':':
			r.at++
		default:
			return c
		}
	}
}

// appendFields takes an object, from its brace on.
func (r *reader) appendFields(dst []byte, depth int) (_ []byte, err error) {
	r.at++
	for r.next() != '}' {
		key, err := r.text()
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(key, "$") || strings.ContainsAny(key, ".\x00") {
			return nil, errKeepText
		}
		if dst, err = r.appendValue(dst, key, depth); err != nil {
			return nil, err
		}
	}
	r.at++
	return dst, nil
}

// appendItems takes an array, from its bracket on.
func (r *reader) appendItems(dst []byte, depth int) (_ []byte, err error) {
	r.at++
	for i := 0; ; i++ {
		switch r.next() {
		case ']':
			r.at++
			return dst, nil
		case '[':
			return nil, errKeepText
		}
		if dst, err = r.appendValue(dst, strconv.Itoa(i), depth); err != nil {
			return nil, err
		}
	}
}

func (r *reader) appendValue(dst []byte, key string, depth int) (_ []byte, err error) {
	switch r.next() {
	case '{', '[':
		return r.appendNested(dst, key, depth+1)
	case '"':
		text, err := r.text()
		return bsoncore.AppendStringElement(dst, key, text), err
	}
	switch word := r.word(); word {
	case "null":
		return bsoncore.AppendNullElement(dst, key), nil
	case "true", "false":
		return bsoncore.AppendBooleanElement(dst, key, word == "true"), nil
	default:
		return appendNumber(dst, key, word)
	}
}

func (r *reader) appendNested(dst []byte, key string, depth int) (_ []byte, err error) {
	if depth > maxDepth {
		return nil, errKeepText
	}
	var start int32
	if r.json[r.at] == '{' {
		start, dst = bsoncore.AppendDocumentElementStart(dst, key)
		dst, err = r.appendFields(dst, depth)
	} else {
		start, dst = bsoncore.AppendArrayElementStart(dst, key)
		dst, err = r.appendItems(dst, depth)
	}
	if err != nil {
		return nil, err
	}
	return bsoncore.AppendDocumentEnd(dst, start)
}

// text takes a string, from its quote on.
func (r *reader) text() (string, error) {
	start, plain := r.at, true
	for r.at++; r.json[r.at] != '"'; r.at++ {
		if r.json[r.at] == '\\' {
			plain = false
			r.at++
		}
	}
	r.at++
	quoted := r.json[start:r.at]
	if inside := quoted[1 : len(quoted)-1]; plain && utf8.Valid(inside) {
		return string(inside), nil
	}
	var s string
	err := json.Unmarshal(quoted, &s)
	return s, err
}

// word takes a number, null, true or false.
func (r *reader) word() string {
	start := r.at
	for r.at < len(r.json) && strings.IndexByte(" \t\n\r,]}", r.json[r.at]) < 0 {
		r.at++
	}
	return string(r.json[start:r.at])
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
