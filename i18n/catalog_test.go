package i18n

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	keyForm     = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)+$`)
	placeholder = regexp.MustCompile(`\{[a-z][a-z0-9_]*\}`)
)

func keys(lang string) []string { return slices.Sorted(maps.Keys(catalogs[lang])) }

func TestEveryLanguageHasTheSameKeys(t *testing.T) {
	for _, lang := range languages[1:] {
		for _, k := range keys(Default) {
			if _, ok := catalogs[lang][k]; !ok {
				t.Errorf("%s lacks %s", lang, k)
			}
		}
		for _, k := range keys(lang) {
			if !Has(k) {
				t.Errorf("%s has %s, which %s lacks", lang, k, Default)
			}
		}
	}
}

func TestTranslationsNameTheSameArguments(t *testing.T) {
	for _, lang := range languages[1:] {
		for k, text := range catalogs[lang] {
			if got, want := arguments(text), arguments(catalogs[Default][k]); !slices.Equal(got, want) {
				t.Errorf("%s: %s names %v, %s names %v", k, lang, got, Default, want)
			}
		}
	}
}

func arguments(text string) []string {
	names := placeholder.FindAllString(text, -1)
	slices.Sort(names)
	return slices.Compact(names)
}

func TestTextsAreWellFormed(t *testing.T) {
	for _, lang := range languages {
		for k, text := range catalogs[lang] {
			if !keyForm.MatchString(k) {
				t.Errorf("%s: the key %q is not dotted lower snake case", lang, k)
			}
			if strings.HasPrefix(k, "list.") {
				text = strings.TrimSpace(text) // what stands between words may end in a space
			}
			for _, complaint := range complaints(text) {
				t.Errorf("%s: %s: %s: %q", lang, k, complaint, text)
			}
		}
	}
}

// complaints lists what is wrong with the form of a text.
func complaints(text string) []string {
	var all []string
	if text == "" {
		return []string{"empty"}
	}
	if strings.TrimSpace(text) != text {
		all = append(all, "space at an end")
	}
	if strings.ContainsAny(placeholder.ReplaceAllString(text, ""), "{}") {
		all = append(all, "a brace that is no placeholder")
	}
	// The console's vue-i18n reads | as a choice of plurals and @ as a link.
	if strings.ContainsAny(text, "|@") {
		all = append(all, "| or @, which vue-i18n would interpret")
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' || r == '\uFFFD' }) {
		all = append(all, "a control or replacement character")
	}
	return all
}

func TestComplaintsAreNoticed(t *testing.T) {
	for _, bad := range []string{"", " a", "a ", "{", "{Name}", "{a b}", "a | b", "a@b", "a\tb", "\uFFFD"} {
		if len(complaints(bad)) == 0 {
			t.Errorf("no complaint about %q", bad)
		}
	}
	if got := complaints("第 {n} 位，{name}。"); got != nil {
		t.Error(got)
	}
}

func TestFilesAreSortedAndFormatted(t *testing.T) {
	for _, lang := range languages {
		have, err := files.ReadFile(lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(catalogs[lang]); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(have, want.Bytes()) {
			t.Errorf("%s.json is not sorted, has a key twice or is not indented by two spaces", lang)
		}
	}
}
