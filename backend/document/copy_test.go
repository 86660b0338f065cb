package document

import (
	"encoding/json"
	"strings"
	"testing"

	"yanhe/backend/dispute"
)

// TestAPartysCopy: each party reads its own data and of the others the name; the other
// side reads nothing of the applicant's story.
func TestAPartysCopy(t *testing.T) {
	c := &dispute.Case{Parties: []dispute.Party{
		{ID: "p1", Side: dispute.ApplicantSide, Account: "a", Phone: "138****0001"},
		{ID: "p2", Side: dispute.Representative, Account: "r", Phone: "138****0002"},
		{ID: "p3", Side: dispute.OtherSide, Account: "o", Phone: "138****0003"},
		{ID: "p4", Side: dispute.OtherSide, Account: "q", Phone: "138****0004"}}}
	whole := func() Data {
		d := Data{Story: "说来话长", Wishes: "赔偿", Note: "说明", Agreement: Terms{Facts: "说来话长", Terms: "赔三千"}}
		for _, n := range []string{"1", "2", "3", "4"} {
			d.Parties = append(d.Parties, Party{Name: "姓名" + n, Number: "号码" + n, Phone: "电话" + n, Address: "住址" + n})
		}
		return d
	}
	for account, own := range map[string]string{"a": "12", "r": "12", "o": "3", "q": "4", "stranger": ""} {
		d := whole()
		d.copyFor(c, account)
		raw, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		for _, n := range []string{"1", "2", "3", "4"} {
			for _, what := range []string{"号码", "电话", "住址"} {
				if got := strings.Contains(text, what+n); got != strings.Contains(own, n) {
					t.Errorf("%s reads %s%s: %v", account, what, n, got)
				}
			}
			if !strings.Contains(text, "姓名"+n) {
				t.Errorf("%s lacks the name of %s", account, n)
			}
		}
		if applicants := account == "a" || account == "r"; strings.Contains(text, "说来话长") != applicants || !strings.Contains(text, "赔三千") {
			t.Errorf("%s: %s", account, text)
		}
	}
}
