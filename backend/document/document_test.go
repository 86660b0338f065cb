package document

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"yanhe/backend/fault"
)

func TestCapitals(t *testing.T) {
	for fen, want := range map[int64]string{
		0: "零元整", 5: "伍分", 50: "伍角整", 105: "壹元零伍分", 10_00: "壹拾元整", 100_50: "壹佰元伍角整",
		1005_00: "壹仟零伍元整", 12_000_00: "壹万贰仟元整", 100_000_00: "壹拾万元整", 10_010_000_50: "壹仟零壹万元伍角整",
		100_000_000_00: "壹亿元整", 100_000_001_00: "壹亿零壹元整", 100_010_000_00: "壹亿零壹万元整", 1_000_000_000_00: "壹拾亿元整",
		20_300_04: "贰万零叁佰元零肆分", 10_0000_1000_00: "壹拾亿零壹仟元整", -100: "负壹元整",
	} {
		if got := Capitals(fen); got != want {
			t.Errorf("%d is %s, not %s", fen, got, want)
		}
	}
	for fen, want := range map[int64]string{0: "0.00", 5: "0.05", 123_456_789_01: "123,456,789.01", 100_00: "100.00", -1_234_50: "-1,234.50"} {
		if got := figures(fen); got != want {
			t.Errorf("%d is %s, not %s", fen, got, want)
		}
	}
}

func full() Data {
	d := Data{Title: "标题", Number: "（2026）宣郎人调字第1号", Center: "郎溪县矛调中心", Type: "邻里", Channel: "微信", Filed: "2026年3月2日", Accepted: "2026年3月3日",
		Agreed: "2026年3月9日", Ended: "2026年3月9日", Today: "2026年3月10日", Story: "漏水 <b>& \"墙\" {{number}}\n第二行", Wishes: "修好", Place: "幸福小区", Amount: AmountOf(12_000_00),
		Mediator: "金月娥", Agreement: Terms{"水管破裂", "墙面受损，楼上负责", "赔偿一万元", "转账", "2026年4月1日", AmountOf(10_000_00)}, Reason: "一方明确拒绝", Note: "已告知",
		Onward: "向人民法院起诉", Court: "郎溪县人民法院"}
	for i := range 3 {
		d.Parties = append(d.Parties, Party{"申请人", fmt.Sprintf("当事人%d", i+1), "341821199001011234", "13800138000", "幸福小区201"})
		d.Records = append(d.Records, Record{"调解", fmt.Sprintf("第%d次", i+1), "第一调解室", "双方", "各自陈述\n达成一致"})
		d.Evidence = append(d.Evidence, Item{fmt.Sprint(i + 1), "照片", "2026年3月2日", "ab12"})
	}
	d.FollowUps = []Visit{{"2026年4月2日", "履行", "已履行", "电话"}}
	d.Documents = []Item{{"1", "申请书", "2026年3月2日", "cd34"}}
	d.Signed = []Signing{{"申请人", "电子签名", "2026年3月9日"}}
	return d
}

// body is the main part of a DOCX, which must be well-formed.
func body(t testing.TB, docx []byte) string {
	t.Helper()
	parts, err := unpack(docx)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		if err := xml.Unmarshal(p.data, new(struct{ XMLName xml.Name })); err != nil {
			t.Fatalf("%s: %v", p.name, err)
		}
	}
	i := slices.IndexFunc(parts, func(p part) bool { return p.name == mainPart })
	return string(parts[i].data)
}

// TestEveryDocument: each built-in template is sound, says all its names, and leaves no
// placeholder, with everything known and with nothing.
func TestEveryDocument(t *testing.T) {
	for _, k := range Kinds {
		t.Run(string(k), func(t *testing.T) {
			template, err := Default(k)
			if err != nil || k.Title() == "" {
				t.Fatal(err)
			}
			if err := Check(template); err != nil {
				t.Fatal(err)
			}
			for name, d := range map[string]Data{"full": full(), "empty": {}} {
				filled, err := Fill(template, d)
				if err != nil {
					t.Fatal(name, err)
				}
				text := body(t, filled)
				if strings.Contains(text, "{{") {
					t.Errorf("%s leaves a placeholder", name)
				}
				page, err := HTML(filled, k.Title())
				if err != nil || bytes.Contains(page, []byte("<script")) || bytes.Contains(page, []byte("<b>&")) {
					t.Errorf("%s: %v", name, err)
				}
				if name == "full" && bytes.Contains(template, []byte("parties")) && !bytes.Contains(page, []byte("当事人3")) {
					t.Errorf("the page lacks a party")
				}
			}
			again, err := build(textOfTemplate(t, k))
			if err != nil || !bytes.Equal(again, template) {
				t.Error("made again it differs")
			}
		})
	}
}

func textOfTemplate(t *testing.T, k Kind) string {
	t.Helper()
	text, err := templates.ReadFile("templates/" + string(k) + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// docxOf wraps a body as Word would.
func docxOf(t testing.TB, content string, more ...part) []byte {
	t.Helper()
	docx, err := pack(append([]part{{mainPart, []byte(xmlHead + `<w:document ` + wordNS + `><w:body>` + content + `</w:body></w:document>`)}}, more...))
	if err != nil {
		t.Fatal(err)
	}
	return docx
}

func TestFilling(t *testing.T) {
	r := func(text string) string { return `<w:r><w:t>` + text + `</w:t></w:r>` }
	for name, tc := range map[string]struct{ template, want string }{
		"one run":                 {`<w:p>` + r("编号{{number}}。") + `</w:p>`, "编号N1。"},
		"spread over three runs":  {`<w:p>` + r("编号{") + r("{num") + r("ber}}。") + `</w:p>`, "编号N1。"},
		"with a run between":      {`<w:p>` + r("{{num") + `<w:proofErr w:type="spellStart"/>` + r("ber}}") + r("尾") + `</w:p>`, "N1尾"},
		"two in a row":            {`<w:p>` + r("{{number}}{{center}}") + `</w:p>`, "N1C1"},
		"with blanks":             {`<w:p>` + r("{{ number }}") + `</w:p>`, "N1"},
		"a path":                  {`<w:p>` + r("{{amount.yuan}}") + `</w:p>`, "12.00"},
		"unknown":                 {`<w:p>` + r("甲{{what}}乙") + `</w:p>`, "甲乙"},
		"not closed":              {`<w:p>` + r("甲{{乙") + `</w:p>`, "甲{{乙"},
		"a value with a brace":    {`<w:p>` + r("{{story}}") + `</w:p>`, "&lt;a&gt; &amp; &#123;&#123;number}}"},
		"line ends":               {`<w:p>` + r("{{wishes}}") + `</w:p>`, "一二"},
		"a block of paragraphs":   {`<w:p>` + r("{{#parties}}") + `</w:p><w:p>` + r("{{name}};") + `</w:p><w:p>` + r("{{/parties}}") + `</w:p>`, "甲;乙;"},
		"a row":                   {`<w:tbl><w:tr><w:tc><w:p>` + r("{{#parties}}{{side}}") + `</w:p></w:tc><w:tc><w:p>` + r("{{name}}{{/parties}}") + `</w:p></w:tc></w:tr></w:tbl>`, "一甲二乙"},
		"an empty list":           {`<w:p>` + r("{{#records}}") + `</w:p><w:p>` + r("x") + `</w:p><w:p>` + r("{{/records}}") + `</w:p>` + `<w:p>` + r("尾") + `</w:p>`, "尾"},
		"outer values in a block": {`<w:p>` + r("{{#parties}}") + `</w:p><w:p>` + r("{{center}}{{name}};") + `</w:p><w:p>` + r("{{/parties}}") + `</w:p>`, "C1甲;C1乙;"},
	} {
		d := Data{Number: "N1", Center: "C1", Amount: AmountOf(1200), Story: "<a> & {{number}}", Wishes: "一\n二",
			Parties: []Party{{Side: "一", Name: "甲"}, {Side: "二", Name: "乙"}}}
		filled, err := Fill(docxOf(t, tc.template), d)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		root, err := parseXML([]byte(body(t, filled)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := root.text(); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
	breaks, err := Fill(docxOf(t, `<w:p>`+r("{{wishes}}")+`</w:p>`), Data{Wishes: "一\n二"})
	if err != nil || !strings.Contains(body(t, breaks), "一</w:t><w:br/><w:t") {
		t.Errorf("line ends: %v", err)
	}
}

func TestWhatATemplateMustNotBe(t *testing.T) {
	p := func(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }
	rels := func(s string) part {
		return part{"word/_rels/document.xml.rels", []byte(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + s + `</Relationships>`)}
	}
	bomb := part{"word/media/a.xml", bytes.Repeat([]byte("a"), maxUnpacked+1)}
	for name, tc := range map[string]struct {
		docx []byte
		code string
	}{
		"no archive":           {[]byte("hello"), "document.template"},
		"no document":          {mustPack(t, []part{{"a.txt", nil}}), "document.template"},
		"broken XML":           {docxOf(t, "<w:p>"), "document.template"},
		"a document type":      {mustPack(t, []part{{mainPart, []byte(`<!DOCTYPE a [<!ENTITY b "c">]><a/>`)}}), "document.template"},
		"an unknown name":      {docxOf(t, p("{{secret}}")), "document.placeholder"},
		"one outside its list": {docxOf(t, p("{{side}}")), "document.placeholder"},
		"an unknown list":      {docxOf(t, p("{{#people}}x{{/people}}")), "document.placeholder"},
		"a list left open":     {docxOf(t, p("{{#parties}}{{name}}")), "document.placeholder"},
		"lists across":         {docxOf(t, p("{{#parties}}{{#records}}{{/parties}}{{/records}}")), "document.placeholder"},
		"macros":               {docxOf(t, p("x"), part{"word/vbaProject.bin", []byte("x")}), "document.macro"},
		"a picture from afar":  {docxOf(t, p("x"), rels(`<Relationship Id="a" Type="http://x/image" Target="http://x/" TargetMode="External"/>`)), "document.external"},
		"a way out":            {mustPack(t, []part{{mainPart, []byte("<a/>")}, {"../evil", nil}}), "document.template"},
		"a bomb":               {docxOf(t, p("x"), bomb), "document.too_large"},
		"too large":            {make([]byte, MaxTemplate+1), "document.too_large"},
		"fine":                 {docxOf(t, p("{{#parties}}{{name}}{{/parties}} {{number}}"), rels(`<Relationship Id="a" Type="http://x/hyperlink" Target="http://x/" TargetMode="External"/>`)), ""},
	} {
		err := Check(tc.docx)
		if (err == nil) != (tc.code == "") || err != nil && (fault.From(err).Code != tc.code || fault.From(err).Field != "template") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func mustPack(t *testing.T, parts []part) []byte {
	t.Helper()
	docx, err := pack(parts)
	if err != nil {
		t.Fatal(err)
	}
	return docx
}

// TestTheArchiveProvesItself: its manifest fits what lies in it, names are harmless, and
// equal files make equal archives.
func TestTheArchiveProvesItself(t *testing.T) {
	files := []File{text("申请书.docx", "one"), text("../../etc/passwd", "two"), text("申请书.docx", "three"), text(strings.Repeat("长", 300), "four")}
	at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	var one, two bytes.Buffer
	if err := errors.Join(Archive(&one, files, at), Archive(&two, files, at)); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Fatal("differs", err)
	}
	z, err := zip.NewReader(bytes.NewReader(one.Bytes()), int64(one.Len()))
	if err != nil || len(z.File) != 5 || z.File[4].Name != Manifest {
		t.Fatal(err)
	}
	read := func(f *zip.File) []byte {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var list []Entry
	if err := json.Unmarshal(read(z.File[4]), &list); err != nil {
		t.Fatal(err)
	}
	for i, e := range list {
		content := read(z.File[i])
		if e.Name != z.File[i].Name || strings.ContainsAny(e.Name, `/\`) || len([]rune(e.Name)) > maxFileName+3 || e.Size != int64(len(content)) || e.Hash != sha(content) {
			t.Errorf("%+v", e)
		}
	}
	broken := File{"x", func() (io.ReadCloser, error) { return nil, errors.New("gone") }}
	if err := Archive(io.Discard, []File{broken}, at); err == nil {
		t.Error("a paper that cannot be read is left out in silence")
	}
}

func text(name, content string) File {
	return File{name, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }}
}

// FuzzFill: whatever a template is, filling it makes no harm, and what it makes of sound
// XML is sound.
func FuzzFill(f *testing.F) {
	f.Add(`<w:p><w:r><w:t>{{number}}</w:t></w:r></w:p>`)
	f.Add(`<w:p><w:r><w:t>{{#parties}}</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>{{/parties}}</w:t></w:r></w:p>`)
	f.Add(`<w:tr><w:t>{{#parties}}{{name}}{{/parties}}</w:t></w:tr>`)
	f.Fuzz(func(t *testing.T, content string) {
		if len(content) > 2000 {
			return
		}
		docx, err := pack([]part{{mainPart, []byte(`<a xmlns:w="w">` + content + `</a>`)}})
		if err != nil {
			t.Fatal(err)
		}
		filled, err := Fill(docx, Data{Number: "<1>", Parties: []Party{{Name: "甲"}, {Name: "乙"}}})
		if err != nil {
			return
		}
		body(t, filled)
		if _, err := HTML(filled, "x"); err != nil {
			t.Fatal(err)
		}
		_ = Check(filled)
	})
}

func sha(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
