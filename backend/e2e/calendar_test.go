package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"yanhe/backend/client"
	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/mediation"
	"yanhe/backend/policy"
)

// TestMediatorsAreSuggestedAndStepAside: the list explains itself, a party's choice counts,
// and who has a conflict gives the case and its appointment back.
func TestMediatorsAreSuggestedAndStepAside(t *testing.T) {
	w := start(t, nil)
	m := w.file("欧阳").accepted()
	suggest := func() []mediation.Candidate {
		var list struct{ Items []mediation.Candidate }
		w.must(m.desk, http.MethodGet, m.path("mediators"), nil, &list)
		return list.Items
	}
	all := suggest()
	if len(all) < 3 || all[0].Out != "" || len(all[0].For) == 0 {
		t.Fatalf("%s", jsonOf(all))
	}
	last := all[len(all)-1].Account
	w.must(m.citizen, http.MethodPost, m.path("choice"), object{"mediator": last}, nil)
	if all = suggest(); all[0].Account != last || all[0].For[0] != "one_side" {
		t.Errorf("the party's choice: %s", jsonOf(all[0]))
	}
	if v := m.read(m.citizen); len(v.Choices) != 1 || strings.Contains(events(v), "choose_mediator") {
		t.Errorf("the party's own case: choices %v, %s", v.Choices, events(v))
	}
	w.refused(m.citizen, http.MethodPost, m.path("choice"), object{"mediator": "nobody"}, http.StatusUnprocessableEntity, "case.unknown_mediator")
	w.refused(m.citizen, http.MethodGet, m.path("mediators"), nil, http.StatusForbidden, "forbidden")

	m.step(m.desk, "assignment", object{"mediator": m.account(m.mediator())}, dispute.Assigned)
	slot := m.slots()[0]
	a := m.book(slot)
	w.must(m.mediator(), http.MethodPost, "/api/v1/appointments/"+a.ID+"/confirmation", nil, nil)
	w.refused(m.mediator(), http.MethodPost, m.path("recusal"), object{"reason": "tired", "note": "x"}, http.StatusUnprocessableEntity, "case.unknown_reason")
	w.must(m.mediator(), http.MethodPost, m.path("recusal"), object{"reason": "kin", "note": "当事人是我的表弟"}, nil)
	eventually(t, "the appointment is given back", func() bool { return m.appointment(a.ID).State == "cancelled" })
	w.refused(m.desk, http.MethodPost, m.path("assignment"), object{"mediator": m.account(m.mediator())}, http.StatusUnprocessableEntity, "case.recused")
	w.absent("the applicant's case", w.text(m.citizen, m.path("")), "recused\":")
}

// TestLeaveFeedAndDoor: a mediator's leave empties the calendar, the feed shows no name,
// and the door's code lets the party check in.
func TestLeaveFeedAndDoor(t *testing.T) {
	w := start(t, nil)
	m := w.file("欧阳").assigned()
	me := w.account(m.mediator())
	slot := m.slots()[0]
	a := m.book(slot)
	w.must(m.mediator(), http.MethodPost, "/api/v1/appointments/"+a.ID+"/confirmation", nil, nil)

	mine := "/api/v1/calendars/mediator/" + me + "/"
	var b struct {
		ID      string
		Touched []httpapi.AppointmentView
	}
	day := object{"start": slot.Start.Add(-time.Hour), "end": slot.Start.Add(96 * time.Hour), "reason": "leave"}
	w.must(m.mediator(), http.MethodPost, mine+"blocks", day, &b)
	if len(b.Touched) != 1 || b.Touched[0].ID != a.ID {
		t.Errorf("touched %s", jsonOf(b))
	}
	for _, s := range m.slots() {
		if s.Start.After(slot.Start.Add(-time.Hour)) {
			t.Errorf("offered in the leave: %v", s.Start)
		}
	}
	w.refused(m.citizen, http.MethodPost, mine+"blocks", day, http.StatusForbidden, "forbidden")
	w.must(m.mediator(), http.MethodDelete, "/api/v1/blocks/"+b.ID, nil, nil)
	if len(m.slots()) == 0 {
		t.Error("the leave is taken back, and nothing is free")
	}

	var feed struct{ URL string }
	w.must(m.mediator(), http.MethodPost, mine+"feed", nil, &feed)
	path := "/calendar/" + feed.URL[strings.LastIndex(feed.URL, "/")+1:]
	ics := w.text(client.New(w.URL), path)
	for _, want := range []string{"BEGIN:VCALENDAR", "STATUS:CONFIRMED", "DTSTART:" + slot.Start.UTC().Format("20060102T150405Z"), "握手言和"} {
		if !strings.Contains(ics, want) {
			t.Errorf("the feed lacks %s:\n%s", want, ics)
		}
	}
	w.absent("the feed", ics, "欧阳")
	w.must(m.mediator(), http.MethodDelete, mine+"feed", nil, nil)
	if r := w.raw(client.New(w.URL), http.MethodGet, path, ""); r.Status != http.StatusNotFound {
		t.Errorf("an ended feed answers %d", r.Status)
	}

	var door struct{ Code string }
	w.must(w.Staff(policy.Intake, langxi), http.MethodGet, "/api/v1/rooms/"+slot.Room+"/door", nil, &door)
	arrive := "/api/v1/appointments/" + a.ID + "/check-in"
	w.refused(m.citizen, http.MethodPost, arrive, object{"door": "ABCDEFGH"}, http.StatusUnprocessableEntity, "booking.door")
	w.refused(m.citizen, http.MethodPost, arrive, object{"door": door.Code}, http.StatusConflict, "booking.arrive_when")
	w.Clock.Advance(slot.Start.Sub(w.Clock.Now()))
	w.must(m.citizen, http.MethodPost, arrive, object{"door": door.Code}, nil)
	if got := m.appointment(a.ID); len(got.Arrived) != 1 {
		t.Errorf("arrived %v", got.Arrived)
	}
}

// TestRoomsAreSetUp: an online room shows its address to those who come, once it is agreed.
func TestRoomsAreSetUp(t *testing.T) {
	w := start(t, nil)
	m := w.file("欧阳").assigned()
	setup := object{"name": "在线调解室", "capacity": 20, "equipment": []string{"online"}, "link": "https://meet.example.cn/langxi", "active": true,
		"open": []object{{"days": []int{1, 2, 3, 4, 5}, "from": "08:30", "to": "17:30"}}}
	var room struct{ ID string }
	w.must(m.desk, http.MethodPost, "/api/v1/centers/"+langxi+"/rooms", setup, &room)
	w.refused(m.citizen, http.MethodPost, "/api/v1/rooms/"+room.ID, setup, http.StatusForbidden, "forbidden")
	setup["link"] = "javascript:alert(1)"
	w.refused(m.desk, http.MethodPost, "/api/v1/rooms/"+room.ID, setup, http.StatusUnprocessableEntity, "center.room_link")
	var free struct{ Items []struct{ Room string } }
	w.must(m.citizen, http.MethodGet, m.path("slots?from=2026-03-03&days=4&needs=online"), nil, &free)
	if len(free.Items) == 0 || free.Items[0].Room != room.ID {
		t.Fatalf("%s", jsonOf(free))
	}
	w.absent("the public list of rooms", w.text(client.New(w.URL), "/api/v1/centers/"+langxi+"/rooms"), "meet.example")
	setups := "/api/v1/centers/" + langxi + "/room-setups"
	if got := w.text(m.desk, setups); !strings.Contains(got, "meet.example") {
		t.Errorf("the setups: %s", got)
	}
	setup["link"], setup["active"] = "https://meet.example.cn/langxi", false
	w.must(m.desk, http.MethodPost, "/api/v1/rooms/"+room.ID, setup, nil)
	if got := w.text(m.desk, setups); !strings.Contains(got, room.ID) {
		t.Errorf("a closed room is out of reach: %s", got)
	}
	setup["active"] = true
	w.must(m.desk, http.MethodPost, "/api/v1/rooms/"+room.ID, setup, nil)
	w.refused(w.Staff(policy.Moderator, ningguo), http.MethodGet, setups, nil, http.StatusForbidden, "forbidden")
	w.must(m.citizen, http.MethodPost, m.path("waiting"), object{"until": "2026-03-20", "needs": []string{"online"}}, nil)
	w.must(m.citizen, http.MethodDelete, m.path("waiting"), nil, nil)

	var work struct{ Items []mediation.Work }
	w.must(m.desk, http.MethodGet, "/api/v1/centers/"+langxi+"/mediator-work?from=2026-01-01&to=2026-12-31", nil, &work)
	if len(work.Items) < 3 {
		t.Errorf("%s", jsonOf(work))
	}
	csv := w.text(m.desk, "/api/v1/centers/"+langxi+"/mediator-work.csv?from=2026-01-01&to=2026-12-31")
	if !strings.Contains(csv, work.Items[0].Name) {
		t.Errorf("the export:\n%s", csv)
	}
	w.refused(m.citizen, http.MethodGet, "/api/v1/centers/"+langxi+"/mediator-work.csv?from=2026-01-01&to=2026-12-31", nil, http.StatusForbidden, "forbidden")
}
