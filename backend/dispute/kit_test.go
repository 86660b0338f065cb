package dispute_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
	"yanhe/backend/seal"
	"yanhe/backend/testkit"
)

const city, county = "341800000000", "341821000000"

// centers is a tree of one city with one county.
type centers struct{}

func (centers) Desk(division string) (string, error) {
	if division == county {
		return county, nil
	}
	if division == city {
		return city, nil
	}
	return "", fault.Bad("division", "center.unknown_division")
}

func (centers) Path(c string) []string {
	if c == county {
		return []string{county, city}
	}
	return []string{city}
}

func (centers) Abbr(c string) string { return map[string]string{city: "宣", county: "宣郎"}[c] }

func (centers) Works(c string) (string, bool) { return c, c == city || c == county }

func (centers) DepartmentOf(_ context.Context, center, kind string) (string, error) {
	if kind == "justice" || kind == "human_resources" && center == city {
		return kind + "-" + center, nil
	}
	return "", nil
}

// OnCall: the health office of the city comes when called.
func (centers) OnCall(_ context.Context, department string) (string, error) {
	if department == "health-"+city {
		return city, nil
	}
	return "", fault.Bad("department", "summon.not_on_call")
}

func (centers) Level(c string) string { return map[string]string{city: "city", county: "county"}[c] }

type files struct{}

func (files) Take(_ context.Context, account string, ids []string, _ string) ([]dispute.Evidence, error) {
	var all []dispute.Evidence
	for _, id := range ids {
		all = append(all, dispute.Evidence{ID: id, By: account})
	}
	return all, nil
}

type staff struct{}

func (staff) MediatorAt(_ context.Context, account, _ string) (bool, error) {
	return strings.HasPrefix(account, "mediator"), nil
}

func (staff) HasMediator(_ context.Context, center string) (bool, error) {
	return center == county, nil
}

var (
	citizen   = policy.Subject{Account: "citizen"}
	stranger  = policy.Subject{Account: "stranger"}
	moderator = policy.Subject{Account: "moderator", Staff: true, Grants: []policy.Grant{{Role: policy.Moderator, Center: county}}}
	second    = policy.Subject{Account: "second", Staff: true, Grants: []policy.Grant{{Role: policy.Moderator, Center: city}}}
	mediator  = policy.Subject{Account: "mediator", Staff: true, Grants: []policy.Grant{{Role: policy.Mediator, Center: county}}}
	intake    = policy.Subject{Account: "intake", Staff: true, Grants: []policy.Grant{{Role: policy.Intake, Center: county}}}
)

func service(t testing.TB) (*dispute.Service, *clock.Fixed) {
	t.Helper()
	clk := clock.At(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC))
	return on(t, testkit.Store(t, dispute.Schemas()...), clk), clk
}

// pair is two services on one store, like two instances of the program.
func pair(t testing.TB) (*dispute.Service, *dispute.Service) {
	t.Helper()
	clk, store := clock.At(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)), testkit.Store(t, dispute.Schemas()...)
	return on(t, store, clk), on(t, store, clk)
}

func on(t testing.TB, store docstore.Engine, clk clock.Clock) *dispute.Service {
	t.Helper()
	ring, err := seal.ParseKeyring("t:sm4:AAAAAAAAAAAAAAAAAAAAAA==")
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.New(ring, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	return dispute.New(store, clk, box, centers{}, files{}, staff{})
}

func filing() dispute.Filing {
	return dispute.Filing{Kind: dispute.Dispute, Type: "02", Channel: dispute.WeChat, Language: "zh-CN", Division: county,
		What: "邻居家的水管漏水，泡坏了我家的墙。", Wishes: "修好并赔偿", Place: "幸福小区3栋", Consent: dispute.PrivacyVersion,
		Person: dispute.Person{Name: "王小明", Phone: "13800138000", Address: "幸福小区3栋201"},
		Others: []dispute.Person{{Name: "李四"}}}
}

func file(t testing.TB, s *dispute.Service, key string) *dispute.Case {
	t.Helper()
	c, fresh, err := s.File(context.Background(), citizen, key, filing())
	if err != nil || !fresh {
		t.Fatalf("file: %v, fresh %v", err, fresh)
	}
	return c
}
