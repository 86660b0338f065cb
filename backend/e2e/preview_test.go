package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yanhe/backend/client"
)

// TestThePreview is served in development when its folder is named, under a policy that
// loads nothing from outside, and is not there otherwise.
func TestThePreview(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "index.html"), []byte("<title>preview</title>"), 0o600); err != nil {
		t.Fatal(err)
	}
	with, without := start(t, map[string]string{"YANHE_PREVIEW": folder}), start(t, nil)
	r := with.raw(client.New(with.URL), http.MethodGet, "/preview/", "")
	if r.Status != http.StatusOK || !strings.Contains(string(r.Body), "preview") || !strings.Contains(r.Header.Get("Content-Security-Policy"), "default-src 'self'") {
		t.Errorf("%d %s %v", r.Status, r.Body, r.Header)
	}
	for _, path := range []string{"/preview/../config.go", "/preview/none.js"} {
		if r := with.raw(client.New(with.URL), http.MethodGet, path, ""); r.Status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, r.Status)
		}
	}
	if r := without.raw(client.New(without.URL), http.MethodGet, "/preview/", ""); r.Status != http.StatusNotFound {
		t.Errorf("without the setting it answers %d", r.Status)
	}
}
