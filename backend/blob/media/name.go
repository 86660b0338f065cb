package media

import (
	"path"
	"strings"
	"unicode"
)

// nameMost is how many characters of a name are kept.
const nameMost = 60

// harmless makes a declared name fit for lists and downloads: no folders, no
// extension, no invisible or reserved characters.
func harmless(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.TrimSuffix(name, path.Ext(name))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`<>:"|?*%;`, r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, name)
	if r := []rune(name); len(r) > nameMost {
		name = string(r[:nameMost])
	}
	name = strings.Trim(name, " .")
	if name == "" {
		return "file"
	}
	return name
}
