package document

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// node is a piece of a document's XML kept as it was written, so that what a template
// does not change comes out as Word put it in: an element, or text between tags.
type node struct {
	name  string // "w:p"; "" for text and for tags that hold nothing
	open  string // "<w:p …>", or the text itself
	close string
	sub   []*node
}

var errXML = errors.New("document: not well-formed")

// wellFormed reads the XML to its end.
func wellFormed(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		switch t, err := d.RawToken(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return errXML
		default:
			if _, ok := t.(xml.Directive); ok {
				return errXML // no document type: entities could grow without end
			}
		}
	}
}

// maxDepth bounds how deep elements lie in one another.
const maxDepth = 100

// parseXML splits well-formed XML into nodes.
func parseXML(data []byte) (*node, error) {
	if err := wellFormed(data); err != nil {
		return nil, err
	}
	root := &node{}
	stack := []*node{root}
	for text := string(data); text != ""; {
		top := stack[len(stack)-1]
		start := strings.IndexByte(text, '<')
		if start != 0 {
			if start < 0 {
				start = len(text)
			}
			top.sub = append(top.sub, &node{open: text[:start]})
			text = text[start:]
			continue
		}
		end := tagEnd(text)
		if end < 0 {
			return nil, errXML
		}
		tag := text[:end]
		text = text[end:]
		switch {
		case strings.HasPrefix(tag, "</"):
			if len(stack) == 1 || strings.TrimSpace(strings.Trim(tag, "</>")) != top.name {
				return nil, errXML
			}
			top.close = tag
			stack = stack[:len(stack)-1]
		case strings.HasSuffix(tag, "/>") || tag[1] == '?' || tag[1] == '!':
			top.sub = append(top.sub, &node{open: tag})
		default:
			n := &node{open: tag, name: strings.FieldsFunc(tag, func(r rune) bool { return strings.ContainsRune("<> \t\r\n", r) })[0]}
			top.sub = append(top.sub, n)
			if stack = append(stack, n); len(stack) > maxDepth {
				return nil, errXML
			}
		}
	}
	if len(stack) != 1 {
		return nil, errXML
	}
	return root, nil
}

// tagEnd is the place after a tag, a comment or a section of characters.
func tagEnd(text string) int {
	for _, pair := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if strings.HasPrefix(text, pair[0]) {
			if i := strings.Index(text, pair[1]); i >= 0 {
				return i + len(pair[1])
			}
			return -1
		}
	}
	var quote byte
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return -1
}

func (n *node) write(b *strings.Builder) {
	b.WriteString(n.open)
	for _, s := range n.sub {
		s.write(b)
	}
	b.WriteString(n.close)
}

func (n *node) String() string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *node) clone() *node {
	c := *n
	c.sub = make([]*node, len(n.sub))
	for i, s := range n.sub {
		c.sub[i] = s.clone()
	}
	return &c
}

// each calls fn for the nodes of a name, in order, and not for what lies in them.
func (n *node) each(name string, fn func(*node)) {
	for _, s := range n.sub {
		if s.name == name {
			fn(s)
			continue
		}
		s.each(name, fn)
	}
}

// text is what stands in all w:t of a node, still escaped.
func (n *node) text() string {
	var b strings.Builder
	n.each("w:t", func(t *node) {
		for _, s := range t.sub {
			b.WriteString(s.open)
		}
	})
	return b.String()
}
