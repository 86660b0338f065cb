package app

import (
	"strings"
	"testing"
)

func env(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

// production is a complete set of settings.
func production() map[string]string {
	return map[string]string{"YANHE_MODE": "production", "YANHE_PUBLIC_URL": "https://yanhe.example.cn",
		"YANHE_SEAL_KEYS": "k1:sm4:MTIzNDU2Nzg5MDEyMzQ1Ng==", "YANHE_BLIND_KEY": "MTIzNDU2Nzg5MDEyMzQ1NjEyMzQ1Njc4OTAxMjM0NTY="}
}

func TestProductionRefusesTheDemo(t *testing.T) {
	if _, err := ReadConfig(env(production())); err != nil {
		t.Fatalf("a complete production is refused: %v", err)
	}
	for name, tc := range map[string]struct{ setting, value, names string }{
		"demo seal keys":     {"YANHE_SEAL_KEYS", demoSealKeys, "YANHE_SEAL_KEYS"},
		"no seal keys":       {"YANHE_SEAL_KEYS", "", "YANHE_SEAL_KEYS"},
		"demo blind key":     {"YANHE_BLIND_KEY", demoBlindKey, "YANHE_BLIND_KEY"},
		"no address":         {"YANHE_PUBLIC_URL", "", "YANHE_PUBLIC_URL"},
		"plain http":         {"YANHE_PUBLIC_URL", "http://yanhe.example.cn", "YANHE_PUBLIC_URL"},
		"wide limits":        {"YANHE_RATE_LIMIT_FACTOR", "10", "YANHE_RATE_LIMIT_FACTOR"},
		"weak concerns":      {"YANHE_MONGO_WEAK_CONCERNS", "1", "YANHE_MONGO_WEAK_CONCERNS"},
		"the preview":        {"YANHE_PREVIEW", "x", "YANHE_PREVIEW"},
		"a time gone by":     {"YANHE_RETENTION_YEARS", "-1", "YANHE_RETENTION_YEARS"},
		"a time not counted": {"YANHE_RETENTION_YEARS", "ten", "YANHE_RETENTION_YEARS"},
		"an unknown mode":    {"YANHE_MODE", "prod", "YANHE_MODE"},
		"an unknown level":   {"YANHE_LOG_LEVEL", "loud", "YANHE_LOG_LEVEL"},
		"a broken template":  {"YANHE_WECHAT_TEMPLATES", "accept", "YANHE_WECHAT_TEMPLATES"},
		"a pool not counted": {"YANHE_MONGO_POOL", "many", "YANHE_MONGO_POOL"},
		"a pool of less":     {"YANHE_MONGO_POOL", "-1", "YANHE_MONGO_POOL"},
		"a number and more":  {"YANHE_MONGO_POOL", "10k", "YANHE_MONGO_POOL"},
	} {
		t.Run(name, func(t *testing.T) {
			values := production()
			values[tc.setting] = tc.value
			if _, err := ReadConfig(env(values)); err == nil || !strings.Contains(err.Error(), tc.names) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestProductionRefusesADemoStore opens a store in which a demo was, as production.
func TestProductionRefusesADemoStore(t *testing.T) {
	dir := t.TempDir()
	c, err := ReadConfig(env(map[string]string{"YANHE_DATA_DIR": dir, "YANHE_DEMO": "0"}))
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	a.Close()
	values := production()
	values["YANHE_DATA_DIR"] = dir
	if c, err = ReadConfig(env(values)); err != nil {
		t.Fatal(err)
	}
	if _, err := New(t.Context(), c); err == nil || !strings.Contains(err.Error(), "demo accounts") {
		t.Errorf("got %v", err)
	}
}

// TestProductionNeedsSomebody starts production on an empty store.
func TestProductionNeedsSomebody(t *testing.T) {
	values := production()
	values["YANHE_DATA_DIR"] = t.TempDir()
	start := func() (*App, error) {
		c, err := ReadConfig(env(values))
		if err != nil {
			t.Fatal(err)
		}
		return New(t.Context(), c)
	}
	if _, err := start(); err == nil || !strings.Contains(err.Error(), "YANHE_ADMIN_LOGIN") {
		t.Fatalf("a store without people gave %v", err)
	}
	values["YANHE_ADMIN_LOGIN"], values["YANHE_ADMIN_PASSWORD"] = "first.maintainer", "Correct-Horse-2026"
	a, err := start()
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if len(a.Seeded.SignIns) != 0 || a.sim != nil {
		t.Error("production offers demo sign-ins or a simulated WeChat")
	}
	if _, account, err := a.Identity.SignInStaff(t.Context(), "first.maintainer", "Correct-Horse-2026"); err != nil || !account.MustChange {
		t.Errorf("the first maintainer: %+v, %v", account, err)
	}
}

func TestDemoKeysAreKeys(t *testing.T) {
	dir := t.TempDir()
	c, err := ReadConfig(env(map[string]string{"YANHE_DATA_DIR": dir}))
	if err != nil || c.PublicURL != "http://127.0.0.1:8080" || c.Secure() {
		t.Errorf("%+v, %v", c.PublicURL, err)
	}
}
