// Package i18n holds every text that a person sees, in each language of the
// service: one JSON file per language, flat, key -> text, shared by the backend,
// the console and the mini-program. A text names its arguments as {name}; there
// are no plural forms, so that all three can fill it in the same way: a text is
// worded to need none.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// Default is the language of the service: what a caller gets who asks for none,
// and where a missing text is looked for.
const Default = "zh-CN"

// Key, given as an argument of a text, is translated before it is filled in.
type Key string

//go:embed *.json
var files embed.FS

var (
	catalogs  = mustLoad()
	languages = order(catalogs)
	matcher   = newMatcher(languages)
)

func mustLoad() map[string]map[string]string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	all := map[string]map[string]string{}
	for _, e := range entries {
		raw, err := files.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(raw, &texts); err != nil {
			panic(fmt.Sprintf("i18n: %s: %v", e.Name(), err))
		}
		all[strings.TrimSuffix(e.Name(), path.Ext(e.Name()))] = texts
	}
	return all
}

// order puts the default first and the others in the order of their tags.
func order(all map[string]map[string]string) []string {
	var tags []string
	for tag := range all {
		if tag != Default {
			tags = append(tags, tag)
		}
	}
	slices.Sort(tags)
	return append([]string{Default}, tags...)
}

func newMatcher(tags []string) language.Matcher {
	var known []language.Tag
	for _, t := range tags {
		known = append(known, language.MustParse(t))
	}
	return language.NewMatcher(known)
}

// Languages lists the languages as BCP 47 tags, the default first.
func Languages() []string { return slices.Clone(languages) }

// Match returns the language that serves an Accept-Language header best (RFC
// 9110, 12.5.4). A reader of traditional Chinese gets zh-CN until there is a
// catalog of its own; a header without a match, or without sense, the default.
func Match(acceptLanguage string) string {
	if acceptLanguage == "" {
		return Default
	}
	if lang, ok := matched.get(acceptLanguage); ok {
		return lang
	}
	lang := Default
	if wanted, _, err := language.ParseAcceptLanguage(acceptLanguage); err == nil {
		_, at, _ := matcher.Match(wanted...)
		lang = languages[at]
	}
	matched.keep(acceptLanguage, lang)
	return lang
}

// Has tells whether the default language has a text for the key.
func Has(key string) bool {
	_, ok := catalogs[Default][key]
	return ok
}

// Text returns the text of a key with its arguments filled in. A key that the
// language lacks is taken from the default, and one that is nowhere is returned
// itself; a placeholder without an argument stays as it is.
func Text(lang, key string, args map[string]any) string {
	text, ok := catalogs[lang][key]
	if !ok {
		text, ok = catalogs[Default][key]
	}
	if !ok {
		return key
	}
	return fill(text, func(name string) (string, bool) {
		value, ok := args[name]
		if !ok {
			return "", false
		}
		return show(lang, value), true
	})
}

// fill replaces {name} once, from left to right, so that an argument's own
// braces are never read as placeholders.
func fill(text string, value func(name string) (string, bool)) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			break
		}
		end += open
		b.WriteString(text[:open])
		if v, ok := value(text[open+1 : end]); ok {
			b.WriteString(v)
		} else {
			b.WriteString(text[open : end+1])
		}
		text = text[end+1:]
	}
	b.WriteString(text)
	return b.String()
}

func show(lang string, value any) string {
	switch v := value.(type) {
	case Key:
		return Text(lang, string(v), nil)
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case time.Time:
		return DateTime(lang, v)
	}
	return fmt.Sprint(value)
}
