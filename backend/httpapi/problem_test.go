package httpapi

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"yanhe/backend/fault"
	"yanhe/i18n"
)

// TestEveryKindOfFaultHasAStatusAndWords: a kind without one would be called our mistake.
func TestEveryKindOfFaultHasAStatusAndWords(t *testing.T) {
	kinds := []fault.Kind{fault.Invalid, fault.SignedOut, fault.Forbidden, fault.NotFound, fault.Conflict, fault.TooLarge,
		fault.Unsupported, fault.Limited, fault.Unavailable, fault.Internal}
	if len(statuses) != len(kinds) {
		t.Errorf("there are %d statuses for %d kinds", len(statuses), len(kinds))
	}
	for _, k := range kinds {
		p := problemOf(fault.New(k, "case.missing"), "en", "r1")
		if p.Status != statuses[k] || p.Status == 0 || p.Detail == "" || p.RequestID != "r1" {
			t.Errorf("%s becomes %+v", k, p)
		}
	}
}

// TestOurOwnMistakesStayInTheLog: the reply holds neither the cause nor its code.
func TestOurOwnMistakesStayInTheLog(t *testing.T) {
	secret := errors.New("dial tcp 10.0.0.7: password is hunter2")
	for _, err := range []error{secret, fault.Wrap(secret, "store.secret_place"), fault.New(fault.Unavailable, "unavailable").Because(secret)} {
		p := problemOf(err, "en", "")
		if text := p.Detail + p.Code + p.Error(); strings.Contains(text, "hunter2") || strings.Contains(text, "secret") {
			t.Errorf("%v becomes %s", err, text)
		}
	}
}

// TestWhatIsWrongWithTheWholeComesFirst: huma reports a wrong media type as a fault
// of the body.
func TestWhatIsWrongWithTheWholeComesFirst(t *testing.T) {
	body := &huma.ErrorDetail{Location: "body", Message: "unknown content type: text/plain", Value: "what was sent"}
	for status, code := range map[int]string{http.StatusUnsupportedMediaType: "unsupported", http.StatusRequestEntityTooLarge: "too_large",
		http.StatusBadRequest: "malformed", http.StatusUnprocessableEntity: "malformed", http.StatusRequestTimeout: "malformed"} {
		if f := fault.From(faultOf(status, []error{body})); f.Code != code || strings.Contains(f.Error(), "sent") {
			t.Errorf("%d becomes %v, not %s", status, f, code)
		}
	}
	if f := fault.From(faultOf(http.StatusInternalServerError, nil)); f.Kind != fault.Internal {
		t.Errorf("500 becomes %v", f)
	}
}

func TestHumasMessagesBecomeCodesAndFields(t *testing.T) {
	for _, tc := range []struct{ location, message, field, code, limit string }{
		{"body", "required|name", "name", "required", ""},
		{"body.applicant", "required|name", "applicant.name", "required", ""},
		{"query.state", "required query parameter is missing", "state", "required", ""},
		{"body.others[2].phone", "too_long|40", "others.2.phone", "too_long", "40"},
		{"body.stand", "one_of|agreed, refused", "stand", "one_of", "agreed, refused"},
		{"path.id", "too_short|1", "id", "too_short", "1"},
		{"body.speed", "unknown_field", "speed", "unknown_field", ""},
		{"body.amount", "expected integer", "amount", "malformed", ""},
		{"body", "invalid character 'x' looking for beginning of value", "", "malformed", ""},
	} {
		f := validationFault(&huma.ErrorDetail{Location: tc.location, Message: tc.message, Value: "echo"})
		if f.Field != tc.field || f.Code != tc.code {
			t.Errorf("%s at %s becomes %v", tc.message, tc.location, f)
		}
		for _, lang := range i18n.Languages() {
			if p := problemOf(f, lang, ""); strings.Contains(p.Detail, "{") || strings.Contains(p.Detail, "echo") || !strings.Contains(p.Detail, tc.limit) {
				t.Errorf("%s: %s", lang, p.Detail)
			}
		}
	}
}

func TestSameOrigin(t *testing.T) {
	for origin, want := range map[string]bool{"https://yanhe.cn": true, "http://yanhe.cn": true, "https://YANHE.cn": true, "": false, "null": false,
		"yanhe.cn": false, "https://yanhe.cn.evil.cn": false, "https://evil.cn/yanhe.cn": false, "https://yanhe.cn:8443": false} {
		if got := sameOrigin(origin, "yanhe.cn"); got != want {
			t.Errorf("%q: %v", origin, got)
		}
	}
}
