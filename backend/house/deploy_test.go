package house

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// wiring are the files that hand settings to the program.
var wiring = []string{"deploy/Dockerfile", "deploy/compose.yaml", "deploy/.env.example", "deploy/kubernetes.yaml",
	"deploy/yanhe.service", "deploy/yanhe.env.example", "deploy/Caddyfile"}

func TestDeploymentNamesRealSettings(t *testing.T) {
	code := settingsInCode(t)
	for _, path := range wiring {
		names := mention.FindAllString(read(t, path), -1)
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			if code[name] == "" {
				t.Errorf("%s sets %s, which no code reads", path, name)
			}
		}
	}
}

// documents parses a YAML file of one or more documents.
func documents(t *testing.T, path string) []map[string]any {
	t.Helper()
	d := yaml.NewDecoder(strings.NewReader(read(t, path)))
	var all []map[string]any
	for {
		var doc map[string]any
		err := d.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all = append(all, doc)
	}
}

func TestComposeIsWired(t *testing.T) {
	compose := documents(t, "deploy/compose.yaml")[0]
	services := compose["services"].(map[string]any)
	volumes := compose["volumes"].(map[string]any)
	for name, s := range services {
		service := s.(map[string]any)
		if image, ok := service["image"].(string); ok && !pinned(image) {
			t.Errorf("%s: the image %s is not pinned", name, image)
		}
		if _, ok := service["healthcheck"]; !ok && name != "yanhe" { // its check is in the Dockerfile
			t.Errorf("%s has no health check", name)
		}
		mounts, _ := service["volumes"].([]any)
		for _, m := range mounts {
			volume, _, _ := strings.Cut(m.(string), ":")
			if _, ok := volumes[volume]; !ok {
				t.Errorf("%s mounts %s, which is not declared", name, volume)
			}
		}
	}
	// Every variable that compose takes from outside is in the example, and empty there.
	example := read(t, "deploy/.env.example")
	for _, m := range regexp.MustCompile(`\$\{([A-Z_0-9]+):`).FindAllStringSubmatch(read(t, "deploy/compose.yaml"), -1) {
		if !strings.Contains(example, "\n"+m[1]+"=\n") {
			t.Errorf(".env.example has no empty %s", m[1])
		}
	}
}

func TestKubernetesIsWired(t *testing.T) {
	names := map[string]bool{}
	for _, doc := range documents(t, "deploy/kubernetes.yaml") {
		meta := doc["metadata"].(map[string]any)
		names[doc["kind"].(string)] = meta["name"] == "yanhe"
	}
	for _, kind := range []string{"Namespace", "ConfigMap", "Deployment", "Service", "PodDisruptionBudget"} {
		if !names[kind] {
			t.Errorf("there is no %s yanhe", kind)
		}
	}
	for _, m := range regexp.MustCompile(`image: (\S+)`).FindAllStringSubmatch(read(t, "deploy/kubernetes.yaml"), -1) {
		if !pinned(m[1]) {
			t.Errorf("the image %s is not pinned", m[1])
		}
	}
}

// pinned tells whether an image carries a version with all its numbers.
func pinned(image string) bool {
	return regexp.MustCompile(`:\d+\.\d+(\.\d+)?(-[a-z-]+)?$`).MatchString(image)
}

func TestPinned(t *testing.T) {
	for image, want := range map[string]bool{"mongo": false, "mongo:latest": false, "mongo:8": false,
		"mongo:8.0.12": true, "node:20.20.2-bookworm-slim": true, "debian:12.11-slim": true} {
		if pinned(image) != want {
			t.Errorf("pinned(%s) = %v", image, !want)
		}
	}
}

func TestDockerfileCopiesWhatIsThere(t *testing.T) {
	text := read(t, "deploy/Dockerfile")
	for _, m := range regexp.MustCompile(`(?m)^FROM (\S+)`).FindAllStringSubmatch(text, -1) {
		if !pinned(m[1]) {
			t.Errorf("FROM %s is not pinned", m[1])
		}
	}
	copies := regexp.MustCompile(`(?m)^COPY ([^-\n].*) \S+$`).FindAllStringSubmatch(text, -1)
	if len(copies) < 4 {
		t.Fatalf("only %d COPY lines were read", len(copies))
	}
	for _, m := range copies {
		for _, source := range strings.Fields(m[1]) {
			if !exists(filepath.Join(root, source)) {
				t.Errorf("COPY %s: there is no such file", source)
			}
		}
	}
	goVersion := regexp.MustCompile(`(?m)^go (\S+)$`).FindStringSubmatch(read(t, "go.mod"))[1]
	if !strings.Contains(text, "FROM golang:"+goVersion+"-") {
		t.Errorf("the Dockerfile does not build with Go %s, which go.mod asks for", goVersion)
	}
	if !strings.Contains(text, "\nUSER yanhe\n") || !strings.Contains(text, "\nHEALTHCHECK ") {
		t.Error("the image runs as root or has no health check")
	}
}

func TestUnitFileIsValid(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed")
	}
	// The program is not installed here: let the unit start this test instead.
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	unit := strings.Replace(read(t, "deploy/yanhe.service"), "ExecStart=/usr/local/bin/yanhe", "ExecStart="+self, 1)
	path := filepath.Join(t.TempDir(), "yanhe.service")
	if err := os.WriteFile(path, []byte(unit), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(analyze, "verify", path).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

// A key or password that a deployment file carries would be used somewhere.
func TestNoSecretsInExamples(t *testing.T) {
	filled := regexp.MustCompile(`(?m)^([A-Z_0-9]*(?:KEY|KEYS|SECRET|TOKEN|PASSWORD))=(\S+)`)
	for _, path := range []string{"deploy/.env.example", "deploy/yanhe.env.example"} {
		for _, m := range filled.FindAllStringSubmatch(read(t, path), -1) {
			t.Errorf("%s gives %s a value", path, m[1])
		}
	}
}
