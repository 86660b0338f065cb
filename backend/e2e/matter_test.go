package e2e

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"yanhe/backend/booking"
	"yanhe/backend/client"
	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
	"yanhe/i18n"
)

type object = map[string]any

// matter is one case on its way, as its applicant sees it.
type matter struct {
	*world
	citizen *client.Client
	desk    *client.Client // the moderator of langxi
	view    httpapi.CaseView
}

// file hands in the filing of a new citizen.
func (w *world) file(name string) *matter {
	w.t.Helper()
	m := &matter{world: w, citizen: w.Citizen(name), desk: w.Staff(policy.Moderator, langxi)}
	w.must(m.citizen, http.MethodPost, "/api/v1/cases", filing(), &m.view, "Idempotency-Key", "filing-of-"+name)
	w.secrets = append(w.secrets, m.view.Track)
	m.stands(dispute.Submitted)
	return m
}

// path is an address below the case.
func (m *matter) path(below string) string {
	return strings.TrimSuffix("/api/v1/cases/"+m.view.ID+"/"+below, "/")
}

// step posts a command and checks where the case then stands.
func (m *matter) step(who *client.Client, below string, in object, want dispute.State) {
	m.t.Helper()
	m.must(who, http.MethodPost, m.path(below), in, nil)
	m.stands(want)
}

// stands reads the case as its applicant: the state, a timeline that only grew,
// and pages behind the code that say the state and nothing personal.
func (m *matter) stands(want dispute.State) {
	m.t.Helper()
	before := m.view.Timeline
	m.view = m.read(m.citizen)
	if m.view.State != string(want) {
		m.t.Fatalf("the case is %s, not %s", m.view.State, want)
	}
	if n := len(before); len(m.view.Timeline) < n || !reflect.DeepEqual(m.view.Timeline[:n], before) {
		m.t.Errorf("the timeline was rewritten: %s, before %s", jsonOf(m.view.Timeline), jsonOf(before))
	}
	anybody := client.New(m.URL)
	hidden := append([]string{m.view.ID, "欧**雨", "司**风", m.account(m.citizen), m.account(m.desk), "1234.56", "\"risk\""}, private...)
	for _, lang := range i18n.Languages() {
		page := m.text(anybody, "/t/"+m.view.Track+"?lang="+lang)
		if words := i18n.Text(lang, "state."+string(want), nil); !strings.Contains(page, words) {
			m.t.Errorf("the %s page does not say %q", lang, words)
		}
		m.absent("the page", page, hidden...)
	}
	m.absent("the progress", m.text(anybody, "/api/v1/track/"+m.view.Track), hidden...)
}

// read is the case as somebody sees it.
func (m *matter) read(who *client.Client) (v httpapi.CaseView) {
	m.t.Helper()
	m.must(who, http.MethodGet, m.path(""), nil, &v)
	return v
}

// told waits for the message of an event in somebody's inbox ("" center for their
// own), which holds nothing personal.
func (m *matter) told(who *client.Client, event dispute.Event, center string) {
	m.t.Helper()
	path := "/api/v1/me/inbox?center=" + center
	eventually(m.t, "the message of "+string(event), func() bool {
		var in struct{ Items []httpapi.Message }
		m.must(who, http.MethodGet, path, nil, &in)
		for _, i := range in.Items {
			if i.Case == m.view.ID && i.Event == string(event) {
				return i.Text != "" && !strings.Contains(i.Text, "{")
			}
		}
		return false
	})
	m.absent("the inbox", m.text(who, path), private...)
}

// accepted brings the case into the queue of langxi.
func (m *matter) accepted() *matter {
	m.t.Helper()
	m.step(m.desk, "acceptance", object{"note": "受理"}, dispute.Queued)
	return m
}

// mediator signs in langxi's first mediator, again after the clock was moved.
func (w *world) mediator() *client.Client { return w.Staff(policy.Mediator, langxi) }

// assigned brings the case to langxi's first mediator.
func (m *matter) assigned() *matter {
	m.t.Helper()
	m.accepted()
	m.step(m.desk, "assignment", object{"mediator": m.account(m.mediator())}, dispute.Assigned)
	return m
}

// mediating brings the case to the table.
func (m *matter) mediating() *matter {
	m.t.Helper()
	m.assigned()
	m.step(m.mediator(), "start", object{"note": ""}, dispute.Mediating)
	return m
}

// slots are the free times of the week after the clock's Monday.
func (m *matter) slots() []booking.Slot {
	m.t.Helper()
	var free struct{ Items []booking.Slot }
	m.must(m.citizen, http.MethodGet, m.path("slots?from=2026-03-03&days=4"), nil, &free)
	return free.Items
}

// book asks for a slot with the first of its mediators.
func (m *matter) book(slot booking.Slot) (a httpapi.AppointmentView) {
	m.t.Helper()
	m.must(m.citizen, http.MethodPost, m.path("appointments"), wish(slot), &a, "Idempotency-Key", m.view.ID)
	return a
}

func wish(s booking.Slot) object {
	return object{"room": s.Room, "mediator": s.Mediators[0].Account, "start": s.Start, "end": s.End}
}

// appointment reads one as the applicant sees it.
func (m *matter) appointment(id string) (a httpapi.AppointmentView) {
	m.t.Helper()
	m.must(m.citizen, http.MethodGet, "/api/v1/appointments/"+id, nil, &a)
	return a
}

// events are the words of a timeline.
func events(v httpapi.CaseView) string {
	var all []string
	for i, e := range v.Timeline {
		all = append(all, e.Event)
		if i > 0 && e.Seq <= v.Timeline[i-1].Seq {
			return fmt.Sprintf("out of order at %d", e.Seq)
		}
	}
	return strings.Join(all, " ")
}

// TestAStrangerSeesNoCase tries all that a case offers as somebody who has no part in it.
func TestAStrangerSeesNoCase(t *testing.T) {
	w := start(t, nil)
	m := w.file("欧阳")
	strangers := map[string]*client.Client{"a citizen": w.Citizen("路人"), "another county's moderator": w.Staff(policy.Moderator, ningguo),
		"a mediator who is not named": w.mediator(), "another county's intake": w.Staff(policy.Intake, ningguo)}
	for name, c := range strangers {
		w.refused(c, http.MethodGet, m.path(""), nil, http.StatusNotFound, "case.missing")
		for _, path := range []string{"/api/v1/me/cases", "/api/v1/me/cases?side=other", "/api/v1/me/inbox", "/api/v1/desk",
			"/api/v1/queue", "/api/v1/mediator/cases"} {
			reply := w.raw(c, http.MethodGet, path, "")
			w.absent(name+" at "+path, string(reply.Body), append(private, m.view.ID, m.view.Track, "欧**雨")...)
		}
	}
	for post, in := range map[string]object{"supplement": {"note": "x"}, "withdrawal": {"note": "x"}, "appeal": {"note": "x"},
		"rating": {"stars": 1}, "stand": {"stand": "refused"}, "evidence": {"note": "", "files": []string{"x"}}} {
		reply := w.raw(strangers["a citizen"], http.MethodPost, m.path(post), jsonOf(in), "Content-Type", "application/json")
		if reply.Status == http.StatusOK || reply.Status == http.StatusNoContent {
			t.Errorf("a stranger's %s is taken", post)
		}
	}
	w.refused(strangers["another county's moderator"], http.MethodPost, m.path("acceptance"), object{}, http.StatusNotFound, "case.missing")
	w.refused(strangers["a citizen"], http.MethodGet, m.path("receipt"), nil, http.StatusNotFound, "case.missing")
}
