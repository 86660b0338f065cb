package fault

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"

	"pgregory.net/rapid"
)

// TestCopies: package-level faults are shared by all requests, so no method may
// write to its receiver.
func TestCopies(t *testing.T) {
	cause := errors.New("cause")
	rapid.Check(t, func(t *rapid.T) {
		base := Bad("name", "too_long").With("limit", 60)
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			before, args := *base, maps.Clone(base.Args)
			var next *Error
			switch rapid.IntRange(0, 3).Draw(t, "method") {
			case 0:
				key := rapid.SampledFrom([]string{"limit", "event"}).Draw(t, "arg")
				if next = base.With(key, 1); next.Args[key] != 1 || len(next.Args) < len(args) {
					t.Fatalf("With gave %v", next.Args)
				}
			case 1:
				if next = base.At("others.0.name"); next.Field != "others.0.name" {
					t.Fatalf("At gave %q", next.Field)
				}
			case 2:
				if next = base.Because(cause); !errors.Is(next, cause) {
					t.Fatal("Because lost the cause")
				}
			case 3:
				if next = base.After(30); next.RetryAfter != 30 {
					t.Fatalf("After gave %d", next.RetryAfter)
				}
			}
			if next == base || !maps.Equal(base.Args, args) {
				t.Fatal("the receiver was written to")
			}
			if base.Field != before.Field || base.Cause != before.Cause || base.RetryAfter != before.RetryAfter {
				t.Fatal("the receiver was written to")
			}
			if !errors.Is(next, base) || next.Kind != Invalid || next.Code != "too_long" {
				t.Fatalf("the copy is another fault: %v", next)
			}
			base = next
		}
	})
}

func TestIsComparesKindAndCode(t *testing.T) {
	missing := New(NotFound, "case.missing")
	for name, tc := range map[string]struct {
		err  error
		same bool
	}{
		"the same kind and code":    {New(NotFound, "case.missing").At("id").With("a", 1), true},
		"wrapped":                   {fmt.Errorf("reading: %w", missing), true},
		"as a cause":                {Wrap(missing, "internal"), true},
		"joined":                    {errors.Join(errors.New("x"), missing), true},
		"another kind":              {New(Conflict, "case.missing"), false},
		"another code":              {New(NotFound, "notice.missing"), false},
		"no fault":                  {errors.New("case.missing"), false},
		"no error":                  {nil, false},
		"a fault with another list": {&Error{Kind: NotFound, Code: "case.missing", More: []*Error{Bad("x", "y")}}, true},
	} {
		if got := errors.Is(tc.err, missing); got != tc.same {
			t.Errorf("%s: %v", name, got)
		}
	}
	if errors.Is(missing, context.Canceled) {
		t.Error("a fault is an error of another type")
	}
}

func TestKindOf(t *testing.T) {
	limited := fmt.Errorf("signing in: %w", New(Limited, "too_many").After(9))
	if !Is(limited, Limited) || Is(limited, Invalid) || Is(errors.New("x"), Internal) || Is(nil, Internal) {
		t.Error("Is tells another kind")
	}
	if f := From(limited); f.Code != "too_many" || f.RetryAfter != 9 {
		t.Errorf("From lost %+v", f)
	}
	cause := errors.New("disk full")
	f := From(cause)
	if f.Kind != Internal || f.Code != "internal" || !errors.Is(f, cause) {
		t.Errorf("an error from outside became %+v", f)
	}
	if f := From(nil); f == nil || f.Code != "internal" {
		t.Errorf("nil became %+v", f)
	}
	if f := Internalf("at %d: %w", 7, cause); !errors.Is(f, cause) || f.Kind != Internal {
		t.Errorf("Internalf gave %+v", f)
	}
}

func TestErrorIsForTheLog(t *testing.T) {
	for want, f := range map[string]*Error{
		"invalid: too_long (name)":                 Bad("name", "too_long"),
		"not_found: case.missing":                  New(NotFound, "case.missing"),
		"internal: internal: disk full":            Wrap(errors.New("disk full"), "internal"),
		"conflict: case.not_now (event): mind gap": New(Conflict, "case.not_now").At("event").Because(errors.New("mind gap")),
	} {
		if f.Error() != want {
			t.Errorf("%q, want %q", f.Error(), want)
		}
	}
}

// TestListKeepsAllInOrder and leaves what it was given as it was.
func TestListKeepsAllInOrder(t *testing.T) {
	var l List
	if err := l.Err(); err != nil {
		t.Fatalf("an empty list is %v", err)
	}
	l.Add(nil)
	l.Check(true, "kind", "case.unknown_kind")
	if err := l.Err(); err != nil {
		t.Fatalf("nothing wrong is %v", err)
	}
	shared := New(Invalid, "number.id")
	first := Bad("name", "required")
	l.Add(first)
	l.Check(false, "phone", "number.phone")
	l.Add(shared)
	var nested List
	nested.Add(Bad("a", "x"))
	nested.Add(Bad("b", "y"))
	l.Add(From(nested.Err()))
	got := From(l.Err())
	codes := []string{got.Field + " " + got.Code}
	for _, f := range got.More {
		codes = append(codes, f.Field+" "+f.Code)
		if len(f.More) > 0 {
			t.Errorf("%s hides further faults", f.Code)
		}
	}
	if fmt.Sprint(codes) != "[name required phone number.phone  number.id a x b y]" {
		t.Errorf("the list tells %v", codes)
	}
	if first.More != nil || shared.More != nil {
		t.Error("a fault that was added has been written to")
	}
	if again := From(l.Err()); len(again.More) != len(got.More) {
		t.Error("asking twice tells something else")
	}
}
