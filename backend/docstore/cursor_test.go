package docstore

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var cursorSort = []string{"state", "at"}

// TestCursor: a cursor brings back what it was made from, to the last digit.
func TestCursor(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := []any{rapid.String().Draw(r, "state"), rapid.Int64().Draw(r, "at"), rapid.String().Draw(r, "id")}
		got, err := docs.Schema().parseCursor(cursor(want), cursorSort)
		if err != nil || !slices.Equal(got, want) {
			r.Fatalf("got %v, %v, want %v", got, err, want)
		}
	})
}

// FuzzCursor: whatever a caller sends, it is refused or has the right kinds.
func FuzzCursor(f *testing.F) {
	f.Add(cursor([]any{"open", int64(1 << 60), "id"}))
	f.Add(cursor([]any{int64(1), "open", "id"}))
	f.Add(cursor([]any{"id"}))
	f.Add("W10")
	f.Add("=")
	f.Fuzz(func(t *testing.T, text string) {
		values, err := docs.Schema().parseCursor(text, cursorSort)
		if err != nil {
			if !errors.Is(err, ErrCursor) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		_, one := values[0].(string)
		_, two := values[1].(int64)
		_, three := values[2].(string)
		if len(values) != 3 || !one || !two || !three {
			t.Fatalf("%q gave %#v", text, values)
		}
	})
}
