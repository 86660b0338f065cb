package id

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNewSortsByTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Int64Range(0, 1<<47).Draw(t, "a")
		b := rapid.Int64Range(0, 1<<47).Draw(t, "b")
		x, y := New(time.UnixMilli(a)), New(time.UnixMilli(b))
		if len(x) != 26 || (a < b) != (x < y) && a != b {
			t.Fatalf("%d %s, %d %s", a, x, b, y)
		}
	})
}

func TestDeriveSeparatesParts(t *testing.T) {
	if Derive("ab", "c") == Derive("a", "bc") {
		t.Fatal("parts run together")
	}
	if first := Derive("a", "b"); first != Derive("a", "b") {
		t.Fatal("not stable")
	}
}

func TestParseToken(t *testing.T) {
	token := Token()
	for _, typed := range []string{token, strings.ToUpper(token), token[:13] + "-" + token[13:], " " + token + " "} {
		if got, ok := ParseToken(typed); !ok || got != token {
			t.Errorf("ParseToken(%q) = %q, %v", typed, got, ok)
		}
	}
	for _, bad := range []string{"", "short", token + "0", strings.Repeat("u", 26), strings.Repeat("é", 13)} {
		if _, ok := ParseToken(bad); ok {
			t.Errorf("ParseToken(%q) accepted", bad)
		}
	}
}

func FuzzParseToken(f *testing.F) {
	f.Add("OIL0-1230123012301230123012301")
	f.Fuzz(func(t *testing.T, s string) {
		if got, ok := ParseToken(s); ok {
			if again, ok := ParseToken(got); !ok || again != got {
				t.Fatalf("not a fixed point: %q", got)
			}
		}
	})
}
