package app

import (
	"bytes"
	"strings"
	"testing"
)

func TestExportedIsImported(t *testing.T) {
	open := func() *App {
		dir := t.TempDir()
		c, err := ReadConfig(func(name string) string {
			return map[string]string{"YANHE_DATA_DIR": dir, "YANHE_DEMO": "0"}[name]
		})
		if err != nil {
			t.Fatal(err)
		}
		e, err := New(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(e.Close)
		return e
	}
	full := open()
	var first, second bytes.Buffer
	n, err := Export(t.Context(), full.Engine, &first)
	if err != nil || n < 1000 {
		t.Fatalf("exported %d, %v", n, err)
	}
	if _, err := Import(t.Context(), full.Engine, strings.NewReader(first.String())); err != errNotEmpty {
		t.Errorf("an import into a full store gave %v", err)
	}
	dir := t.TempDir()
	c, err := ReadConfig(func(name string) string { return map[string]string{"YANHE_DATA_DIR": dir}[name] })
	if err != nil {
		t.Fatal(err)
	}
	e, err := OpenStore(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	if m, err := Import(t.Context(), e, strings.NewReader(first.String())); err != nil || m != n {
		t.Fatalf("imported %d of %d, %v", m, n, err)
	}
	if _, err := Export(t.Context(), e, &second); err != nil || first.String() != second.String() {
		t.Errorf("what was imported differs, %v", err)
	}
	for name, bad := range map[string]string{
		"no JSON": "x", "unknown collection": `{"collection":"x","id":"1"}`, "a field is missing": `{"collection":"sessions","id":"1","keys":{},"body":{}}`,
		"a field of the wrong kind": `{"collection":"sessions","id":"1","keys":{"account":1,"expires":"x"},"body":{}}`} {
		c.DataDir, c.Store = t.TempDir(), t.TempDir()+"/x.db"
		e, err := OpenStore(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Import(t.Context(), e, strings.NewReader(bad)); err == nil {
			t.Errorf("%s: taken", name)
		}
		_ = e.Close()
	}
}
