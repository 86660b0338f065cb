package document

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// values are the data as a template sees them: by JSON name.
type values map[string]any

func valuesOf(d Data) values {
	raw, err := json.Marshal(d)
	if err != nil {
		panic(err) // strings in structs
	}
	var v values
	if err := json.Unmarshal(raw, &v); err != nil {
		panic(err)
	}
	return v
}

// scope looks names up from the inside out: within a list its element first.
type scope []values

func (s scope) get(path string) (any, bool) {
	for i := len(s) - 1; i >= 0; i-- {
		var at any = map[string]any(s[i])
		for _, name := range strings.Split(path, ".") {
			m, ok := at.(map[string]any)
			if !ok {
				at = nil
				break
			}
			if at, ok = m[name]; !ok {
				at = nil
				break
			}
		}
		if at != nil {
			return at, true
		}
	}
	return nil, false
}

func (s scope) text(path string) string {
	v, _ := s.get(path)
	text, _ := v.(string)
	return text
}

func (s scope) list(path string) []values {
	v, _ := s.get(path)
	items, _ := v.([]any)
	all := make([]values, 0, len(items))
	for _, one := range items {
		if m, ok := one.(map[string]any); ok {
			all = append(all, m)
		}
	}
	return all
}

// fillTree fills a part of a document.
func fillTree(n *node, s scope) {
	n.sub = fillList(n.sub, s)
	for _, one := range n.sub {
		switch one.name {
		case "w:p":
			fillParagraph(one, s)
		case "":
		default:
			fillTree(one, s)
		}
	}
}

// fillList repeats the blocks among siblings: a table row that holds both ends of a
// block, or what lies between a paragraph that opens one and the paragraph that closes it.
func fillList(list []*node, s scope) []*node {
	var out []*node
	for i := 0; i < len(list); i++ {
		n := list[i]
		if n.name == "w:tr" {
			if name := blockIn(n.text()); name != "" {
				for _, item := range s.list(name) {
					row := n.clone()
					stripBlock(row, name)
					fillTree(row, append(s, item))
					out = append(out, row)
				}
				continue
			}
		}
		name := opens(n)
		end := -1
		if name != "" {
			end = closing(list, i+1, name)
		}
		if end < 0 {
			out = append(out, n)
			continue
		}
		for _, item := range s.list(name) {
			part := &node{}
			for _, inner := range list[i+1 : end] {
				part.sub = append(part.sub, inner.clone())
			}
			fillTree(part, append(s, item))
			out = append(out, part.sub...)
		}
		i = end
	}
	return out
}

// blockIn returns the name of the block that a text opens and closes.
func blockIn(text string) string {
	_, after, found := strings.Cut(text, "{{#")
	name, rest, closed := strings.Cut(after, "}}")
	if found && closed && strings.Contains(rest, "{{/"+name+"}}") {
		return name
	}
	return ""
}

// opens returns the name of the block that a paragraph opens, which says nothing else.
func opens(n *node) string {
	if n.name != "w:p" {
		return ""
	}
	text := strings.TrimSpace(n.text())
	if strings.HasPrefix(text, "{{#") && strings.HasSuffix(text, "}}") && strings.Count(text, "{{") == 1 {
		return text[3 : len(text)-2]
	}
	return ""
}

func closing(list []*node, from int, name string) int {
	for i := from; i < len(list); i++ {
		if list[i].name == "w:p" && strings.TrimSpace(list[i].text()) == "{{/"+name+"}}" {
			return i
		}
	}
	return -1
}

// stripBlock takes the ends of a row's block away.
func stripBlock(row *node, name string) {
	row.each("w:p", func(p *node) {
		replace(p, func(token string) (string, bool) { return "", token == "#"+name || token == "/"+name })
	})
}

func fillParagraph(p *node, s scope) {
	replace(p, func(token string) (string, bool) { return s.text(token), true })
}

// replace puts values in the place of a paragraph's placeholders, also of those that Word
// has spread over several runs: the value goes where the placeholder begins, the rest of it
// is taken out of the runs that follow.
func replace(p *node, value func(token string) (string, bool)) {
	var runs []*node
	p.each("w:t", func(t *node) { runs = append(runs, t) })
	texts := make([]string, len(runs))
	for i, r := range runs {
		for _, s := range r.sub {
			texts[i] += s.open
		}
	}
	from, changed := 0, false
	for {
		all := strings.Join(texts, "")
		start := strings.Index(all[from:], "{{")
		if start < 0 {
			break
		}
		start += from
		end := strings.Index(all[start:], "}}")
		if end < 0 {
			break
		}
		end += start + 2
		with, ok := value(strings.TrimSpace(all[start+2 : end-2]))
		if !ok {
			from = start + 2
			continue
		}
		with = escape(with)
		put(texts, start, end, with)
		from, changed = start+len(with), true
	}
	if !changed {
		return
	}
	for i, r := range runs {
		r.open = `<w:t xml:space="preserve">`
		r.sub = []*node{{open: texts[i]}}
		breakLines(r)
	}
}

// put writes a value over a span of the joined texts.
func put(texts []string, start, end int, with string) {
	at, placed := 0, false
	for i, t := range texts {
		a, b := max(start-at, 0), min(end-at, len(t))
		at += len(t)
		if a >= b || a >= len(t) {
			continue
		}
		middle := ""
		if !placed {
			middle, placed = with, true
		}
		texts[i] = t[:a] + middle + t[b:]
	}
}

// lineBreak stands for a line's end within a run while it is put together.
const lineBreak = "\n"

// breakLines makes breaks of a text's line ends, as w:t cannot hold them.
func breakLines(t *node) {
	text := t.sub[0].open
	if !strings.Contains(text, lineBreak) {
		return
	}
	lines := strings.Split(text, lineBreak)
	t.sub[0].open = lines[0]
	for _, l := range lines[1:] {
		t.close += `<w:br/><w:t xml:space="preserve">` + l + `</w:t>`
	}
}

// escape makes text safe in XML, and leaves out what XML 1.0 cannot hold.
func escape(text string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(text, "\r\n", "\n") {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '{':
			b.WriteString("&#123;") // what people write is never a placeholder
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r < 0x20 || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
