package tracking

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// balanced checks that every element is closed in its turn; a browser would mend
// it in silence.
func balanced(t *testing.T, page string) {
	t.Helper()
	void := []string{"meta", "input", "br"}
	var open []string
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		name, _ := z.TagName()
		switch kind {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("never closed: %v", open)
			}
			return
		case html.StartTagToken:
			if !slices.Contains(void, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Fatalf("</%s> inside %v", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func elements(n *html.Node) []*html.Node {
	var all []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode {
			all = append(all, d)
		}
	}
	return all
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// text is what a person reads of an element.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "style" {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

type parsed struct{ all []*html.Node }

func (p parsed) named(name string) []*html.Node {
	return slices.DeleteFunc(slices.Clone(p.all), func(n *html.Node) bool { return n.Data != name })
}

func (p parsed) one(t *testing.T, name string) *html.Node {
	t.Helper()
	found := p.named(name)
	if len(found) != 1 {
		t.Fatalf("%d elements %s", len(found), name)
	}
	return found[0]
}

// headings checks that no level is skipped and none is empty.
func (p parsed) headings(t *testing.T) {
	t.Helper()
	level := 0
	for _, n := range p.all {
		if len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
			continue
		}
		now := int(n.Data[1] - '0')
		if now > level+1 || text(n) == "" {
			t.Errorf("heading %s %q after level %d", n.Data, text(n), level)
		}
		level = now
	}
}

// references checks that ids are unique and that whatever names one finds it.
func (p parsed) references(t *testing.T) {
	t.Helper()
	ids := map[string]int{}
	for _, n := range p.all {
		if id := attr(n, "id"); id != "" {
			ids[id]++
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("%d elements have the id %s", n, id)
		}
	}
	for _, n := range p.all {
		for _, key := range []string{"for", "aria-labelledby", "aria-describedby"} {
			for _, id := range strings.Fields(attr(n, key)) {
				if ids[id] == 0 {
					t.Errorf("%s=%q finds nothing", key, id)
				}
			}
		}
		if id, ok := strings.CutPrefix(attr(n, "href"), "#"); ok && ids[id] == 0 {
			t.Errorf("the link to #%s leads nowhere", id)
		}
	}
}

// controls checks that everything to press or fill in says what it is.
func (p parsed) controls(t *testing.T) {
	t.Helper()
	labelled := map[string]bool{}
	for _, n := range p.named("label") {
		labelled[attr(n, "for")] = text(n) != ""
	}
	for _, n := range p.all {
		switch n.Data {
		case "a":
			if text(n) == "" || attr(n, "href") == "" {
				t.Errorf("a link %q to %q", text(n), attr(n, "href"))
			}
		case "button":
			if text(n) == "" {
				t.Error("a button without words")
			}
		case "input":
			if !labelled[attr(n, "id")] {
				t.Errorf("the field %s has no label", attr(n, "name"))
			}
		}
		if role := attr(n, "role"); role == "img" && attr(n, "aria-label") == "" {
			t.Error("a picture without words")
		}
	}
}
