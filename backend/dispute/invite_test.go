package dispute_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

var other = policy.Subject{Account: "other"}

// queuedAgainst files against some people and brings the case into the queue.
func queuedAgainst(t *testing.T, s *dispute.Service, people ...dispute.Person) *dispute.Case {
	t.Helper()
	f := filing()
	f.Others = people
	c, _, err := s.File(t.Context(), citizen, "key-against", f)
	if err == nil {
		c, err = s.Accept(t.Context(), moderator, c.ID, dispute.Command{})
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// invite invites a party and returns the code.
func invite(t *testing.T, s *dispute.Service, c *dispute.Case, party string) string {
	t.Helper()
	c, err := s.Invite(t.Context(), moderator, c.ID, dispute.Command{Party: party, Note: "邻居漏水一事"})
	if err != nil {
		t.Fatal(err)
	}
	code, err := s.InviteCode(c, party)
	if err != nil || len(code) != 8 {
		t.Fatalf("code %q, %v", code, err)
	}
	return code
}

// TestJoining: the code and the person together open the case, for a time, and
// every miss is told alike.
func TestJoining(t *testing.T) {
	known := dispute.Person{Name: "李四", Phone: "13955556666"}
	unknown := dispute.Person{Name: "李四"}
	for name, tc := range map[string]struct {
		person dispute.Person
		who    policy.Subject
		proof  func(code string) dispute.Proof
		after  time.Duration
		code   string
	}{
		"code and tail":                  {known, other, func(c string) dispute.Proof { return dispute.Proof{Code: c, Tail: "6666"} }, 0, ""},
		"with spaces around":             {known, other, func(c string) dispute.Proof { return dispute.Proof{Code: " " + c + " ", Tail: " 6666 "} }, 0, ""},
		"code and name":                  {unknown, other, func(c string) dispute.Proof { return dispute.Proof{Code: c, Name: "李 四"} }, 0, ""},
		"another tail":                   {known, other, func(c string) dispute.Proof { return dispute.Proof{Code: c, Tail: "6667"} }, 0, "invite.wrong"},
		"the name, but a phone is known": {known, other, func(c string) dispute.Proof { return dispute.Proof{Code: c, Name: "李四"} }, 0, "invite.wrong"},
		"another name":                   {unknown, other, func(c string) dispute.Proof { return dispute.Proof{Code: c, Name: "李五"} }, 0, "invite.wrong"},
		"a tail, but none is known":      {unknown, other, func(c string) dispute.Proof { return dispute.Proof{Code: c, Tail: "0000"} }, 0, "invite.wrong"},
		"another code":                   {known, other, func(c string) dispute.Proof { return dispute.Proof{Code: flip(c), Tail: "6666"} }, 0, "invite.wrong"},
		"just in time":                   {known, other, func(c string) dispute.Proof { return dispute.Proof{Code: c, Tail: "6666"} }, dispute.InviteFor - 1, ""},
		"too late":                       {known, other, func(c string) dispute.Proof { return dispute.Proof{Code: c, Tail: "6666"} }, dispute.InviteFor, "invite.wrong"},
		"no code":                        {known, other, func(string) dispute.Proof { return dispute.Proof{Tail: "6666"} }, 0, "required"},
		"no person":                      {known, other, func(c string) dispute.Proof { return dispute.Proof{Code: c} }, 0, "invite.tail_or_name"},
		"the applicant":                  {known, citizen, func(c string) dispute.Proof { return dispute.Proof{Code: c, Tail: "6666"} }, 0, "invite.own_case"},
		"staff":                          {known, moderator, func(c string) dispute.Proof { return dispute.Proof{Code: c, Tail: "6666"} }, 0, "forbidden"},
	} {
		t.Run(name, func(t *testing.T) {
			s, clk := service(t)
			c := queuedAgainst(t, s, tc.person)
			proof := tc.proof(invite(t, s, c, "p2"))
			clk.Advance(tc.after)
			joined, err := s.Join(t.Context(), tc.who, c.Track, proof)
			if tc.code != "" {
				if fault.From(err).Code != tc.code {
					t.Fatalf("got %v", err)
				}
				return
			}
			if err != nil || joined.PartyOf(other.Account) == nil || joined.Party("p2").Invitation != nil {
				t.Fatalf("%+v, %v", joined, err)
			}
		})
	}
}

func flip(code string) string {
	if code[0] == '0' {
		return "1" + code[1:]
	}
	return "0" + code[1:]
}

// TestTheOtherSideMayLittle: by the policy table and nothing else.
func TestTheOtherSideMayLittle(t *testing.T) {
	s, _ := service(t)
	c := queuedAgainst(t, s, dispute.Person{Name: "李四", Phone: "13955556666"})
	code := invite(t, s, c, "p2")
	if _, err := s.Read(t.Context(), other, c.ID, policy.ReadCase); fault.From(err).Code != "case.missing" {
		t.Fatalf("before it joins: %v", err)
	}
	c, err := s.Join(t.Context(), other, c.Track, dispute.Proof{Code: code, Tail: "6666"})
	if err != nil {
		t.Fatal(err)
	}
	for a, want := range map[policy.Action]bool{policy.ReadCase: true, policy.ReadOutcome: true, policy.AnswerSide: true,
		policy.AddEvidence: true, policy.RateCase: true, policy.ReadBooking: true, policy.CancelBooking: true,
		policy.ReadContent: false, policy.WithdrawCase: false, policy.AppealCase: false, policy.SupplyCase: false,
		policy.Book: false, policy.PrintReceipt: false, policy.RevealPerson: false, policy.InviteSide: false} {
		if got := s.May(other, a, c); got != want {
			t.Errorf("%s: %v", a, got)
		}
		if a != policy.RevealPerson && a != policy.InviteSide && !s.May(citizen, a, c) {
			t.Errorf("the applicant may not %s", a)
		}
	}
	if _, err := s.Take(t.Context(), other, c.ID, dispute.Command{Event: dispute.Withdraw}); fault.From(err).Code != "forbidden" {
		t.Errorf("the other side withdraws the case: %v", err)
	}
	if c, err = s.AddFiles(t.Context(), other, c.ID, dispute.Command{}, []string{"theirs"}); err != nil {
		t.Fatal(err)
	}
	if c, err = s.AddFiles(t.Context(), citizen, c.ID, dispute.Command{}, []string{"mine"}); err != nil {
		t.Fatal(err)
	}
	if c, err = s.AddFiles(t.Context(), intake, c.ID, dispute.Command{}, []string{"office"}); err != nil {
		t.Fatal(err)
	}
	for _, e := range c.Evidence {
		if mine, theirs := c.Sees(citizen.Account, e), c.Sees(other.Account, e); mine != (e.ID != "theirs") || theirs != (e.ID == "theirs") {
			t.Errorf("%s: the applicant sees it %v, the other side %v", e.ID, mine, theirs)
		}
	}
	page, err := s.AgainstMe(t.Context(), other.Account, "", 10)
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != c.ID {
		t.Errorf("its list: %+v, %v", page, err)
	}
	if page, err := s.AgainstMe(t.Context(), citizen.Account, "", 10); err != nil || len(page.Items) != 0 {
		t.Errorf("the applicant's list of cases against it: %+v, %v", page, err)
	}
}

// TestTwoOnTheOtherSide join each by their own invitation, and both find the case.
func TestTwoOnTheOtherSide(t *testing.T) {
	s, _ := service(t)
	c := queuedAgainst(t, s, dispute.Person{Name: "李四", Phone: "13955556666"}, dispute.Person{Name: "李五", Phone: "13955557777"})
	codes := map[string]string{"6666": invite(t, s, c, "p2"), "7777": invite(t, s, c, "p3")}
	if _, err := s.Join(t.Context(), other, c.Track, dispute.Proof{Code: codes["6666"], Tail: "7777"}); fault.From(err).Code != "invite.wrong" {
		t.Errorf("one's code with another's phone: %v", err)
	}
	for tail, code := range codes {
		who := policy.Subject{Account: "other-" + tail}
		if _, err := s.Join(t.Context(), who, c.Track, dispute.Proof{Code: code, Tail: tail}); err != nil {
			t.Fatal(err)
		}
		if page, err := s.AgainstMe(t.Context(), who.Account, "", 10); err != nil || len(page.Items) != 1 {
			t.Errorf("%s: %+v, %v", tail, page, err)
		}
	}
}

// TestOneJoinsOnce: of many who hold the same code one becomes the party, and for
// that one a retry is no error.
func TestOneJoinsOnce(t *testing.T) {
	s, _ := service(t)
	c := queuedAgainst(t, s, dispute.Person{Name: "李四", Phone: "13955556666"})
	proof := dispute.Proof{Code: invite(t, s, c, "p2"), Tail: "6666"}
	won := make(chan string, 32)
	var all sync.WaitGroup
	for k := range 16 {
		who := policy.Subject{Account: fmt.Sprint("other-", k)}
		all.Go(func() {
			for range 2 {
				if _, err := s.Join(context.Background(), who, c.Track, proof); err == nil {
					won <- who.Account
				} else if fault.From(err).Code != "invite.wrong" {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	close(won)
	winners := map[string]int{}
	for w := range won {
		winners[w]++
	}
	if len(winners) != 1 {
		t.Fatalf("%v joined", winners)
	}
	for w := range winners {
		if page, err := s.AgainstMe(t.Context(), w, "", 10); err != nil || len(page.Items) != 1 {
			t.Errorf("the winner's list: %+v, %v", page, err)
		}
	}
	if page, err := s.AgainstMe(t.Context(), "other-0", "", 10); err != nil || len(page.Items) != winners["other-0"]/2 {
		t.Errorf("a list of one who may have lost: %+v, %v", page, err)
	}
	if _, err := s.Invite(t.Context(), moderator, c.ID, dispute.Command{Party: "p2"}); fault.From(err).Code != "invite.joined" {
		t.Errorf("who takes part is invited again: %v", err)
	}
}

// TestInviting: only the other side, by staff in charge; a new code ends the old one.
func TestInviting(t *testing.T) {
	s, _ := service(t)
	c := queuedAgainst(t, s, dispute.Person{Name: "李四", Phone: "13955556666"})
	if _, err := s.InviteCode(c, "p2"); fault.From(err).Code != "invite.none" {
		t.Errorf("the code of no invitation: %v", err)
	}
	for _, party := range []string{"p1", "p9", ""} {
		if _, err := s.Invite(t.Context(), moderator, c.ID, dispute.Command{Party: party}); fault.From(err).Code != "case.unknown_party" {
			t.Errorf("%q is invited: %v", party, err)
		}
	}
	for _, who := range []policy.Subject{citizen, intake} {
		if _, err := s.Invite(t.Context(), who, c.ID, dispute.Command{Party: "p2"}); fault.From(err).Code != "forbidden" {
			t.Errorf("%s invites: %v", who.Account, err)
		}
	}
	first := invite(t, s, c, "p2")
	second := invite(t, s, c, "p2")
	if _, err := s.Join(t.Context(), other, c.Track, dispute.Proof{Code: first, Tail: "6666"}); first != second && fault.From(err).Code != "invite.wrong" {
		t.Errorf("the first code still opens: %v", err)
	}
	cmd := dispute.Command{ID: "again", Party: "p2", Note: "有人申请调解漏水一事"}
	one, err1 := s.Invite(t.Context(), moderator, c.ID, cmd)
	two, err2 := s.Invite(t.Context(), moderator, c.ID, cmd)
	if err1 != nil || err2 != nil || one.Version != two.Version || *one.Party("p2").Invitation != *two.Party("p2").Invitation {
		t.Errorf("a retry makes another code: %v, %v", err1, err2)
	}
	if note, err := s.InviteNote(two, "p2"); err != nil || note != "有人申请调解漏水一事" {
		t.Errorf("the note is %q, %v", note, err)
	}
}
