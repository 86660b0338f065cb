package dispute_test

import (
	"testing"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/policy"
)

// TestTheAgreementIsSigned by each party, the mediator and the center's seal; then it
// is in force (人民调解法 art. 29).
func TestTheAgreementIsSigned(t *testing.T) {
	s, _ := service(t)
	c := settled(t, s, time.Time{})
	sign := func(who policy.Subject, as, method, file string) error {
		t.Helper()
		after, err := s.Sign(t.Context(), who, c.ID, dispute.Command{Signature: &dispute.Signature{Who: as, Method: method, File: file}})
		if err == nil {
			c = after
		}
		return err
	}
	for name, tc := range map[string]struct {
		who              policy.Subject
		as, method, file string
		want             string
	}{
		"a party for the other":      {citizen, "p2", "electronic", "", "forbidden"},
		"the applicant as mediator":  {citizen, dispute.BySignatory, "electronic", "", "forbidden"},
		"the mediator seals":         {mediator, dispute.BySeal, "electronic", "", "forbidden"},
		"staff for a party, at once": {moderator, "p2", "electronic", "", "forbidden"},
		"in ink without a scan":      {moderator, "p2", "ink", "none", "sign.scan"},
		"by another way":             {citizen, "p1", "thumb", "", "sign.method"},
		"a stranger":                 {stranger, "p1", "electronic", "", "case.missing"},
	} {
		if err := sign(tc.who, tc.as, tc.method, tc.file); code(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := sign(citizen, "p1", "electronic", ""); err != nil || c.Signed() {
		t.Fatal(err)
	}
	if err := sign(citizen, "p1", "electronic", ""); code(err) != "sign.once" {
		t.Errorf("twice: %v", err)
	}
	if err := sign(mediator, dispute.BySignatory, "electronic", ""); err != nil {
		t.Fatal(err)
	}
	if err := sign(moderator, dispute.BySeal, "electronic", ""); err != nil || c.Signed() {
		t.Fatal(err, "in force without the other side")
	}
	if c.Signatures[0].Hash == "" || c.Signatures[0].Hash != c.Signatures[2].Hash {
		t.Errorf("not the same text: %+v", c.Signatures)
	}
}

// TestInkForFamilyMatters: 电子签名法 art. 3.
func TestInkForFamilyMatters(t *testing.T) {
	s, _ := service(t)
	f := filing()
	f.Type, f.Evidence = "01", []string{"scan-1"}
	c, _, err := s.File(t.Context(), citizen, "key-family", f)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []func() (*dispute.Case, error){
		func() (*dispute.Case, error) { return s.Accept(t.Context(), moderator, c.ID, dispute.Command{}) },
		func() (*dispute.Case, error) {
			return s.Assign(t.Context(), moderator, c.ID, dispute.Command{Mediator: mediator.Account})
		},
		func() (*dispute.Case, error) {
			return s.Take(t.Context(), mediator, c.ID, dispute.Command{Event: dispute.Start})
		},
		func() (*dispute.Case, error) {
			return s.Conclude(t.Context(), mediator, c.ID, dispute.Command{Event: dispute.Settle, Outcome: &dispute.Outcome{Terms: "按月给付赡养费"},
				Agreement: dispute.AgreementText{Facts: "父母由三子女赡养", Matter: "赡养费", How: "每月五日前转账"}})
		},
	} {
		if _, err := step(); err != nil {
			t.Fatal(err)
		}
	}
	sign := func(who policy.Subject, as, method, file string) (*dispute.Case, error) {
		return s.Sign(t.Context(), who, c.ID, dispute.Command{Signature: &dispute.Signature{Who: as, Method: method, File: file}})
	}
	if _, err := sign(citizen, "p1", "electronic", ""); code(err) != "sign.ink" {
		t.Errorf("electronically: %v", err)
	}
	for _, as := range []string{"p1", "p2", dispute.BySeal} {
		if _, err := sign(moderator, as, "ink", "scan-1"); err != nil {
			t.Fatalf("%s: %v", as, err)
		}
	}
	done, err := sign(mediator, dispute.BySignatory, "ink", "scan-1")
	if err != nil || !done.Signed() {
		t.Errorf("%v, in force %v", err, done.Signed())
	}
	if more, err := s.OpenMore(done); err != nil || more.How != "每月五日前转账" {
		t.Errorf("%+v, %v", more, err)
	}
}

func TestAnOralAgreementIsInForceAtOnce(t *testing.T) {
	c := &dispute.Case{Outcome: &dispute.Outcome{Terms: "x", Oral: true}}
	if !c.Signed() { // 人民调解法 art. 30
		t.Error("not in force")
	}
	c.Outcome = &dispute.Outcome{Terms: "x", Onward: []string{"court"}}
	if c.Signed() {
		t.Error("a failure is in force")
	}
}

// TestRecords of sessions are kept sealed, in order, and read by who may.
func TestRecords(t *testing.T) {
	s, clk := service(t)
	c := accepted(t, s, dispute.Dispute)
	if _, err := s.Assign(t.Context(), moderator, c.ID, dispute.Command{Mediator: mediator.Account}); err != nil {
		t.Fatal(err)
	}
	at := clk.Now()
	write := func(who policy.Subject, r dispute.Record, text string) error {
		after, err := s.AddRecord(t.Context(), who, c.ID, dispute.Command{Record: &r}, dispute.RecordText{Place: "第一调解室", Text: text})
		if err == nil {
			c = after
		}
		return err
	}
	good := dispute.Record{Kind: "mediation", Start: at.Add(-time.Hour), End: at, Present: []string{"p1", "p2"}}
	for name, tc := range map[string]struct {
		change func(*dispute.Record)
		text   string
		want   string
	}{
		"no text":              {func(*dispute.Record) {}, " ", "required"},
		"a kind":               {func(r *dispute.Record) { r.Kind = "x" }, "x", "record.kind"},
		"ends before it began": {func(r *dispute.Record) { r.End = r.Start.Add(-time.Minute) }, "x", "record.time"},
		"in the future":        {func(r *dispute.Record) { r.End = at.Add(2 * time.Hour) }, "x", "record.time"},
		"a party of none":      {func(r *dispute.Record) { r.Present = []string{"p7"} }, "x", "case.unknown_party"},
	} {
		bad := good
		tc.change(&bad)
		if err := write(mediator, bad, tc.text); code(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := write(moderator, good, "x"); code(err) != "forbidden" {
		t.Errorf("by another: %v", err)
	}
	for range 2 {
		if err := write(mediator, good, "双方各自陈述。"); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.Records) != 2 || c.Records[1].ID != "r2" || c.Records[0].Sealed == "" {
		t.Fatalf("%+v", c.Records)
	}
	if text, err := s.OpenRecord(c, "r2"); err != nil || text.Text != "双方各自陈述。" || text.Place != "第一调解室" {
		t.Errorf("%+v, %v", text, err)
	}
	if _, err := s.OpenRecord(c, "r9"); code(err) != "record.missing" {
		t.Error(err)
	}
}
