// Package house tests the shape of the project itself: who imports whom, how long
// a file may be, what lies at the top, and that settings and deployment files say
// what the code does.
package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// root is the repository, seen from this package.
const root = "../.."

// unread are folders that hold no source of ours.
var unread = []string{".git", "node_modules", "dist", "data", "bin", "out"}

// goFiles lists the Go files of the main module by their path below the root. A
// folder with a go.mod of its own is another module and left out.
func goFiles(t *testing.T) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if e.IsDir() {
			if slices.Contains(unread, e.Name()) || rel != "." && exists(filepath.Join(path, "go.mod")) {
				return fs.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(rel, ".go") {
			all = append(all, filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("only %d Go files found below %s", len(all), root)
	}
	return all
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// top is what may lie at the top of the repository.
var top = []string{
	"backend", "miniprogram", "admin", "i18n", "deploy",
	"go.mod", "go.sum", "Makefile", "LICENSE", "NOTICE", "README.md", "README.zh-CN.md",
	".ci", ".git", ".gitignore", ".editorconfig", ".gitattributes", ".dockerignore",
	"bin", "data", "out", // made here, not kept in git
}

func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(top, e.Name()) {
			t.Errorf("%s does not belong at the top", e.Name())
		}
	}
	for _, need := range []string{"backend", "miniprogram", "admin", "i18n", "deploy", "go.mod", "README.md",
		"Makefile", ".ci/run", "LICENSE", "NOTICE"} {
		if !exists(filepath.Join(root, need)) {
			t.Errorf("%s is missing", need)
		}
	}
}

// longest is how many lines a Go file may have; a test or a generated file may
// have more.
const longest = 400

// longer lists the exceptions, each with its reason.
var longer = map[string]string{}

func TestNoFileIsTooLong(t *testing.T) {
	for _, path := range goFiles(t) {
		if strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_gen.go") {
			continue
		}
		lines := strings.Count(read(t, path), "\n")
		if lines > longest && longer[path] == "" {
			t.Errorf("%s has %d lines, more than %d: divide it", path, lines, longest)
		}
		if lines <= longest && longer[path] != "" {
			t.Errorf("%s is no longer an exception", path)
		}
	}
}
