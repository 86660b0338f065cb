package document

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"yanhe/backend/fault"
)

// Bounds of a template.
const (
	MaxTemplate = 1 << 20  // bytes, packed
	maxUnpacked = 20 << 20 // bytes, of all its parts
	maxParts    = 500
)

// part is a file in a DOCX.
type part struct {
	name string
	data []byte
}

const mainPart = "word/document.xml"

var (
	errTemplate = fault.Bad("template", "document.template")
	errTooLarge = fault.Bad("template", "document.too_large").With("limit", MaxTemplate>>10)
)

// unpack reads the parts of a DOCX within the bounds, whatever its headers claim.
func unpack(docx []byte) ([]part, error) {
	if len(docx) > MaxTemplate {
		return nil, errTooLarge
	}
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		return nil, errTemplate
	}
	if len(z.File) > maxParts {
		return nil, errTooLarge
	}
	var all []part
	left := int64(maxUnpacked)
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		if path.IsAbs(f.Name) || strings.Contains(f.Name, "..") || strings.Contains(f.Name, `\`) {
			return nil, errTemplate
		}
		r, err := f.Open()
		if err != nil {
			return nil, errTemplate
		}
		data, err := io.ReadAll(io.LimitReader(r, left+1))
		_ = r.Close() // only read from
		if err != nil {
			return nil, errTemplate
		}
		if left -= int64(len(data)); left < 0 {
			return nil, errTooLarge
		}
		all = append(all, part{f.Name, data})
	}
	if !slices.ContainsFunc(all, func(p part) bool { return p.name == mainPart }) {
		return nil, errTemplate
	}
	return all, nil
}

// packed is the time of all entries: equal data make equal files.
var packed = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func pack(parts []part) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: packed})
		if err == nil {
			_, err = w.Write(p.data)
		}
		if err != nil {
			return nil, fault.Wrap(err, "internal")
		}
	}
	if err := z.Close(); err != nil {
		return nil, fault.Wrap(err, "internal")
	}
	return b.Bytes(), nil
}

// written tells whether a part is text that placeholders can stand in.
func written(name string) bool {
	return name == mainPart || strings.HasPrefix(name, "word/header") || strings.HasPrefix(name, "word/footer")
}

// Fill makes a document of a template.
func Fill(template []byte, d Data) ([]byte, error) {
	parts, err := unpack(template)
	if err != nil {
		return nil, err
	}
	s := scope{valuesOf(d)}
	for i, p := range parts {
		if !written(p.name) {
			continue
		}
		root, err := parseXML(p.data)
		if err != nil {
			return nil, errTemplate
		}
		fillTree(root, s)
		parts[i].data = []byte(root.String())
	}
	return pack(parts)
}

var placeholder = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// external are parts of a DOCX that run or fetch something.
var external = []string{"vbaProject", "activeX", "embeddings/", "oleObject"}

// Check says what is wrong with an edited template: what could run or reach outside, and
// placeholders that nothing fills.
func Check(template []byte) error {
	parts, err := unpack(template)
	if err != nil {
		return err
	}
	for _, p := range parts {
		if slices.ContainsFunc(external, func(bad string) bool { return strings.Contains(p.name, bad) }) {
			return fault.Bad("template", "document.macro")
		}
		if strings.HasSuffix(p.name, ".rels") && reachesOut(p.data) {
			return fault.Bad("template", "document.external")
		}
		if !written(p.name) {
			continue
		}
		root, err := parseXML(p.data)
		if err != nil {
			return errTemplate
		}
		if err := checkNames(root); err != nil {
			return err
		}
	}
	return nil
}

// reachesOut tells whether a part refers to something outside; an ordinary link does no
// harm until a person follows it.
func reachesOut(rels []byte) bool {
	root, err := parseXML(rels)
	if err != nil {
		return true
	}
	out := false
	var walk func(*node)
	walk = func(n *node) {
		if strings.Contains(n.open, `TargetMode="External"`) && !strings.Contains(n.open, "/hyperlink\"") {
			out = true
		}
		for _, s := range n.sub {
			walk(s)
		}
	}
	walk(root)
	return out
}

// checkNames fails on a name that no case file has, so that a clerk hears of it when the
// template is put into force and not when a document is made.
func checkNames(root *node) error {
	open := []string{}
	var err error
	unknown := func(name string) {
		if err == nil {
			err = fault.Bad("template", "document.placeholder").With("name", name)
		}
	}
	root.each("w:p", func(p *node) {
		for _, m := range placeholder.FindAllStringSubmatch(p.text(), -1) {
			name := strings.TrimSpace(m[1])
			switch {
			case strings.HasPrefix(name, "#"):
				if open = append(open, name[1:]); !isList(name[1:]) {
					unknown(name)
				}
			case strings.HasPrefix(name, "/"):
				if len(open) == 0 || open[len(open)-1] != name[1:] {
					unknown(name)
					return
				}
				open = open[:len(open)-1]
			case !isText(open, name):
				unknown(name)
			}
		}
	})
	if err == nil && len(open) > 0 {
		unknown("#" + open[0])
	}
	return err
}
