package dispute_test

import (
	"testing"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
)

// TestNobodyIsMediatedAgainstTheirWill: a refusal stops a dispute (人民调解法 art. 17),
// silence stops only a petition (信访工作条例: mediation by consent of both sides).
func TestNobodyIsMediatedAgainstTheirWill(t *testing.T) {
	for name, tc := range map[string]struct {
		kind   dispute.Kind
		stands map[string]string
		code   string
	}{
		"nobody has said anything":      {dispute.Dispute, nil, ""},
		"both agree":                    {dispute.Dispute, map[string]string{"p1": "agreed", "p2": "agreed"}, ""},
		"the other side refuses":        {dispute.Dispute, map[string]string{"p2": "refused"}, "case.side_refuses"},
		"the applicant refuses":         {dispute.Dispute, map[string]string{"p1": "refused"}, "case.side_refuses"},
		"the other side is not reached": {dispute.Dispute, map[string]string{"p2": "no_contact"}, ""},
		"a petition without a word":     {dispute.Petition, nil, "case.petition_consent"},
		"a petition, one agrees":        {dispute.Petition, map[string]string{"p1": "agreed"}, "case.petition_consent"},
		"a petition, both agree":        {dispute.Petition, map[string]string{"p1": "agreed", "p2": "agreed"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := service(t)
			f := filing()
			f.Kind = tc.kind
			c, _, err := s.File(t.Context(), citizen, "key-0001", f)
			if err == nil {
				c, err = s.Accept(t.Context(), moderator, c.ID, dispute.Command{})
			}
			if err == nil {
				c, err = s.Assign(t.Context(), moderator, c.ID, dispute.Command{Mediator: mediator.Account})
			}
			for party, stand := range tc.stands {
				if err == nil {
					c, err = s.Take(t.Context(), mediator, c.ID, dispute.Command{Event: dispute.TakeStand, Party: party, Stand: stand})
				}
			}
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Take(t.Context(), mediator, c.ID, dispute.Command{Event: dispute.Start})
			if err != nil && fault.From(err).Code != tc.code || err == nil && tc.code != "" {
				t.Errorf("got %v, want %q", err, tc.code)
			}
		})
	}
}
