package document

import (
	"embed"
	"fmt"
	"strings"
	"sync"
)

// templates are the built-in ones as plain text (build reads them): a change shows in a
// review, and the DOCX is made when it is asked for.
//
//go:embed templates/*.txt
var templates embed.FS

var built sync.Map // Kind -> []byte

// Default returns the built-in template of a kind.
func Default(k Kind) ([]byte, error) {
	if docx, ok := built.Load(k); ok {
		return docx.([]byte), nil
	}
	text, err := templates.ReadFile("templates/" + string(k) + ".txt")
	if err != nil {
		return nil, fmt.Errorf("document: no template of %s: %w", k, err)
	}
	docx, err := build(string(text))
	if err == nil {
		built.Store(k, docx)
	}
	return docx, err
}

// build makes a DOCX of lines: "= " a title, "^ " in the middle, "> " to the right, "* "
// bold, "| a | b |" a table row, "---" a page's end, "" nothing, all else a paragraph.
func build(text string) ([]byte, error) {
	var body strings.Builder
	var rows [][]string
	flush := func() {
		if len(rows) > 0 {
			body.WriteString(table(rows))
			rows = nil
		}
	}
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		if cells, ok := row(line); ok {
			rows = append(rows, cells)
			continue
		}
		flush()
		body.WriteString(paragraph(line))
	}
	flush()
	doc := xmlHead + `<w:document ` + wordNS + `><w:body>` + body.String() + pageSetup + `</w:body></w:document>`
	return pack([]part{{"[Content_Types].xml", []byte(contentTypes)}, {"_rels/.rels", []byte(rootRels)},
		{"word/_rels/document.xml.rels", []byte(docRels)}, {mainPart, []byte(doc)}, {"word/styles.xml", []byte(styles)}})
}

func row(line string) ([]string, bool) {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "|") || !strings.HasSuffix(line, "|") || len(line) < 2 {
		return nil, false
	}
	cells := strings.Split(line[1:len(line)-1], "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells, true
}

// paragraph writes one line. Sizes are in half points: 三号 is 32, 四号 28, 二号 44.
func paragraph(line string) string {
	style, text := "", line
	bold, size := false, 28
	switch {
	case line == "---":
		return `<w:p><w:r><w:br w:type="page"/></w:r></w:p>`
	case strings.HasPrefix(line, "= "):
		style, text, bold, size = `<w:spacing w:before="240" w:after="360"/><w:jc w:val="center"/>`, line[2:], true, 44
	case strings.HasPrefix(line, "^ "):
		style, text = `<w:jc w:val="center"/>`, line[2:]
	case strings.HasPrefix(line, "> "):
		style, text = `<w:jc w:val="right"/>`, line[2:]
	case strings.HasPrefix(line, "* "):
		style, text, bold = `<w:spacing w:before="160"/>`, line[2:], true
	case !strings.HasPrefix(line, "{{#") && !strings.HasPrefix(line, "{{/"):
		style = `<w:ind w:firstLineChars="200" w:firstLine="560"/>`
	}
	return `<w:p><w:pPr>` + style + `</w:pPr>` + run(text, bold, size) + `</w:p>`
}

func run(text string, bold bool, size int) string {
	if text == "" {
		return ""
	}
	b := ""
	if bold {
		b = "<w:b/>"
	}
	return fmt.Sprintf(`<w:r><w:rPr>%s<w:sz w:val="%d"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`, b, size, templateText(text))
}

// templateText escapes a line of a template, whose braces are placeholders.
func templateText(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// tableWidth is that of the text on the page, in twentieths of a point.
const tableWidth = 8844

func table(rows [][]string) string {
	var b strings.Builder
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(&b, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="000000"/>`, side)
	}
	b.WriteString(`</w:tblBorders></w:tblPr>`)
	most := 1
	for _, r := range rows {
		most = max(most, len(r))
	}
	for _, r := range rows {
		b.WriteString(`<w:tr>`)
		for i, cell := range r {
			span := 1
			if i == len(r)-1 {
				span = most - i
			}
			width := tableWidth / most * span
			if most == 2 && len(r) == 2 {
				width = []int{tableWidth / 4, tableWidth * 3 / 4}[i]
			}
			fmt.Fprintf(&b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:gridSpan w:val="%d"/></w:tcPr><w:p>%s</w:p></w:tc>`, width, span, run(cell, false, 24))
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl><w:p/>`)
	return b.String()
}

// The fixed parts of a DOCX (ECMA-376, part 1), A4 with the margins of official papers.
const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNS       = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	pageSetup    = `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1701" w:right="1531" w:bottom="1701" w:left="1531" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>`
	contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`
	rootRels     = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	docRels      = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`
	styles       = xmlHead + `<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋"/><w:sz w:val="28"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:line="360" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults></w:styles>`
)
