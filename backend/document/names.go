package document

import (
	"reflect"
	"slices"
	"strings"
)

// names are all that a template can ask for, worked out from Data: texts by path, and the
// lists with the texts of their elements.
var names = func() map[string][]string {
	all := map[string][]string{"": nil}
	var walk func(t reflect.Type, list, prefix string)
	walk = func(t reflect.Type, list, prefix string) {
		for f := range fields(t) {
			name := prefix + strings.Split(f.Tag.Get("json"), ",")[0]
			switch f.Type.Kind() {
			case reflect.Slice:
				all[name] = nil
				walk(f.Type.Elem(), name, "")
			case reflect.Struct:
				walk(f.Type, list, name+".")
			default:
				all[list] = append(all[list], name)
			}
		}
	}
	walk(reflect.TypeFor[Data](), "", "")
	return all
}()

func fields(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

func isList(name string) bool {
	_, ok := names[name]
	return ok && name != ""
}

// isText tells whether a name is a text within the lists that are open.
func isText(open []string, name string) bool {
	return slices.Contains(names[""], name) || slices.ContainsFunc(open, func(l string) bool { return slices.Contains(names[l], name) })
}

// Names lists the texts, and the lists with theirs, for who edits a template.
func Names() map[string][]string {
	out := map[string][]string{}
	for list, texts := range names {
		out[list] = slices.Clone(texts)
	}
	return out
}
