package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yanhe/backend/client"
	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
	"yanhe/i18n"
)

// invited is a case in mediation whose other side has an invitation.
func invited(w *world) (*matter, httpapi.InvitationView) {
	w.t.Helper()
	m := w.file("欧阳").mediating()
	var v httpapi.InvitationView
	m.must(m.mediator(), http.MethodPost, m.path("parties/p2/invitation"), object{"note": "有人为土堆的事申请调解"}, &v)
	w.secrets = append(w.secrets, v.Code)
	return m, v
}

// TestTheOtherSideTakesPart goes its way: the letter, the code, its stand, its
// papers, the agreement and its rating; and looks at what it may not see.
func TestTheOtherSideTakesPart(t *testing.T) {
	w := start(t, nil)
	m, v := invited(w)
	if !strings.HasSuffix(v.Link, "/t/"+m.view.Track) || !strings.Contains(v.Text, v.Link) || !strings.Contains(v.Text, v.Code) {
		t.Errorf("the message to copy is %q", v.Text)
	}
	letterOf(m, v)

	other := w.Citizen("司马")
	join := "/api/v1/track/" + m.view.Track + "/joining"
	w.refused(client.New(w.URL), http.MethodPost, join, object{"code": v.Code, "tail": "1122"}, http.StatusUnauthorized, "signed_out")
	w.refused(other, http.MethodPost, join, object{"code": v.Code, "tail": "1123"}, http.StatusNotFound, "invite.wrong")
	p := w.refused(other, http.MethodPost, join, object{"code": v.Code}, http.StatusUnprocessableEntity, "invite.tail_or_name")
	if p.Field != "tail" {
		t.Errorf("the fault names %q", p.Field)
	}
	var seen httpapi.CaseView
	m.must(other, http.MethodPost, join, object{"code": v.Code, "tail": "1122"}, &seen)
	m.must(other, http.MethodPost, join, object{"code": v.Code, "tail": "1122"}, &seen) // a retry
	m.told(m.mediator(), dispute.Join, "")
	m.told(m.desk, dispute.Join, langxi)

	whole := m.text(other, m.path(""))
	m.absent("what the other side sees", whole, private...)
	m.absent("what the other side sees", whole, `"story"`, `"risk"`, `"by"`, `"inner"`, "withdraw", "appeal", "openid", m.account(m.citizen))
	if !strings.Contains(whole, "有人为土堆的事申请调解") {
		t.Error("it cannot read what it was told")
	}
	var list struct{ Items []httpapi.CaseItem }
	m.must(other, http.MethodGet, "/api/v1/me/cases?side=other", nil, &list)
	if len(list.Items) != 1 || list.Items[0].ID != m.view.ID {
		t.Errorf("its list is %s", jsonOf(list))
	}
	for post, in := range map[string]object{"withdrawal": {"note": ""}, "appointments": wishless} {
		w.refused(other, http.MethodPost, m.path(post), in, http.StatusForbidden, "forbidden", "Idempotency-Key", "other-side-1")
	}
	w.refused(other, http.MethodGet, m.path("receipt"), nil, http.StatusForbidden, "forbidden")

	m.must(other, http.MethodPost, m.path("stand"), object{"stand": "refused", "note": "不愿意谈"}, nil)
	w.refused(m.mediator(), http.MethodPost, m.path("agreement"), object{"terms": "x"}, http.StatusConflict, "case.side_refuses")
	m.must(other, http.MethodPost, m.path("stand"), object{"stand": "agreed", "note": "想通了，可以谈"}, nil)
	words(m, other)
	papers(m, other)
	m.step(m.mediator(), "agreement", object{"terms": "三日内把土运走", "amount": 5000}, dispute.Settled)
	m.told(other, dispute.Settle, "")
	if o := m.read(other).Outcome; o == nil || o.Terms != "三日内把土运走" {
		t.Errorf("the other side reads the outcome as %s", jsonOf(o))
	}
	ratings(m, other)
}

var wishless = object{"room": "r", "mediator": "m", "start": "2026-03-04T01:00:00Z", "end": "2026-03-04T02:00:00Z"}

// letterOf prints the letter: it names its addressee, so only staff in charge may,
// and their look is audited.
func letterOf(m *matter, v httpapi.InvitationView) {
	m.t.Helper()
	for _, lang := range i18n.Languages() {
		letter := m.text(m.mediator(), v.Letter+"?lang="+lang)
		if !strings.Contains(letter, i18n.Text(lang, "invite.title", nil)) {
			m.t.Errorf("the letter is not in %s", lang)
		}
		if !strings.Contains(letter, private[7]) || !strings.Contains(letter, v.Code[:4]+" "+v.Code[4:]) || !strings.Contains(letter, "<svg") {
			m.t.Errorf("the %s letter lacks its addressee, the code or the picture", lang)
		}
		m.absent("the letter", letter, private[0], private[1], private[2], private[3], private[4], private[8])
	}
	m.refused(m.citizen, http.MethodGet, v.Letter, nil, http.StatusForbidden, "forbidden")
	m.refused(m.Staff(policy.Moderator, ningguo), http.MethodGet, v.Letter, nil, http.StatusNotFound, "case.missing")
	trail := m.text(m.Staff(policy.Auditor, ""), "/api/v1/audit?object="+url.QueryEscape("case|"+m.view.ID))
	if strings.Count(trail, "case.invite") != 1+len(i18n.Languages()) {
		m.t.Errorf("the looks are not in the audit log: %s", trail)
	}
	m.absent("the audit log", trail, append(private, v.Code)...)
}

// words lets each side and the office speak: each side reads its own words and not
// the other's, the mediator reads all.
func words(m *matter, other *client.Client) {
	m.t.Helper()
	m.must(m.citizen, http.MethodPost, m.path("statement"), object{"note": "申请人的话"}, nil)
	m.must(other, http.MethodPost, m.path("statement"), object{"note": "对方的话"}, nil)
	m.must(m.desk, http.MethodPost, m.path("statement"), object{"party": "p2", "note": "对方来电补充的话"}, nil)
	m.must(m.mediator(), http.MethodPost, m.path("helpers"), object{"kind": "neighbour", "name": "诸葛村长", "consent": []string{"p1", "p2"}}, nil)
	m.refused(m.mediator(), http.MethodPost, m.path("helpers"), object{"kind": "expert", "name": "某专家", "consent": []string{"p1"}}, http.StatusUnprocessableEntity, "case.helper_consent")
	m.secrets = append(m.secrets, "申请人的话", "对方的话", "诸葛村长", "想通了")
	for _, tc := range []struct {
		who         *client.Client
		sees, hides []string
	}{
		{m.citizen, []string{"申请人的话", "诸**长"}, []string{"对方的话", "对方来电", "想通了", "不愿意谈", "诸葛村长"}},
		{other, []string{"对方的话", "对方来电", "想通了", "诸**长"}, []string{"申请人的话", "诸葛村长"}},
		{m.mediator(), []string{"申请人的话", "对方的话", "对方来电", "想通了"}, []string{"诸葛村长"}},
	} {
		whole := m.text(tc.who, m.path(""))
		for _, word := range tc.sees {
			if !strings.Contains(whole, word) {
				m.t.Errorf("%q is not shown", word)
			}
		}
		m.absent("the words", whole, tc.hides...)
	}
}

// papers adds a file for each side: neither sees the other's, the staff see both.
func papers(m *matter, other *client.Client) {
	m.t.Helper()
	add := func(c *client.Client) string {
		id, err := c.Upload(m.t.Context(), "合同.pdf", []byte("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"))
		if err != nil {
			m.t.Fatal(err)
		}
		m.must(c, http.MethodPost, m.path("evidence"), object{"note": "", "files": []string{id}}, nil)
		return id
	}
	mine, theirs := add(m.citizen), add(other)
	for _, tc := range []struct {
		who   *client.Client
		sees  []string
		hides []string
	}{{m.citizen, []string{mine}, []string{theirs}}, {other, []string{theirs}, []string{mine}}, {m.mediator(), []string{mine, theirs}, nil}} {
		whole := m.text(tc.who, m.path(""))
		for _, id := range tc.sees {
			if !strings.Contains(whole, id) {
				m.t.Errorf("%s is not shown", id)
			}
			m.text(tc.who, m.path("evidence/"+id))
		}
		m.absent("the papers", whole, tc.hides...)
		for _, id := range tc.hides {
			m.refused(tc.who, http.MethodGet, m.path("evidence/"+id), nil, http.StatusNotFound, "evidence.missing")
		}
	}
}

// ratings lets each side rate once.
func ratings(m *matter, other *client.Client) {
	m.t.Helper()
	for who, stars := range map[*client.Client]int{m.citizen: 5, other: 3} {
		m.must(who, http.MethodPost, m.path("rating"), object{"stars": stars}, nil)
		m.refused(who, http.MethodPost, m.path("rating"), object{"stars": 1}, http.StatusConflict, "rating.once")
	}
	m.refused(m.Staff(policy.Intake, langxi), http.MethodPost, m.path("rating"), object{"party": "p2", "stars": 5}, http.StatusConflict, "rating.once")
	c, err := m.Cases.Read(m.t.Context(), policy.System, m.view.ID, policy.ReadCase)
	if err != nil {
		m.t.Fatal(err)
	}
	got := map[string]int{}
	for _, r := range c.Ratings {
		got[r.Party] += r.Stars
	}
	if len(c.Ratings) != 2 || got["p1"] != 5 || got["p2"] != 3 {
		m.t.Errorf("the ratings are %+v", c.Ratings)
	}
}

// TestInvitationsCannotBeGuessed: five tries an hour for a case, whoever tries.
func TestInvitationsCannotBeGuessed(t *testing.T) {
	w := start(t, map[string]string{"YANHE_RATE_LIMIT_FACTOR": "1"})
	m, v := invited(w)
	join := "/api/v1/track/" + m.view.Track + "/joining"
	for k := range 5 {
		guesser := w.Citizen("猜" + string(rune('一'+k)))
		w.refused(guesser, http.MethodPost, join, object{"code": "00000000", "tail": "1122"}, http.StatusNotFound, "invite.wrong")
	}
	w.refused(w.Citizen("司马"), http.MethodPost, join, object{"code": v.Code, "tail": "1122"}, http.StatusTooManyRequests, "limited")
	w.refused(w.Citizen("路人"), http.MethodPost, "/api/v1/track/0123456789abcdefghjkmnpqrs/joining", object{"code": v.Code, "tail": "1122"}, http.StatusNotFound, "invite.wrong")
}
