package e2e

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"yanhe/backend/client"
	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
)

// TestWithoutRedisReadsAndFilingGoOn, and what can be guessed is closed, until
// Redis is back.
func TestWithoutRedisReadsAndFilingGoOn(t *testing.T) {
	store := miniredis.NewMiniRedis()
	if err := store.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	address := store.Addr()
	w := start(t, strict(map[string]string{"YANHE_REDIS_URL": "redis://" + address}))
	m := w.file("断网")
	anybody := client.New(w.URL)
	store.Close()

	w.must(m.citizen, http.MethodGet, m.path(""), nil, nil)
	w.must(m.desk, http.MethodGet, "/api/v1/desk", nil, nil)
	var v httpapi.CaseView
	w.must(m.citizen, http.MethodPost, "/api/v1/cases", filing(), &v, "Idempotency-Key", "without-redis")
	w.secrets = append(w.secrets, v.Track)
	w.must(m.desk, http.MethodPost, m.path("acceptance"), object{}, nil)
	w.text(anybody, "/healthz")
	w.text(anybody, "/readyz")
	closed := map[string]object{staffSession: {"login": "langxi.moderator", "password": "yanhe-demo-2107"},
		wechatSession: {"code": "demo-断网-1"}, "/api/v1/track": {"number": "2026宣郎1", "tail": "7788"}}
	for path, in := range closed {
		p := w.refused(anybody, http.MethodPost, path, in, http.StatusServiceUnavailable, "limiter_away")
		if p.Header.Get("Retry-After") == "" {
			t.Errorf("%s does not say when to try again", path)
		}
	}
	w.refused(anybody, http.MethodGet, "/api/v1/track/"+m.view.Track, nil, http.StatusServiceUnavailable, "limiter_away")
	page := w.raw(anybody, http.MethodGet, "/t/"+m.view.Track, "")
	if page.Status != http.StatusServiceUnavailable || !strings.Contains(page.Header.Get("Content-Type"), "text/html") {
		t.Errorf("the page behind the code answers with %d", page.Status)
	}
	w.absent("the page", string(page.Body), address, "dial", "redis", "refused")
	if strings.Contains(w.text(anybody, "/metrics"), "yanhe_rate_limiter_unavailable_total 0") {
		t.Error("the metrics do not show that Redis is away")
	}

	if err := store.Restart(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "tracking opens again", func() bool {
		return w.raw(anybody, http.MethodGet, "/t/"+m.view.Track, "").Status == http.StatusOK
	})
}

// TestInstancesShareTheWeChatToken: the second instance uses the token that the
// first has fetched, and a token that WeChat no longer takes is replaced.
func TestInstancesShareTheWeChatToken(t *testing.T) {
	url := os.Getenv("YANHE_TEST_REDIS_URL")
	if url == "" {
		store := miniredis.RunT(t)
		url = "redis://" + store.Addr()
	}
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	options.DB = 9 // of this test alone
	shared := redis.NewClient(options)
	t.Cleanup(func() { _ = shared.Close() })
	if err := shared.FlushDB(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	w := start(t, map[string]string{"YANHE_REDIS_URL": strings.TrimSuffix(url, "/0") + "/9"})
	checked := func(m *matter, times int) {
		t.Helper()
		eventually(t, "the check of the story", func() bool { return w.Simulator().Calls("/wxa/msg_sec_check") == times })
	}
	m := w.file("令牌")
	checked(m, 1)
	keys := shared.Keys(t.Context(), "*").Val()
	var tokens []string
	for _, k := range keys {
		if strings.Contains(k, "token") && !strings.HasSuffix(k, ":lock") {
			tokens = append(tokens, k)
		}
	}
	if len(tokens) != 1 || shared.TTL(t.Context(), tokens[0]).Val() <= 0 {
		t.Fatalf("of the keys %q, %q are tokens", keys, tokens)
	}
	w.secrets = append(w.secrets, shared.Get(t.Context(), tokens[0]).Val())
	checked(w.file("令牌二"), 2)
	if n := w.Simulator().Calls("/cgi-bin/stable_token"); n != 1 {
		t.Errorf("the token was fetched %d times", n)
	}
	if err := shared.Set(t.Context(), tokens[0], "a-token-of-another-time", 0).Err(); err != nil {
		t.Fatal(err)
	}
	checked(w.file("令牌三"), 4) // refused once, then with a new token
	if n := w.Simulator().Calls("/cgi-bin/stable_token"); n != 2 {
		t.Errorf("the token was fetched %d times", n)
	}
	m.stands(dispute.Submitted)
}
