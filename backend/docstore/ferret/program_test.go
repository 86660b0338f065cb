package ferret

import (
	"net/http"
	"testing"
	"time"

	"yanhe/backend/client"
	"yanhe/backend/policy"
	"yanhe/backend/testkit/program"
)

// TestTheProgramRunsOnMongoDB walks a case from the filing to the rating through the
// whole program on MongoDB's protocol: the same code as on the embedded engine.
// It is one case because FerretDB reads a whole collection to change one document.
func TestTheProgramRunsOnMongoDB(t *testing.T) {
	uri, stop, err := Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	begin := time.Now()
	p := program.Run(t, map[string]string{"YANHE_STORE": uri, "YANHE_MONGO_POOL": "1", "YANHE_MONGO_WEAK_CONCERNS": "1",
		"YANHE_DATA_DIR": t.TempDir(), "YANHE_ADDR": "127.0.0.1:0", "YANHE_DEMO": "0", "YANHE_RATE_LIMIT_FACTOR": "100"})
	t.Logf("started after %v", time.Since(begin))
	citizen, moderator := p.Citizen("王小明"), p.Staff(policy.Moderator, county)
	call := func(c *client.Client, method, path string, in, out any) {
		t.Helper()
		if err := c.Call(t.Context(), method, path, in, out, "Idempotency-Key", "ferret-0001"); err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	filing := map[string]any{"kind": "dispute", "type": "02", "division": county, "what": "邻居家的水管漏水，泡坏了我家的墙。",
		"consent": "2026-11", "applicant": map[string]any{"name": "王小明", "phone": "19900001234"}}
	var filed, again, accepted struct{ ID, Track, Number, State string }
	call(citizen, http.MethodPost, "/api/v1/cases", filing, &filed)
	call(citizen, http.MethodPost, "/api/v1/cases", filing, &again)
	if filed.ID == "" || filed.ID != again.ID {
		t.Fatalf("a retry gave %q, not %q", again.ID, filed.ID)
	}
	call(moderator, http.MethodPost, "/api/v1/cases/"+filed.ID+"/acceptance", map[string]any{}, &accepted)
	if accepted.Number == "" || accepted.State != "queued" {
		t.Fatalf("accepted: %+v", accepted)
	}
	var queue struct{ Items []struct{ ID string } }
	call(moderator, http.MethodGet, "/api/v1/queue", nil, &queue)
	if len(queue.Items) != 1 || queue.Items[0].ID != filed.ID {
		t.Errorf("the queue holds %+v", queue.Items)
	}
	mediator := p.Staff(policy.Mediator, county)
	var slots struct {
		Items []struct {
			Room       string
			Start, End time.Time
			Mediators  []struct{ Account string }
		}
	}
	call(citizen, http.MethodGet, "/api/v1/cases/"+filed.ID+"/slots?from=2026-03-03&days=2", nil, &slots)
	if len(slots.Items) == 0 {
		t.Fatal("no free slot")
	}
	var me struct{ ID string }
	call(mediator, http.MethodGet, "/api/v1/me", nil, &me)
	wish, booked := slots.Items[0], struct{ ID, State string }{}
	call(citizen, http.MethodPost, "/api/v1/cases/"+filed.ID+"/appointments",
		map[string]any{"room": wish.Room, "mediator": me.ID, "start": wish.Start, "end": wish.End}, &booked)
	call(mediator, http.MethodPost, "/api/v1/appointments/"+booked.ID+"/confirmation", nil, &booked)
	if booked.State != "confirmed" {
		t.Errorf("the appointment is %s", booked.State)
	}
	call(mediator, http.MethodPost, "/api/v1/cases/"+filed.ID+"/start", map[string]any{"note": ""}, nil)
	call(mediator, http.MethodPost, "/api/v1/cases/"+filed.ID+"/agreement", map[string]any{"terms": "修好水管并赔偿1200元"}, nil)
	call(citizen, http.MethodPost, "/api/v1/cases/"+filed.ID+"/rating", map[string]any{"stars": 5}, nil)
	if orphans, err := p.Booking.Orphans(t.Context()); err != nil || orphans != 0 {
		t.Errorf("%d orphan claims, %v", orphans, err)
	}
	var track struct{ Number, State string }
	call(client.New(p.URL), http.MethodGet, "/api/v1/track/"+filed.Track, nil, &track)
	if track.Number != accepted.Number || track.State != "settled" {
		t.Errorf("tracking shows %+v", track)
	}
	t.Logf("done after %v", time.Since(begin))
}

const county = "341821000000"
