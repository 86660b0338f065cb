package e2e

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"yanhe/backend/client"
	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
)

// whereTaken stands in a photo where a phone keeps its position.
const whereTaken = "GPS-30.9407N-118.7587E"

// photo is a JPEG with an Exif block.
func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 64, 48)), nil); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00"), whereTaken...)
	head := binary.BigEndian.AppendUint16([]byte{0xFF, 0xD8, 0xFF, 0xE1}, uint16(len(exif)+2))
	return bytes.Join([][]byte{head, exif, b.Bytes()[2:]}, nil)
}

// upload sends a file that has to be taken.
func (w *world) upload(c *client.Client, name string, content []byte) string {
	w.t.Helper()
	id, err := c.Upload(w.t.Context(), name, content)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// withPhoto files a matter with a photo whose name on the phone is a person's.
func (w *world) withPhoto(name string) (m *matter, file string) {
	w.t.Helper()
	m = &matter{world: w, citizen: w.Citizen(name), desk: w.Staff(policy.Moderator, langxi)}
	file = w.upload(m.citizen, private[7]+"堆的土.jpg", photo(w.t))
	f := filing()
	f.Evidence = []string{file}
	w.must(m.citizen, http.MethodPost, "/api/v1/cases", f, &m.view, "Idempotency-Key", "filing-of-"+name)
	w.secrets = append(w.secrets, m.view.Track, whereTaken)
	return m, file
}

// TestAPhotoLosesWhatTheSenderDidNotMeanToSend and is shown to nobody but the
// parties and those who handle the case.
func TestAPhotoLosesWhatTheSenderDidNotMeanToSend(t *testing.T) {
	w := start(t, nil)
	m, file := w.withPhoto("照片")
	path := m.path("evidence/" + file)
	reply := w.raw(m.citizen, http.MethodGet, path, "")
	if reply.Status != http.StatusOK || reply.Header.Get("Content-Type") != "image/jpeg" {
		t.Fatalf("%d %v", reply.Status, reply.Header)
	}
	if img, err := jpeg.Decode(bytes.NewReader(reply.Body)); err != nil || img.Bounds().Dx() != 64 {
		t.Errorf("it is no picture any more: %v", err)
	}
	w.absent("the photo", string(reply.Body), whereTaken, "Exif")
	if h := reply.Header; !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || !strings.Contains(h.Get("Cache-Control"), "no-store") ||
		strings.Contains(h.Get("Content-Disposition"), private[7]) {
		t.Errorf("the headers are %v", h)
	}
	for name, tc := range map[string]struct {
		who    *client.Client
		status int
	}{
		"nobody": {client.New(w.URL), 401}, "a stranger": {w.Citizen("陌生"), 404}, "another county": {w.Staff(policy.Moderator, ningguo), 404},
		"intake": {w.Staff(policy.Intake, langxi), 403}, "a mediator who is not named": {w.mediator(), 404},
		"the maintainer": {w.Staff(policy.Maintainer, ""), 403}, "the moderator": {m.desk, 200}, "the supervisor": {w.Staff(policy.Supervisor, langxi), 200},
	} {
		r := w.raw(tc.who, http.MethodGet, path, "")
		if r.Status != tc.status || r.Status != http.StatusOK && bytes.Contains(r.Body, reply.Body[:20]) {
			t.Errorf("%s is answered with %d", name, r.Status)
		}
	}
	trail := w.text(w.Staff(policy.Auditor, ""), "/api/v1/audit?object=case%7C"+m.view.ID)
	if got := strings.Count(trail, "evidence.read"); got != 2 {
		t.Errorf("%d looks at the photo are audited, not those of the moderator and the supervisor: %s", got, trail)
	}
	if !strings.Contains(trail, file) || strings.Contains(trail, w.account(m.citizen)) {
		t.Errorf("the audit log says %s", trail)
	}
}

func TestAFilesContentDecidesWhatItIs(t *testing.T) {
	w := start(t, nil)
	c := w.Citizen("文件")
	for name, tc := range map[string]struct {
		content string
		status  int
		code    string
	}{
		"photo.jpg":   {"MZ\x90\x00\x03 this is a program", 415, "media.type"},
		"page.pdf":    {"<html><script>alert(1)</script></html>", 415, "media.type"},
		"drawing.svg": {`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`, 415, "media.type"},
		"broken.jpg":  {string(photo(t)[:200]), 422, "media.broken"},
		"empty.png":   {"", 422, "media.broken"},
	} {
		_, err := c.Upload(t.Context(), name, []byte(tc.content))
		var p *client.Problem
		if !errors.As(err, &p) || p.Status != tc.status || p.Code != tc.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	reply := w.raw(c, http.MethodPost, "/api/v1/uploads", "{}", "Content-Type", "application/json")
	expectProblem(t, reply, "zh-CN", http.StatusUnprocessableEntity, "required", "file")
	large := strings.NewReader(strings.Repeat("x", 22<<20))
	tooLarge, err := c.Send(t.Context(), http.MethodPost, "/api/v1/uploads", large, "Content-Type", "multipart/form-data; boundary=x")
	if err == nil {
		expectProblem(t, tooLarge, "zh-CN", http.StatusRequestEntityTooLarge, "too_large", "")
	}
}

// TestAFileIsFiledBySenderAndOnceOnly: another's upload cannot be had by its id, nor
// one's own twice, nor a file of another case through one's own.
func TestAFileIsFiledByItsSenderAndOnceOnly(t *testing.T) {
	w := start(t, nil)
	m, file := w.withPhoto("主人")
	eventually(t, "the file belongs to the case", func() bool {
		return !slices.ContainsFunc(caseOf(w, m.view.ID).Outbox, func(o dispute.Owed) bool { return o.Errand == dispute.AttachFile })
	})
	f := filing()
	f.Evidence = []string{file}
	w.refused(m.citizen, http.MethodPost, "/api/v1/cases", f, http.StatusUnprocessableEntity, "evidence.used", "Idempotency-Key", "second-case")
	loose := w.upload(m.citizen, "a.jpg", photo(t))
	thief := w.file("小偷")
	f.Evidence = []string{loose}
	p := w.refused(thief.citizen, http.MethodPost, "/api/v1/cases", f, http.StatusUnprocessableEntity, "evidence.unknown", "Idempotency-Key", "thieves-case")
	if p.Field != "evidence" {
		t.Errorf("the fault names %q", p.Field)
	}
	p = w.refused(thief.citizen, http.MethodPost, thief.path("evidence"), object{"note": "", "files": []string{loose}}, http.StatusUnprocessableEntity, "evidence.unknown")
	if p.Field != "files" {
		t.Errorf("the fault names %q", p.Field)
	}
	for _, id := range []string{loose, file} {
		w.refused(thief.citizen, http.MethodGet, thief.path("evidence/"+id), nil, http.StatusNotFound, "evidence.missing")
	}
	w.must(m.citizen, http.MethodPost, m.path("evidence"), object{"note": "补一张", "files": []string{loose}}, nil)
	if got := len(m.read(m.citizen).Evidence); got != 2 {
		t.Errorf("the case has %d files", got)
	}
}

// TestARetryWithAFileGivesTheSameCase, also when the file is taken by then.
func TestARetryWithAFileGivesTheSameCase(t *testing.T) {
	w := start(t, nil)
	m, file := w.withPhoto("重试")
	f := filing()
	f.Evidence = []string{file}
	for range 3 {
		reply := w.raw(m.citizen, http.MethodPost, "/api/v1/cases", jsonOf(f), "Content-Type", "application/json", "Idempotency-Key", "filing-of-重试")
		if reply.Status != http.StatusOK || !strings.Contains(string(reply.Body), m.view.ID) {
			t.Fatalf("a retry is answered with %d %s", reply.Status, reply.Body)
		}
	}
	m.step(m.desk, "supplement-request", object{"note": "再拍一张"}, dispute.SupplementAsked)
	second := w.upload(m.citizen, "b.jpg", photo(t))
	for range 2 {
		var v httpapi.CaseView
		w.must(m.citizen, http.MethodPost, m.path("supplement"), object{"note": "拍了", "files": []string{second}}, &v, "Idempotency-Key", "supplement-1")
		if len(v.Evidence) != 2 || v.State != string(dispute.Supplied) {
			t.Errorf("the case is %s", jsonOf(v))
		}
	}
}

// TestASignedLinkOpensOneFileForAnHour: the one that WeChat fetches for its check.
func TestASignedLinkOpensOneFileForAnHour(t *testing.T) {
	w := start(t, nil)
	m, file := w.withPhoto("链接")
	eventually(t, "the check of the photo", func() bool { return len(w.Simulator().Media()) == 1 })
	link := strings.TrimPrefix(w.Simulator().Media()[0], w.URL)
	w.secrets = append(w.secrets, link[strings.Index(link, "mark="):])
	anybody := client.New(w.URL)
	status := func(path string) int { return w.raw(anybody, http.MethodGet, path, "").Status }
	if got := w.text(anybody, link); strings.Contains(got, whereTaken) || len(got) == 0 {
		t.Error("the link does not show the cleaned photo")
	}
	other := w.upload(m.citizen, "c.jpg", photo(t))
	for name, bad := range map[string]string{"another file": strings.Replace(link, file, other, 1), "a later end": strings.Replace(link, "until=1", "until=2", 1),
		"no mark": link[:strings.Index(link, "&mark=")], "another mark": link[:len(link)-1] + "x"} {
		if got := status(bad); got != http.StatusNotFound {
			t.Errorf("%s: %d", name, got)
		}
	}
	w.Clock.Advance(time.Hour - time.Second)
	if got := status(link); got != http.StatusOK {
		t.Errorf("after almost an hour: %d", got)
	}
	w.Clock.Advance(time.Second)
	if got := status(link); got != http.StatusNotFound {
		t.Errorf("after an hour: %d", got)
	}
}
