package tracking

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/i18n"
)

func TestViewsHoldNothingSecret(t *testing.T) {
	everyView(func(name string, v View, err error) {
		raw, jsonErr := json.Marshal(v)
		if err != nil || jsonErr != nil {
			t.Fatal(name, err, jsonErr)
		}
		if at := strings.Index(string(raw), secret); at >= 0 || strings.Contains(string(raw), token) {
			t.Errorf("%s: %s", name, raw)
		}
	})
}

func TestEveryStateHasItsStep(t *testing.T) {
	for _, s := range dispute.States {
		st := steps[s]
		for _, lang := range i18n.Languages() {
			for _, key := range []string{st.who, st.what} {
				if text := i18n.Text(lang, key, nil); text == key || text == "" {
					t.Errorf("%s: %s has no text %q", s, lang, key)
				}
			}
		}
		if st.ended != (st.until == "") {
			t.Errorf("%s: ended %v, until %q", s, st.ended, st.until)
		}
	}
	if len(steps) != len(dispute.States) {
		t.Errorf("%d steps for %d states", len(steps), len(dispute.States))
	}
}

func TestStages(t *testing.T) {
	for _, c := range []struct {
		path []dispute.State
		want string
	}{
		{[]dispute.State{dispute.Submitted}, "done now todo todo todo"},
		{[]dispute.State{dispute.Submitted, dispute.SupplementAsked}, "done now todo todo todo"},
		{[]dispute.State{dispute.Submitted, dispute.Declined}, "done done left left done"},
		{[]dispute.State{dispute.Submitted, dispute.Declined, dispute.Appealed}, "done now todo todo todo"},
		{[]dispute.State{dispute.Submitted, dispute.Queued}, "done done now todo todo"},
		{[]dispute.State{dispute.Submitted, dispute.Queued, dispute.Scheduled}, "done done done now todo"},
		{[]dispute.State{dispute.Submitted, dispute.Withdrawn}, "done left left left done"},
		{[]dispute.State{dispute.Submitted, dispute.Queued, dispute.Withdrawn}, "done done left left done"},
		{[]dispute.State{dispute.Submitted, dispute.Queued, dispute.Mediating, dispute.Settled}, "done done done done done"},
		{[]dispute.State{dispute.Submitted, dispute.Queued, dispute.Mediating, dispute.Terminated, dispute.Closed}, "done done done left done"},
		{[]dispute.State{dispute.Submitted, dispute.Queued, dispute.Mediating, dispute.Failed, dispute.Reopened}, "done done now todo todo"},
		{[]dispute.State{dispute.Submitted, dispute.Queued, dispute.Mediating, dispute.Failed, dispute.Reopened, dispute.Withdrawn}, "done done left left done"},
	} {
		last := len(c.path) - 1
		var got []string
		for _, s := range stages(secretCase(c.path[last], c.path[:last]...), "en") {
			got = append(got, string(s.Progress))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%v: %v, want %s", c.path, got, c.want)
		}
	}
}

func TestNextSaysUntilWhen(t *testing.T) {
	c := secretCase(dispute.Submitted)
	n := next(c, "en", now)
	// The clock is due on 20 March 16:00 UTC, which is 24:00 in Shanghai.
	if n.Until == nil || clock.Day(*n.Until) != "2026-03-20" || n.Late || n.Label != "Checked at the latest by" {
		t.Errorf("%+v", n)
	}
	if n := next(c, "en", c.Clocks[0].Due); !n.Late {
		t.Error("not late when due")
	}
	c.Clocks[0].Paused = now
	if n := next(c, "en", now); n.Until != nil || n.Late {
		t.Errorf("a paused clock: %+v", n)
	}
	c = secretCase(dispute.Transferred)
	if n := next(c, "en", now); n.Who != "the police" || !strings.Contains(n.What, "the police") || n.Until != nil {
		t.Errorf("%+v", n)
	}
}

func TestTimelineIsPublicAndLatestFirst(t *testing.T) {
	c := secretCase(dispute.Queued, dispute.Submitted)
	inner := c.Timeline[1]
	inner.Event, inner.Inner, inner.At = dispute.SetRisk, true, inner.At.Add(time.Hour)
	c.Timeline = append(c.Timeline, inner)
	events, updated := timeline(c, "en")
	if len(events) != 2 || events[0].Event != dispute.Accept || events[1].Event != dispute.File {
		t.Errorf("%+v", events)
	}
	if !updated.Equal(c.Timeline[1].At) {
		t.Error("the inner entry counts as a change people see")
	}
}

func TestQueueIsHonest(t *testing.T) {
	for _, c := range []struct {
		place          dispute.Place
		text, estimate string
	}{
		{dispute.Place{Ahead: 6, Known: true, Low: 3, High: 9}, "come first: 6", "3 to 9 days"},
		{dispute.Place{Ahead: 0, Known: true, High: 4}, "No other case", "0 to 4 days"},
		{dispute.Place{Ahead: 6, Why: "few"}, "come first: 6", "too few cases"},
		{dispute.Place{Ahead: 999, More: true, Why: "long"}, "more than 999", "many cases"},
	} {
		q := queue(c.place, "en")
		if !strings.Contains(q.Text, c.text) || !strings.Contains(q.Estimate, c.estimate) {
			t.Errorf("%+v: %+v", c.place, q)
		}
	}
	if v, err := serviceOf(secretCase(dispute.Mediating)).ByToken(ctx, token, "en"); err != nil || v.Queue != nil {
		t.Error("a case that does not wait has a place in the queue", err)
	}
}

func TestAppointment(t *testing.T) {
	c := secretCase(dispute.Scheduled)
	s := serviceOf(c)
	v, err := s.ByToken(ctx, token, "zh-CN")
	if err != nil || v.Appointment == nil || v.Appointment.Room != "二楼调解室" || !v.Appointment.Start.Equal(c.Appointment.Start) {
		t.Fatalf("%+v, %v", v.Appointment, err)
	}
	s.Places = tree{noRoom: true}
	if v, err = s.ByToken(ctx, token, "en"); err != nil || v.Appointment == nil || v.Appointment.Room != "" {
		t.Errorf("a room that is gone: %+v, %v", v.Appointment, err)
	}
	if v, err = serviceOf(secretCase(dispute.Assigned)).ByToken(ctx, token, "en"); err != nil || v.Appointment != nil {
		t.Errorf("an appointment not confirmed is shown: %+v, %v", v.Appointment, err)
	}
}

func TestHours(t *testing.T) {
	workdays := []time.Weekday{time.Friday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Monday}
	got := Hours("zh-CN", []center.Period{{Days: workdays, From: 510, To: 720}, {Days: workdays, From: 870, To: 1050},
		{Days: []time.Weekday{time.Sunday, time.Saturday}, From: 540, To: 660},
		{Days: []time.Weekday{time.Sunday, time.Friday, time.Saturday, time.Monday}, From: 0, To: 1440}})
	want := []string{"周一至周五 08:30–12:00、14:30–17:30", "周六、周日 09:00–11:00", "周一、周五至周日 00:00–24:00"}
	if plain := strings.ReplaceAll(strings.Join(got, "|"), "\u2060", ""); plain != strings.Join(want, "|") {
		t.Errorf("%q", plain)
	}
	if got := Hours("en", nil); got != nil {
		t.Error(got)
	}
}
