package e2e

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"yanhe/backend/client"
	"yanhe/backend/document"
	"yanhe/backend/policy"
)

// unzip reads an archive by name.
func unzip(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if all[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestTheCaseFile: from the record of the session to the whole file as one archive that
// proves itself; made by the mediator and the center alone, each time with an audit entry.
func TestTheCaseFile(t *testing.T) {
	w := start(t, nil)
	m, _ := w.withPhoto("欧阳")
	m.mediating()
	now := w.Clock.Now()
	record := object{"kind": "mediation", "start": now, "end": now, "present": []string{"p1"}, "place": "第一调解室", "text": "双方就赔偿达成一致"}
	w.must(m.mediator(), http.MethodPost, m.path("records"), record, nil)
	w.refused(m.citizen, http.MethodGet, m.path("records"), nil, http.StatusForbidden, "forbidden")
	if got := w.text(m.desk, m.path("records")); !strings.Contains(got, "双方就赔偿达成一致") {
		t.Errorf("the record: %s", got)
	}
	w.refused(m.mediator(), http.MethodGet, m.path("documents/agreement.docx"), nil, http.StatusConflict, "document.not_yet")
	w.must(m.mediator(), http.MethodPost, m.path("agreement"), object{"terms": "赔偿三千元", "facts": "水管破裂", "matter": "楼上负责", "perform_how": "转账", "amount": 3_000_00, "perform_by": "2026-04-01"}, nil)
	w.must(m.citizen, http.MethodPost, m.path("signature"), object{"method": "electronic"}, nil)
	w.must(m.mediator(), http.MethodPost, m.path("signature"), object{"who": "mediator", "method": "electronic"}, nil)
	w.must(m.desk, http.MethodPost, m.path("signature"), object{"who": "seal", "method": "electronic"}, nil)
	if v := m.read(m.citizen); v.Outcome.Signed || len(v.Outcome.Signers) != 3 || v.Outcome.Matter != "楼上负责" {
		t.Errorf("%s", jsonOf(v.Outcome))
	}

	var list struct {
		Items []struct{ Kind, Word, Print string }
	}
	w.must(m.mediator(), http.MethodGet, m.path("documents"), nil, &list)
	var kinds []string
	for _, d := range list.Items {
		kinds = append(kinds, d.Kind)
	}
	if got := strings.Join(kinds, " "); got != "cover index application register rights_notice mediation_record agreement confirmation_application" {
		t.Errorf("documents: %s", got)
	}
	page := w.raw(m.mediator(), http.MethodGet, m.path("documents/agreement.html"), "")
	for _, want := range []string{"人民调解协议书", "赔偿三千元", "叁仟元整", "2026年4月1日", "水管破裂"} {
		if !strings.Contains(string(page.Body), want) {
			t.Errorf("the agreement lacks %s", want)
		}
	}
	if csp := page.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("policy %q", csp)
	}
	intake := w.Staff(policy.Intake, langxi)
	for path, who := range map[string][]*client.Client{"documents/agreement.docx": {intake}, "file.zip": {intake, m.citizen}} {
		for _, c := range who {
			if r := w.raw(c, http.MethodGet, m.path(path), ""); r.Status != http.StatusForbidden {
				t.Errorf("%s: %d", path, r.Status)
			}
		}
	}
	// A party gets its own copy of what is served on it, and no more.
	if own := w.text(m.citizen, m.path("documents/agreement.html")); !strings.Contains(own, "赔偿三千元") {
		t.Errorf("the applicant's copy: %s", own)
	}
	w.refused(m.citizen, http.MethodGet, m.path("documents/register.docx"), nil, http.StatusConflict, "document.not_yet")
	if got := w.text(m.citizen, m.path("documents")); strings.Contains(got, "file.zip") || !strings.Contains(got, "rights_notice") {
		t.Errorf("the applicant's list: %s", got)
	}
	w.refused(w.Staff(policy.Moderator, ningguo), http.MethodGet, m.path("file.zip"), nil, http.StatusNotFound, "case.missing")

	file := unzip(t, w.raw(m.desk, http.MethodGet, m.path("file.zip"), "").Body)
	var manifest []document.Entry
	if err := json.Unmarshal(file[document.Manifest], &manifest); err != nil || len(manifest) != len(file)-1 || len(manifest) < 9 {
		t.Fatalf("%d entries, %v", len(manifest), err)
	}
	for _, e := range manifest {
		sum := sha256.Sum256(file[e.Name])
		if e.Hash != hex.EncodeToString(sum[:]) || e.Size != int64(len(file[e.Name])) {
			t.Errorf("%s is not what the manifest says", e.Name)
		}
	}
	if name := manifest[len(manifest)-1].Name; !strings.HasSuffix(name, ".jpg") && !strings.HasSuffix(name, ".png") {
		t.Errorf("the last paper is %s, not the photo", name)
	}
	var log struct {
		Items []struct{ Action, Object string }
	}
	w.must(w.Staff(policy.Auditor, top), http.MethodGet, "/api/v1/audit?object=case|"+m.view.ID, nil, &log)
	made := 0
	for _, e := range log.Items {
		if e.Action == "case.document" {
			made++
		}
	}
	if made < 3 {
		t.Errorf("%d audit entries of documents", made)
	}
}

// TestTemplatesAreEdited in Word by the center, checked before they count, and used by the
// centers below.
func TestTemplatesAreEdited(t *testing.T) {
	w := start(t, nil)
	m := w.file("欧阳").accepted()
	mine := "/api/v1/centers/" + langxi + "/templates/register"
	template := w.raw(m.desk, http.MethodGet, mine, "").Body
	save := func(c *client.Client, path string, docx []byte) int {
		t.Helper()
		r, err := c.SendFile(t.Context(), path, "登记表.docx", docx)
		if err != nil {
			t.Fatal(err)
		}
		return r.Status
	}
	edited := rewrite(t, template, "{{title}}", "本县专用 {{title}}")
	if got := save(m.desk, mine, edited); got != http.StatusNoContent {
		t.Fatalf("saved: %d", got)
	}
	show := func() string {
		return string(w.raw(m.desk, http.MethodGet, m.path("documents/register.html"), "").Body)
	}
	if !strings.Contains(show(), "本县专用 人民调解受理登记表") {
		t.Error("the edited template is not used")
	}
	for name, bad := range map[string][]byte{"an unknown name": rewrite(t, template, "{{title}}", "{{titel}}"), "no document": []byte("x")} {
		if got := save(m.desk, mine, bad); got != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, got)
		}
	}
	if got := save(m.desk, "/api/v1/centers/"+ningguo+"/templates/register", edited); got != http.StatusForbidden {
		t.Errorf("another center's: %d", got)
	}
	if got := save(m.citizen, mine, edited); got != http.StatusForbidden {
		t.Errorf("by a citizen: %d", got)
	}
	if got := save(w.Staff(policy.Moderator, top), "/api/v1/centers/"+top+"/templates/register", rewrite(t, template, "{{title}}", "全市统一 {{title}}")); got != http.StatusNoContent {
		t.Fatalf("the city's: %d", got)
	}
	if !strings.Contains(show(), "本县专用") {
		t.Error("the center's own does not come first")
	}
	w.must(m.desk, http.MethodDelete, mine, nil, nil)
	if !strings.Contains(show(), "全市统一") {
		t.Error("the template of the center above is not used")
	}
}

// rewrite changes a text in a DOCX.
func rewrite(t *testing.T, docx []byte, from, to string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range unzip(t, docx) {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(bytes.ReplaceAll(data, []byte(from), []byte(to))); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
