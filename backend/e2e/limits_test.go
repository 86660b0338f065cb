package e2e

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"yanhe/backend/client"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
	"yanhe/i18n"
)

// strict are the settings of a real installation behind a proxy on this machine.
func strict(more map[string]string) map[string]string {
	all := map[string]string{"YANHE_RATE_LIMIT_FACTOR": "1", "YANHE_TRUSTED_PROXIES": "127.0.0.1"}
	for k, v := range more {
		all[k] = v
	}
	return all
}

// address is somebody's, and nobody else's: a Redis outlives a test.
func address() string {
	return fmt.Sprintf("10.%d.%d.%d", rand.IntN(256), rand.IntN(256), 1+rand.IntN(250))
}

// stores are the settings for where tries are counted.
func stores() map[string]map[string]string {
	all := map[string]map[string]string{"in this process": strict(nil)}
	if url := os.Getenv("YANHE_TEST_REDIS_URL"); url != "" {
		all["Redis"] = strict(map[string]string{"YANHE_REDIS_URL": url})
	}
	return all
}

// TestRateLimits uses up each limit, and finds that others are not held up by it.
func TestRateLimits(t *testing.T) {
	for name, settings := range stores() {
		t.Run(name, func(t *testing.T) {
			w := start(t, settings)
			anybody := client.New(w.URL)
			nonce := strings.ReplaceAll(address(), ".", "")
			busy, calm := w.Citizen("忙"+nonce), w.Citizen("闲"+nonce)
			for _, tc := range []struct {
				limit        string
				who, other   *client.Client
				method, path string
				times        int
				period       time.Duration
			}{
				{"sign_in", anybody, anybody, http.MethodPost, staffSession, 60, time.Minute},
				{"track", anybody, anybody, http.MethodGet, "/api/v1/track/none", 120, time.Minute},
				{"lookup", anybody, anybody, http.MethodPost, "/api/v1/track", 20, 10 * time.Minute},
				{"file", busy, calm, http.MethodPost, "/api/v1/cases", 30, time.Hour},
				{"upload", busy, calm, http.MethodPost, "/api/v1/uploads", 100, time.Hour},
			} {
				mine, theirs := address(), address()
				send := func(c *client.Client, from, lang string) *client.Reply {
					return w.raw(c, tc.method, tc.path, "{}", "Content-Type", "application/json", "X-Forwarded-For", from, "Accept-Language", lang)
				}
				for _, lang := range i18n.Languages() {
					taken, last := useUp(t, tc.times, func() *client.Reply { return send(tc.who, mine, lang) })
					if lang == i18n.Default && taken < tc.times {
						t.Errorf("%s: only %d of %d tries are taken", tc.limit, taken, tc.times)
					}
					expectLimited(t, last, lang, tc.limit, tc.times, tc.period)
				}
				if r := send(tc.other, theirs, "en"); r.Status == http.StatusTooManyRequests {
					t.Errorf("%s: somebody else is held up", tc.limit)
				}
			}
		})
	}
}

// useUp sends until it is refused, and returns how often it was not. Tries come
// back while it runs, so the limit itself is no bound; twice the limit is.
func useUp(t *testing.T, times int, send func() *client.Reply) (taken int, last *client.Reply) {
	t.Helper()
	for ; taken <= 2*times; taken++ {
		if last = send(); last.Status == http.StatusTooManyRequests {
			return taken, last
		}
	}
	t.Fatalf("%d tries were not limited; the last was answered with %d", taken, last.Status)
	return 0, nil
}

func expectLimited(t *testing.T, r *client.Reply, lang, limit string, times int, period time.Duration) {
	t.Helper()
	var p httpapi.Problem
	if err := json.Unmarshal(r.Body, &p); err != nil {
		t.Fatal(err)
	}
	if words, _, _ := strings.Cut(i18n.Text(lang, "fault.limited", nil), "{"); p.Code != "limited" || !strings.HasPrefix(p.Detail, words) || strings.Contains(p.Detail, "{") {
		t.Errorf("%s: it says %s", limit, r.Body)
	}
	wait, err := strconv.Atoi(r.Header.Get("Retry-After"))
	if err != nil || wait < 1 || wait > int(period/time.Second) {
		t.Errorf("%s: Retry-After is %q", limit, r.Header.Get("Retry-After"))
	}
	if got, want := r.Header.Get("RateLimit-Policy"), fmt.Sprintf("%q;q=%d;w=%d", limit, times, int(period/time.Second)); got != want {
		t.Errorf("%s: the policy is %s, not %s", limit, got, want)
	}
	if got := r.Header.Get("RateLimit"); !strings.HasPrefix(got, fmt.Sprintf("%q;r=0;t=", limit)) {
		t.Errorf("%s: what is left is %s", limit, got)
	}
}

// TestANumberCannotBeGuessedFromManyAddresses: five tries an hour for each case,
// wherever they come from and however the number is written.
func TestANumberCannotBeGuessedFromManyAddresses(t *testing.T) {
	w := start(t, strict(nil))
	first, second := w.file("被猜者").accepted(), w.file("旁人").accepted()
	anybody := client.New(w.URL)
	look := func(number, tail string) int {
		return w.raw(anybody, http.MethodPost, "/api/v1/track", jsonOf(object{"number": number, "tail": tail}),
			"Content-Type", "application/json", "X-Forwarded-For", address()).Status
	}
	for i := range 5 {
		number := first.view.Number
		if i%2 == 1 {
			number = "2026宣郎" + "1" // the same, as people type it
		}
		if got := look(number, fmt.Sprintf("%04d", i)); got != http.StatusNotFound {
			t.Errorf("guess %d is answered with %d", i, got)
		}
	}
	if got := look(first.view.Number, private[1][7:]); got != http.StatusTooManyRequests {
		t.Errorf("the sixth try, a right one, is answered with %d", got)
	}
	page := w.raw(anybody, http.MethodPost, "/t/", "number=2026宣郎1&tail="+private[1][7:],
		"Content-Type", "application/x-www-form-urlencoded", "X-Forwarded-For", address())
	if page.Status != http.StatusTooManyRequests || page.Header.Get("Retry-After") == "" || !strings.Contains(page.Header.Get("Content-Type"), "text/html") {
		t.Errorf("the page answers with %d, Retry-After %q", page.Status, page.Header.Get("Retry-After"))
	}
	w.absent("the page", string(page.Body), append(private, first.view.Track)...)
	if got := look(second.view.Number, private[1][7:]); got != http.StatusOK {
		t.Errorf("another case is held up: %d", got)
	}
}

// TestTheMetricsSayWhoWasLimited and show routes, never what was in a path.
func TestTheMetricsSayWhoWasLimited(t *testing.T) {
	w := start(t, strict(nil))
	m := w.file("计数")
	anybody := client.New(w.URL)
	useUp(t, 20, func() *client.Reply {
		return w.raw(anybody, http.MethodPost, "/api/v1/track", "{}", "Content-Type", "application/json")
	})
	w.raw(anybody, http.MethodGet, "/t/"+m.view.Track, "")
	page := w.text(anybody, "/metrics")
	for _, want := range []string{`yanhe_rate_limited_total{limit="lookup"} `, `route="/t/:token"`, "yanhe_rate_limiter_unavailable_total 0"} {
		if !strings.Contains(page, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	w.absent("the metrics", page, append(w.secrets, m.view.ID)...)
	if r := w.raw(anybody, http.MethodGet, "/metrics", "", "X-Forwarded-For", address()); r.Status != http.StatusNotFound {
		t.Errorf("the metrics are shown to the outside with %d", r.Status)
	}
	auditor := w.Staff(policy.Auditor, "")
	w.refused(auditor, http.MethodGet, "/api/v1/deliveries", nil, http.StatusForbidden, "forbidden")
}
