package center_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"yanhe/backend/center"
	"yanhe/backend/docstore"
	"yanhe/backend/testkit"
)

func stored(t *testing.T) *center.Directory {
	t.Helper()
	d := center.New(testkit.Store(t, center.Schemas()...))
	for _, c := range []*center.Center{
		{Meta: docstore.Meta{ID: "341800000000"}, Name: "宣城市", Level: center.City, Abbr: "宣"},
		{Meta: docstore.Meta{ID: "341802000000"}, Name: "宣州区", Level: center.County, Parent: "341800000000",
			United: "341800000000", Abbr: "宣州"},
		{Meta: docstore.Meta{ID: "341821000000"}, Name: "郎溪县", Level: center.County, Parent: "341800000000", Abbr: "宣郎"},
		{Meta: docstore.Meta{ID: "341821100000"}, Name: "建平镇", Level: center.Township, Parent: "341821000000", Abbr: "宣郎建平"},
		{Meta: docstore.Meta{ID: "341821100200"}, Name: "金牛村委会", Level: center.Village, Parent: "341821100000", Abbr: "宣郎建平金牛"},
	} {
		if err := d.Add(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

func room(id, at string) *center.Room {
	return &center.Room{Meta: docstore.Meta{ID: id}, Center: at, Name: "调解室", Capacity: 6, CellMinutes: 30, Active: true,
		Open: []center.Period{{Days: []time.Weekday{1}, From: 510, To: 720}}}
}

func TestRoomsComeFromTheNearestCenter(t *testing.T) {
	d := stored(t)
	for _, r := range []*center.Room{room("c1", "341800000000"), room("t1", "341821100000"), room("t2", "341821100000")} {
		if err := d.AddRoom(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.EditRoom(t.Context(), "t2", func(r *center.Room) error { r.Active = false; return nil }); err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		"341821100200": "t1", // a village uses its township's
		"341821100000": "t1",
		"341821000000": "c1", // a county without rooms the city's
		"341802000000": "c1", // united
	} {
		found, err := d.Rooms(t.Context(), at)
		if err != nil || len(found) != 1 || found[0].ID != want {
			t.Errorf("Rooms(%s) = %v, %v", at, found, err)
		}
	}
	if r, err := d.Room(t.Context(), "t2"); err != nil || r.Active || len(r.Open) != 1 || r.Open[0].From.String() != "08:30" {
		t.Errorf("Room: %+v, %v", r, err)
	}
	if _, err := d.Room(t.Context(), "none"); !errors.Is(err, center.ErrNoRoom) {
		t.Errorf("an unknown room: %v", err)
	}
}

func TestAddRoomRefusesHoursOffTheGrid(t *testing.T) {
	d := stored(t)
	for name, spoil := range map[string]func(*center.Room){
		"a start off the grid": func(r *center.Room) { r.Open[0].From = 515 },
		"no days":              func(r *center.Room) { r.Open[0].Days = nil },
		"backwards":            func(r *center.Room) { r.Open[0].To = 480 },
		"no grid":              func(r *center.Room) { r.CellMinutes = 0 },
		"an uneven grid":       func(r *center.Room) { r.CellMinutes = 7 },
		"no places":            func(r *center.Room) { r.Capacity = 0 },
	} {
		r := room("x", "341800000000")
		spoil(r)
		if d.AddRoom(t.Context(), r) == nil {
			t.Errorf("%s passed", name)
		}
	}
}

func TestEditKeepsWhatNumbersHangOn(t *testing.T) {
	d := stored(t)
	_, err := d.Edit(t.Context(), "341821000000", func(c *center.Center) error {
		c.Phone, c.Abbr, c.Parent, c.Level = "0563-7020000", "郎", "", center.City
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.Get("341821000000")
	if err != nil || c.Phone != "0563-7020000" || c.Abbr != "宣郎" || c.Parent != "341800000000" || c.Level != center.County {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := d.Edit(t.Context(), "1", func(*center.Center) error { return nil }); !errors.Is(err, center.ErrNoCenter) {
		t.Errorf("an unknown center: %v", err)
	}
}

func TestDepartments(t *testing.T) {
	d := stored(t)
	dep := &center.Department{Meta: docstore.Meta{ID: "341800000000-court"}, Center: "341800000000", Kind: "court",
		Presence: center.Resident, Name: "法院窗口"}
	if err := d.AddDepartment(t.Context(), dep); err != nil {
		t.Fatal(err)
	}
	found, err := d.Departments(t.Context(), "341802000000")
	if err != nil || len(found) != 1 || found[0].ID != dep.ID {
		t.Errorf("%v, %v", found, err)
	}
	if _, err := d.Department(t.Context(), "none"); !errors.Is(err, center.ErrNoDepartment) {
		t.Errorf("an unknown department: %v", err)
	}
}

func TestFollowSeesChangesOfOthers(t *testing.T) {
	store := testkit.Store(t, center.Schemas()...)
	mine, theirs := center.New(store), center.New(store)
	ctx, stop := context.WithCancel(t.Context())
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- mine.Follow(ctx, func() { close(ready) }) }()
	<-ready
	err := theirs.Add(t.Context(), &center.Center{Meta: docstore.Meta{ID: "341800000000"}, Name: "宣城市",
		Level: center.City, Abbr: "宣"})
	if err != nil {
		t.Fatal(err)
	}
	mine.AwaitSize(t, 1)
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Follow ended with %v", err)
	}
}
