package document

import (
	"fmt"
	"html"
	"strings"
)

// HTML makes a print-ready page of a filled document: paragraphs with their place, weight
// and size, line ends, page ends and tables. It holds no script and fetches nothing.
func HTML(docx []byte, title string) ([]byte, error) {
	parts, err := unpack(docx)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>%s</title><style>%s</style></head><body>\n", html.EscapeString(title), Style)
	for _, p := range parts {
		if p.name != mainPart {
			continue
		}
		root, err := parseXML(p.data)
		if err != nil {
			return nil, errTemplate
		}
		writeHTML(&b, root)
	}
	b.WriteString("</body></html>\n")
	return []byte(b.String()), nil
}

// Style is the page's only style sheet; a Content-Security-Policy names its hash.
const Style = `@page{size:A4;margin:3cm 2.7cm}body{font:14pt/1.8 "FangSong","STFangsong","Noto Serif CJK SC",serif;color:#000;max-width:21cm;margin:1em auto;padding:0 1em}p{margin:0;min-height:1em}` +
	`.center{text-align:center}.right{text-align:right}.indent{text-indent:2em}b.head{font-size:22pt}table{border-collapse:collapse;width:100%;margin:.5em 0;font-size:12pt}td{border:1px solid #000;padding:.2em .4em;vertical-align:top;overflow-wrap:anywhere}` +
	`.page{break-after:page}@media print{body{margin:0;max-width:none;padding:0}tr{break-inside:avoid}}`

func writeHTML(b *strings.Builder, n *node) {
	for _, s := range n.sub {
		switch s.name {
		case "w:p":
			writeParagraph(b, s)
		case "w:tbl":
			b.WriteString("<table>")
			s.each("w:tr", func(tr *node) {
				b.WriteString("<tr>")
				tr.each("w:tc", func(tc *node) {
					b.WriteString("<td" + span(tc) + ">")
					writeHTML(b, tc)
					b.WriteString("</td>")
				})
				b.WriteString("</tr>\n")
			})
			b.WriteString("</table>\n")
		case "":
		default:
			writeHTML(b, s)
		}
	}
}

// span is the colspan of a cell.
func span(tc *node) string {
	if v := attribute(tc, "<w:gridSpan "); v > 1 && v < 100 {
		return fmt.Sprintf(` colspan="%d"`, v)
	}
	return ""
}

// attribute is the number in w:val of the first tag of a kind within a node; 0 for none.
func attribute(n *node, tag string) int {
	_, after, found := strings.Cut(n.String(), tag)
	if !found {
		return 0
	}
	_, after, _ = strings.Cut(after, `w:val="`)
	var v int
	_, _ = fmt.Sscanf(after, "%d", &v) // no number is 0
	return v
}

func writeParagraph(b *strings.Builder, p *node) {
	whole := p.String()
	switch {
	case strings.Contains(whole, `<w:br w:type="page"/>`):
		b.WriteString(`<p class="page"></p>`)
		return
	case strings.Contains(whole, `<w:jc w:val="center"/>`):
		b.WriteString(`<p class="center">`)
	case strings.Contains(whole, `<w:jc w:val="right"/>`), strings.Contains(whole, `<w:jc w:val="end"/>`):
		b.WriteString(`<p class="right">`)
	case strings.Contains(whole, "<w:ind "):
		b.WriteString(`<p class="indent">`)
	default:
		b.WriteString("<p>")
	}
	p.each("w:r", func(r *node) {
		open, end := "", ""
		if s := r.String(); strings.Contains(s, "<w:b/>") {
			open, end = "<b>", "</b>"
			if attribute(r, "<w:sz ") >= 36 {
				open = `<b class="head">`
			}
		}
		b.WriteString(open)
		for _, s := range r.sub {
			switch {
			case s.name == "w:t":
				b.WriteString(textOf(s))
			case strings.HasPrefix(s.open, "<w:br"):
				b.WriteString("<br>")
			case strings.HasPrefix(s.open, "<w:tab"):
				b.WriteString("&emsp;")
			}
		}
		b.WriteString(end)
	})
	b.WriteString("</p>\n")
}

// textOf is the text of a w:t, safe in HTML: it is unescaped from XML and escaped anew, so
// that nothing depends on how the template wrote it.
func textOf(t *node) string {
	var b strings.Builder
	for _, s := range t.sub {
		b.WriteString(html.EscapeString(html.UnescapeString(s.open)))
	}
	return b.String()
}
