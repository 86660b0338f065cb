package tracking

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/i18n"
)

const (
	token  = "0123456789abcdefghjkmnpqrs"
	number = "（2026）宣郎人调字第12号"
	secret = "SECRET"
)

var now = time.Date(2026, 3, 11, 2, 0, 0, 0, time.UTC)

// register is a Cases with one case; the tail of its phone is 5678.
type register struct {
	c     *dispute.Case
	place dispute.Place
	err   error
}

func (r register) find(found bool) (*dispute.Case, error) {
	if r.err != nil {
		return nil, r.err
	}
	if !found {
		return nil, fault.New(fault.NotFound, "case.missing")
	}
	return r.c, nil
}

func (r register) ByTrack(_ context.Context, t string) (*dispute.Case, error) {
	return r.find(t == r.c.Track)
}

func (r register) ByNumber(_ context.Context, n string) (*dispute.Case, error) {
	return r.find(n == r.c.Number)
}

func (r register) PhoneTailMatches(_ *dispute.Case, tail string) (bool, error) {
	return tail == "5678", nil
}

func (r register) Position(context.Context, *dispute.Case) (dispute.Place, error) {
	return r.place, nil
}

// tree is a village without a phone below a county with one, below a city.
type tree struct{ noRoom bool }

var nodes = map[string]*center.Center{
	"village": {Title: "青峰村调解室", TitleEN: "Qingfeng Village Mediation Room"},
	"county": {Title: "郎溪县矛调中心", TitleEN: "Langxi County Mediation Center", Phone: "0563-701 2345",
		Address: "中港中路 88 号", Hours: []center.Period{{Days: []time.Weekday{1, 2, 3, 4, 5}, From: 510, To: 720}}},
	"city": {Title: "宣城市矛调中心", TitleEN: "Xuancheng City Mediation Center", Phone: "0563-3012345"},
}

func (tree) Get(id string) (*center.Center, error) {
	if c := nodes[id]; c != nil {
		return c, nil
	}
	return nil, center.ErrNoCenter
}

func (tree) Path(id string) []string {
	if id == "village" {
		return []string{"village", "county", "city"}
	}
	return []string{id, "city"}
}

func (tree) Children(string) []*center.Center { return []*center.Center{nodes["city"]} }

func (t tree) Room(context.Context, string) (*center.Room, error) {
	if t.noRoom {
		return nil, center.ErrNoRoom
	}
	return &center.Room{Name: "二楼调解室", NameEN: "Room on the second floor"}, nil
}

func serviceOf(c *dispute.Case) *Service {
	place := dispute.Place{}
	if c.State == dispute.Queued || c.State == dispute.Reopened {
		place = dispute.Place{Waiting: true, Ahead: 3, Known: true, Low: 2, High: 7}
	}
	return &Service{Clock: clock.At(now), Cases: register{c: c, place: place}, Places: tree{},
		PublicURL: "https://yanhe.example.gov.cn"}
}

// secretCase is a case in which every text is a secret, but those that are needed
// to find and to place it.
func secretCase(state dispute.State, path ...dispute.State) *dispute.Case {
	c := &dispute.Case{}
	n := 0
	fill(reflect.ValueOf(c).Elem(), &n)
	c.Track, c.Number, c.State, c.Center = token, number, state, "village"
	c.Filed = now.Add(-240 * time.Hour)
	c.Transfer.Body = dispute.Bodies[0]
	c.Clocks = nil
	for _, l := range []dispute.Limit{dispute.LimitModerate, dispute.LimitSupply, dispute.LimitAssign, dispute.LimitMediate} {
		c.Clocks = append(c.Clocks, dispute.Clock{Limit: l, Started: c.Filed, Due: time.Date(2026, 3, 20, 16, 0, 0, 0, time.UTC)})
	}
	template := c.Timeline[0]
	c.Timeline = nil
	for i, to := range append(path, state) {
		e := template
		e.Seq, e.At, e.To, e.Event, e.Inner = i+1, c.Filed.Add(time.Duration(i)*24*time.Hour), to, eventTo(to), false
		c.Timeline = append(c.Timeline, e)
	}
	return c
}

// eventTo is the first event of the table that leads to a state.
func eventTo(s dispute.State) dispute.Event {
	for _, r := range dispute.Table {
		if r.To == s {
			return r.Event
		}
	}
	panic("no event leads to " + s)
}

// fill puts a secret into every string that v reaches.
func fill(v reflect.Value, n *int) {
	switch v.Kind() {
	case reflect.String:
		*n++
		v.SetString(fmt.Sprint(secret, *n))
	case reflect.Struct:
		if _, ok := v.Interface().(time.Time); ok {
			v.Set(reflect.ValueOf(now.Add(48 * time.Hour)))
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() { // what is not exported is not stored
				fill(v.Field(i), n)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), n)
	case reflect.Map:
		one := reflect.New(v.Type().Elem()).Elem()
		fill(one, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf(secret+"key"), one)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	}
}

// everyView calls fn with the view of a case in every state and every language.
func everyView(fn func(name string, v View, err error)) {
	for _, state := range dispute.States {
		for _, lang := range i18n.Languages() {
			v, err := serviceOf(secretCase(state)).ByToken(context.Background(), token, lang)
			fn(string(state)+" "+lang, v, err)
		}
	}
}
