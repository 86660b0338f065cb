package document

import (
	"context"
	"fmt"
	"slices"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/i18n"
)

// say is a word of the catalog in Chinese: the papers are.
func say(prefix, code string) string {
	if code == "" {
		return ""
	}
	return i18n.Text("zh-CN", prefix+code, nil)
}

func recordWord(kind string) string { return say("record.", kind) }

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(clock.Shanghai)
	return fmt.Sprintf("%d年%d月%d日", t.Year(), int(t.Month()), t.Day())
}

func hours(from, to time.Time) string {
	from, to = from.In(clock.Shanghai), to.In(clock.Shanghai)
	return day(from) + from.Format("15:04") + "至" + to.Format("15:04")
}

// data says what is known of a case.
func (s *Service) data(ctx context.Context, c *dispute.Case) (Data, error) {
	d := Data{Number: c.Number, Center: s.Centers.Title(c.Center), Type: say("type.", c.Type), Channel: say("channel.", string(c.Channel)),
		Filed: day(c.Filed), Accepted: day(c.Accepted), Ended: day(c.Ended), Today: day(s.Clock.Now()), Amount: AmountOf(c.Amount)}
	story, err := s.Cases.OpenStory(c)
	if err != nil {
		return d, err
	}
	d.Story, d.Wishes, d.Place = story.What, story.Wishes, story.Place
	if d.Mediator, err = s.name(ctx, c.Mediator); err != nil {
		return d, err
	}
	if c.Confirmation != nil {
		d.Court = c.Confirmation.Court
	}
	parties := map[string]string{}
	if err := s.parties(c, &d, parties); err != nil {
		return d, err
	}
	for i, e := range c.Evidence {
		d.Evidence = append(d.Evidence, Item{No: fmt.Sprint(i + 1), Name: fmt.Sprintf("证据%d", i+1), Day: day(e.At), Hash: e.Hash})
	}
	if err := s.records(c, &d, parties); err != nil {
		return d, err
	}
	if err := s.outcome(c, &d, parties); err != nil {
		return d, err
	}
	return d, s.visits(c, &d)
}

func (s *Service) name(ctx context.Context, account string) (string, error) {
	if account == "" {
		return "", nil
	}
	name, err := s.People.Name(ctx, account)
	if fault.Is(err, fault.NotFound) {
		return "", nil // an account that is no more
	}
	return name, err
}

func (s *Service) parties(c *dispute.Case, d *Data, names map[string]string) error {
	for _, p := range c.Parties {
		private, err := s.Cases.OpenParty(c, p.ID)
		if err != nil {
			return err
		}
		names[p.ID] = private.Name
		d.Parties = append(d.Parties, Party{Side: say("side.", string(p.Side)), Name: private.Name, Number: private.Number,
			Phone: private.Phone, Address: private.Address})
	}
	return nil
}

func (s *Service) records(c *dispute.Case, d *Data, names map[string]string) error {
	for _, r := range c.Records {
		text, err := s.Cases.OpenRecord(c, r.ID)
		if err != nil {
			return err
		}
		var present []string
		for _, p := range r.Present {
			present = append(present, names[p])
		}
		if text.Others != "" {
			present = append(present, text.Others)
		}
		d.Records = append(d.Records, Record{Kind: recordWord(r.Kind), Time: hours(r.Start, r.End), Place: text.Place, Present: join(present), Text: text.Text})
	}
	return nil
}

func (s *Service) outcome(c *dispute.Case, d *Data, names map[string]string) error {
	reason := c.Outcome
	if c.State == dispute.Declined {
		return s.declined(c, d)
	}
	if reason == nil {
		return nil
	}
	terms, err := s.Cases.OpenTerms(c)
	if err != nil {
		return err
	}
	more, err := s.Cases.OpenMore(c)
	if err != nil {
		return err
	}
	d.Agreement = Terms{Facts: more.Facts, Matter: more.Matter, Terms: terms, How: more.How, PerformBy: day(reason.PerformBy), Amount: AmountOf(reason.Amount)}
	if d.Agreement.Facts == "" {
		d.Agreement.Facts = d.Story
	}
	if c.Settled() {
		d.Agreed = day(reason.At)
	}
	switch {
	case reason.Reason != "":
		d.Reason = say("terminate.", reason.Reason)
	case len(reason.Onward) > 0:
		d.Reason = say("state.", string(dispute.Failed))
	}
	var ways []string
	for _, w := range reason.Onward {
		ways = append(ways, say("onward.", w))
	}
	if len(ways) == 0 && !c.Settled() {
		for _, w := range dispute.OnwardWays {
			ways = append(ways, say("onward.", w))
		}
	}
	d.Onward = join(ways)
	for _, x := range c.Signatures {
		who := names[x.Who]
		if who == "" {
			who = map[string]string{dispute.BySignatory: d.Mediator, dispute.BySeal: d.Center}[x.Who]
		}
		d.Signed = append(d.Signed, Signing{Who: who, Method: say("sign.", x.Method), Day: day(x.At)})
	}
	return s.noteOf(c, d, dispute.Terminate)
}

func (s *Service) declined(c *dispute.Case, d *Data) error {
	for _, e := range slices.Backward(c.Timeline) {
		if e.Event == dispute.Decline {
			d.Reason = say("decline.", e.Reason)
			break
		}
	}
	return s.noteOf(c, d, dispute.Decline)
}

// noteOf takes over what was said with the last event of a kind.
func (s *Service) noteOf(c *dispute.Case, d *Data, event dispute.Event) error {
	for _, e := range slices.Backward(c.Timeline) {
		if e.Event == event {
			note, err := s.Cases.OpenNote(c, e)
			d.Note = note
			return err
		}
	}
	return nil
}

func (s *Service) visits(c *dispute.Case, d *Data) error {
	notes := map[string]string{}
	for _, e := range c.Timeline {
		if e.Event == dispute.DoFollowUp {
			note, err := s.Cases.OpenNote(c, e)
			if err != nil {
				return err
			}
			notes[e.Facts["follow_up"]] = note
		}
	}
	for _, f := range c.FollowUps {
		if !f.Done.IsZero() {
			d.FollowUps = append(d.FollowUps, Visit{Day: day(f.Done), Kind: say("follow_up.kind.", f.Kind), Result: say("follow_up.result.", f.Result), Note: notes[f.ID]})
		}
	}
	return nil
}

// copyFor leaves in a party's copy what the other side would not tell that party: the
// names, and of the others' numbers what screens show.
func (d *Data) copyFor(c *dispute.Case, account string) {
	mine := c.PartyOf(account)
	for i, p := range c.Parties {
		if mine != nil && (p.Side == dispute.OtherSide) == (mine.Side == dispute.OtherSide) && (p.Side != dispute.OtherSide || p.ID == mine.ID) {
			continue
		}
		d.Parties[i].Phone, d.Parties[i].Number, d.Parties[i].Address = p.Phone, "", ""
	}
	if mine == nil || mine.Side == dispute.OtherSide {
		if d.Agreement.Facts == d.Story {
			d.Agreement.Facts = ""
		}
		d.Story, d.Wishes, d.Place, d.Note = "", "", "", ""
	}
}
