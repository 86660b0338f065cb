package wechat

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestPlatformLanguage(t *testing.T) {
	for tag, want := range map[string]string{
		"": "zh_CN", "zh": "zh_CN", "zh-CN": "zh_CN", "zh_CN": "zh_CN", "fr": "zh_CN",
		"en": "en_US", "en-GB": "en_US", "en_US": "en_US", "zh-HK": "zh_HK", "zh_TW": "zh_TW",
	} {
		if got := platformLanguage(tag); got != want {
			t.Errorf("%q: %s, want %s", tag, got, want)
		}
	}
}

// TestFit: what fits is kept, what doesn't is cut to what WeChat takes.
func TestFit(t *testing.T) {
	for _, c := range [][3]string{
		{"thing1", "邻里纠纷", "邻里纠纷"}, {"thing1", " a\nb\t", "a b"}, {"phrase2", "调解员已确认", "调解员已确"},
		{"thing10", strings.Repeat("田", 21), strings.Repeat("田", 19) + "…"}, {"thing3", strings.Repeat("田", 20), strings.Repeat("田", 20)},
		{"time1", "2026年12月31日 09:00 至 2027年1月1日 10:00", "2026年12月31日 09:00 至 2027年1月1日 10:00"},
	} {
		if got := fit(c[0], c[1]); got != c[2] {
			t.Errorf("%s %q: %q", c[0], c[1], got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]string{"thing", "phrase", "character_string", "symbol", "letter"}).Draw(t, "kind")
		got := fit(kind+"7", rapid.String().Draw(t, "value"))
		if utf8.RuneCountInString(got) > keywordLengths[kind] || strings.ContainsAny(got, "\n\r\t") {
			t.Fatalf("%q", got)
		}
	})
}

// TestPieces: every stretch of up to textOverlap characters is whole in a piece.
func TestPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := make([]rune, rapid.IntRange(1, 9000).Draw(t, "length"))
		for i := range text {
			text[i] = rune(0x4e00 + i) // all different
		}
		parts := pieces(text)
		length := min(len(text), rapid.IntRange(1, textOverlap).Draw(t, "stretch"))
		from := rapid.IntRange(0, len(text)-length).Draw(t, "from")
		found := false
		for _, part := range parts {
			if n := utf8.RuneCountInString(part); n == 0 || n > textLimit {
				t.Fatalf("a piece of %d", n)
			}
			found = found || strings.Contains(part, string(text[from:from+length]))
		}
		if !found {
			t.Fatal("a stretch is cut in every piece")
		}
	})
}

type answering string

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	body := string(a)
	if strings.HasSuffix(r.URL.Path, "stable_token") {
		body = `{"access_token":"t","expires_in":7200}`
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
}

func TestForeignPhoneNumber(t *testing.T) {
	for answer, want := range map[string]string{
		`{"phone_info":{"phoneNumber":"19900000001","purePhoneNumber":"19900000001","countryCode":"86"}}`: "19900000001",
		`{"phone_info":{"phoneNumber":"19900000001","purePhoneNumber":"19900000001"}}`:                    "19900000001",
		`{"phone_info":{"phoneNumber":"85250000000","purePhoneNumber":"50000000","countryCode":"852"}}`:   "+85250000000",
	} {
		c, err := New(Config{Mode: "production", AppID: "wx1", AppSecret: "s", HTTPClient: &http.Client{Transport: answering(answer)}})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.PhoneNumber(context.Background(), "x"); got != want || err != nil {
			t.Errorf("%s: %q, %v", answer, got, err)
		}
	}
}
