package httpapi

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"yanhe/backend/fault"
	"yanhe/i18n"
)

// Problem is the one form of every error reply (RFC 9457), in the caller's
// language. It never echoes what was sent.
type Problem struct {
	Status int `json:"status"`
	// Code is stable and for programs; it is the catalog key below "fault.".
	Code string `json:"code"`
	// Detail says in words what is wrong and what to do.
	Detail string `json:"detail"`
	// Field is the JSON path of the input at fault.
	Field     string   `json:"field,omitempty"`
	RequestID string   `json:"request_id,omitempty"`
	Errors    []Detail `json:"errors,omitempty" doc:"all faults of the input, the first one included, when there are several"`

	retryAfter int
}

// Detail is one of several faults of an input.
type Detail struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Field  string `json:"field,omitempty"`
}

// Error makes a Problem an error; huma writes it as the reply.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus is read by huma.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders is read by huma.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	return h
}

// ContentType is read by huma.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// statuses is the only place where a kind of fault becomes a status.
var statuses = map[fault.Kind]int{
	fault.Invalid:     http.StatusUnprocessableEntity,
	fault.SignedOut:   http.StatusUnauthorized,
	fault.Forbidden:   http.StatusForbidden,
	fault.NotFound:    http.StatusNotFound,
	fault.Conflict:    http.StatusConflict,
	fault.TooLarge:    http.StatusRequestEntityTooLarge,
	fault.Unsupported: http.StatusUnsupportedMediaType,
	fault.Limited:     http.StatusTooManyRequests,
	fault.Unavailable: http.StatusServiceUnavailable,
	fault.Internal:    http.StatusInternalServerError,
}

// problemOf words a fault for a caller.
func problemOf(err error, lang, requestID string) *Problem {
	f := fault.From(err)
	code := f.Code
	if f.Kind == fault.Internal {
		code = "internal" // what broke is for the log
	}
	p := &Problem{Status: statuses[f.Kind], Code: code, Field: f.Field, RequestID: requestID,
		Detail: word(lang, code, f.Args), retryAfter: f.RetryAfter}
	if p.Status == 0 {
		p.Status = http.StatusInternalServerError
	}
	if len(f.More) > 0 {
		p.Errors = append(p.Errors, Detail{Code: code, Detail: p.Detail, Field: f.Field})
		for _, m := range f.More {
			p.Errors = append(p.Errors, Detail{Code: m.Code, Detail: word(lang, m.Code, m.Args), Field: m.Field})
		}
	}
	return p
}

// argFamilies are the text arguments that are codes with words of their own.
var argFamilies = map[string]string{"state": "state.", "event": "event."}

func word(lang, code string, args map[string]any) string {
	worded := make(map[string]any, len(args)+1)
	for name, v := range args {
		if family, ok := argFamilies[name]; ok {
			if s, ok := v.(string); ok && i18n.Has(family+s) {
				v = i18n.Text(lang, family+s, nil)
			}
		}
		worded[name] = v
	}
	return i18n.Text(lang, "fault."+code, worded)
}

// init sets huma's two global hooks: its built-in validation messages become
// codes, and its errors become Problems. huma offers no other way; the values
// are constants, so that several servers in one process agree.
func init() {
	validation.MsgExpectedRequiredProperty = "required|%s"
	validation.MsgExpectedMinLength = "too_short|%d"
	validation.MsgExpectedMaxLength = "too_long|%d"
	validation.MsgExpectedMaxItems = "too_many|%d"
	validation.MsgExpectedMinItems = "too_few|%d"
	validation.MsgUnexpectedProperty = "unknown_field"
	validation.MsgExpectedOneOf = "one_of|%s"
	validation.MsgExpectedMinimumNumber = "too_low|%v"
	validation.MsgExpectedMaximumNumber = "too_high|%v"
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		c := callerOf(ctx.Context())
		return problemOf(faultOf(status, errs), c.Lang, c.RequestID)
	}
	huma.NewError = func(status int, _ string, errs ...error) huma.StatusError {
		return problemOf(faultOf(status, errs), i18n.Default, "")
	}
}

// faultOf makes a fault of what huma found. What is wrong with the request as a
// whole (its size, its media type) comes before what its fields say.
func faultOf(status int, errs []error) error {
	for kind, s := range statuses {
		if s == status && kind != fault.Internal && kind != fault.Invalid {
			return fault.New(kind, generic[kind])
		}
	}
	var l fault.List
	for _, err := range errs {
		var d *huma.ErrorDetail
		if errors.As(err, &d) {
			l.Add(validationFault(d))
		}
	}
	if err := l.Err(); err != nil {
		return err
	}
	if status < http.StatusInternalServerError {
		return fault.New(fault.Invalid, "malformed")
	}
	return fault.Wrap(errors.Join(errs...), "internal")
}

// generic are the codes of faults that huma reports without detail.
var generic = map[fault.Kind]string{
	fault.SignedOut: "signed_out", fault.Forbidden: "forbidden",
	fault.NotFound: "not_found", fault.Conflict: "conflict", fault.TooLarge: "too_large",
	fault.Unsupported: "unsupported", fault.Limited: "limited", fault.Unavailable: "unavailable",
}

// validationFault reads a message in the form set by init.
func validationFault(d *huma.ErrorDetail) *fault.Error {
	code, arg, coded := strings.Cut(d.Message, "|")
	field := fieldOf(d.Location)
	switch {
	case code == "required" && coded:
		return fault.Bad(join(field, arg), "required")
	case coded:
		if n, err := strconv.ParseFloat(arg, 64); err == nil && n == math.Trunc(n) {
			return fault.Bad(field, code).With("limit", int64(n))
		}
		return fault.Bad(field, code).With("limit", arg)
	case code == "unknown_field":
		return fault.Bad(field, code)
	case strings.HasPrefix(code, "required ") && strings.HasSuffix(code, " parameter is missing"):
		return fault.Bad(field, "required") // a text of huma's that has no hook
	}
	return fault.Bad(field, "malformed")
}

// fieldOf drops the part of the request: a caller knows where its fields are.
func fieldOf(location string) string {
	for _, part := range []string{"body", "query", "path", "header"} {
		if location == part {
			return ""
		}
		if rest, ok := strings.CutPrefix(location, part+"."); ok {
			return strings.NewReplacer("[", ".", "]", "").Replace(rest)
		}
	}
	return location
}

func join(field, name string) string {
	if field == "" {
		return name
	}
	return field + "." + name
}
