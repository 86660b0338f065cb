package blob

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// Exactly gives out all bytes when there are as many as were announced, and never
// all of them otherwise.
func TestExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		content := rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(t, "content")
		size := rapid.IntRange(1, 300).Draw(t, "size")
		var source io.Reader = bytes.NewReader(content)
		switch rapid.IntRange(0, 3).Draw(t, "manner") {
		case 1:
			source = iotest.OneByteReader(source)
		case 2:
			source = iotest.DataErrReader(source)
		case 3:
			source = iotest.HalfReader(source)
		}
		e := Exactly(source, int64(size))
		got, err := io.ReadAll(e)
		if size == len(content) {
			if err != nil || e.Err != nil || !bytes.Equal(got, content) {
				t.Fatalf("%d of %d bytes, %v", len(got), size, err)
			}
		} else if err == nil || e.Err == nil || len(got) >= size {
			t.Fatalf("%d of %d bytes for %d, %v", len(got), len(content), size, err)
		}
	})
}

func TestValidKey(t *testing.T) {
	for key, want := range map[string]bool{
		"01jd8q6x": true, "0-_-_-_-": true, strings.Repeat("k", 100): true,
		"": false, "1234567": false, "_1234567": false, "1234567.": false, "1234567/": false, "1234567A": false,
		strings.Repeat("k", 101): false,
	} {
		if ValidKey(key) != want {
			t.Errorf("ValidKey(%q) = %v", key, !want)
		}
	}
}
