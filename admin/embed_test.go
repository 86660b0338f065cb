package admin

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestThereIsAlwaysAPage(t *testing.T) {
	page, err := fs.ReadFile(FS(), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), "言和管理台") {
		t.Errorf("index.html does not name the console:\n%s", page)
	}
}

func TestChoose(t *testing.T) {
	built := fstest.MapFS{"index.html": {Data: []byte("built")}}
	fresh := fstest.MapFS{".gitkeep": {}}
	otherwise := fstest.MapFS{"index.html": {Data: []byte("absent")}}
	for want, from := range map[string]fs.FS{"built": built, "absent": fresh} {
		page, err := fs.ReadFile(choose(from, otherwise), "index.html")
		if err != nil || string(page) != want {
			t.Errorf("got %q (%v), want %q", page, err, want)
		}
	}
}
