// Package fault holds the one error type that crosses package borders.
//
// A fault carries a code, which is at the same time the key of its text in the
// catalog (i18n), the arguments of that text, and the input field it is about.
// Whoever translates it for a person (httpapi, the command line) needs nothing
// else. What went wrong underneath stays in Cause and is never shown.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what the caller can do about a fault. httpapi maps each kind to
// exactly one status (RFC 9110), and nothing else decides a status.
type Kind string

// The kinds, from "mend your input" to "our mistake".
const (
	Invalid     Kind = "invalid"     // the input breaks a rule; Field names it
	SignedOut   Kind = "signed_out"  // no valid session
	Forbidden   Kind = "forbidden"   // signed in, but the policy table says no
	NotFound    Kind = "not_found"   // no such thing, or none the caller may know of
	Conflict    Kind = "conflict"    // the state of things does not allow it (any more)
	TooLarge    Kind = "too_large"   // a body or a file over its limit
	Unsupported Kind = "unsupported" // a media type that is not taken
	Limited     Kind = "limited"     // too many tries; RetryAfter says how long to wait
	Unavailable Kind = "unavailable" // a part we depend on is away; try again
	Internal    Kind = "internal"    // a defect on our side
)

// Error is a fault. Its zero value is not useful; use New and the With methods.
type Error struct {
	Kind  Kind
	Code  string         // catalog key below "fault.", for example "booking.slot_taken"
	Args  map[string]any // placeholders of the catalog text
	Field string         // JSON path of the input at fault, "" when none is
	Cause error          // for the log only
	// RetryAfter is in whole seconds; 0 means unknown.
	RetryAfter int
	// More holds further faults of the same input, so that a form shows all at once.
	More []*Error
}

// New makes a fault of a kind with a catalog code.
func New(kind Kind, code string) *Error { return &Error{Kind: kind, Code: code} }

// Bad is the most frequent fault: one field of the input breaks one rule.
func Bad(field, code string) *Error { return &Error{Kind: Invalid, Code: code, Field: field} }

// Wrap makes an internal fault from a cause that no caller can mend.
func Wrap(cause error, code string) *Error {
	return &Error{Kind: Internal, Code: code, Cause: cause}
}

// Error is for logs and tests, never for a person.
func (e *Error) Error() string {
	s := string(e.Kind) + ": " + e.Code
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap lets errors.Is and errors.As see the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is makes two faults equal when kind and code are, so that package-level
// faults work as sentinels with errors.Is.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && t.Code == e.Code
}

// With returns a copy with one more text argument.
func (e *Error) With(name string, value any) *Error {
	c := *e
	c.Args = make(map[string]any, len(e.Args)+1)
	for k, v := range e.Args {
		c.Args[k] = v
	}
	c.Args[name] = value
	return &c
}

// At returns a copy that names the field at fault.
func (e *Error) At(field string) *Error { c := *e; c.Field = field; return &c }

// Because returns a copy with a cause for the log.
func (e *Error) Because(cause error) *Error { c := *e; c.Cause = cause; return &c }

// After returns a copy that tells the caller to wait so many seconds.
func (e *Error) After(seconds int) *Error { c := *e; c.RetryAfter = seconds; return &c }

// From finds the fault inside err; an error that is none becomes an internal one,
// nil too.
func From(err error) *Error {
	var f *Error
	if errors.As(err, &f) {
		return f
	}
	return Wrap(err, "internal")
}

// Is tells whether err is a fault of the given kind.
func Is(err error, kind Kind) bool {
	var f *Error
	return errors.As(err, &f) && f.Kind == kind
}

// List collects the faults of one input and returns them as one.
type List struct{ all []*Error }

// Add keeps a fault, and each of those in its More as one of its own; nil is
// ignored.
func (l *List) Add(f *Error) {
	if f == nil {
		return
	}
	more := f.More
	if len(more) > 0 {
		alone := *f
		alone.More = nil
		f = &alone
	}
	l.all = append(l.all, f)
	for _, m := range more {
		l.Add(m)
	}
}

// Check keeps a fault of a field when ok is false.
func (l *List) Check(ok bool, field, code string) {
	if !ok {
		l.Add(Bad(field, code))
	}
}

// Err returns nil, or the first fault with the others in More.
func (l *List) Err() error {
	if len(l.all) == 0 {
		return nil
	}
	first := *l.all[0]
	first.More = l.all[1:]
	return &first
}

// Internalf is Wrap with a formatted cause, for broken invariants.
func Internalf(format string, args ...any) *Error {
	return Wrap(fmt.Errorf(format, args...), "internal")
}
