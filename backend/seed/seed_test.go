package seed_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"yanhe/backend/audit"
	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/identity"
	"yanhe/backend/policy"
	"yanhe/backend/seed"
	"yanhe/backend/testkit"
)

const city = "341800000000"

func schemas() []docstore.Schema {
	return slices.Concat(center.Schemas(), identity.Schemas(), audit.Schemas(), seed.Schemas())
}

func deps(store docstore.Engine) seed.Deps {
	c := clock.System{}
	d := seed.Deps{Engine: store, Clock: c, Centers: center.New(store)}
	d.Identity = identity.New(identity.Parts{Engine: store, Clock: c, Centers: d.Centers, Trail: audit.New(store, c, nil)})
	return d
}

func apply(t testing.TB, d seed.Deps, o seed.Options) seed.Summary {
	t.Helper()
	sum, err := seed.Apply(t.Context(), d, o)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func TestDemo(t *testing.T) {
	store := testkit.Store(t, schemas()...)
	d := deps(store)
	begun := time.Now()
	sum := apply(t, d, seed.Options{Demo: true})
	t.Logf("%d centers, %d departments, %d rooms, %d accounts in %s",
		sum.Centers, sum.Departments, sum.Rooms, sum.Accounts, time.Since(begun))
	if sum.Centers != 982 || d.Centers.Size() != 982 || sum.Accounts != len(sum.SignIns) || sum.Rooms < 100 {
		t.Errorf("%+v", sum)
	}
	t.Run("tree", func(t *testing.T) { expectTree(t, d) })
	t.Run("staff", func(t *testing.T) { expectStaff(t, d, sum) })
	t.Run("again", func(t *testing.T) { expectNothingNew(t, store) })
}

func expectTree(t *testing.T, d seed.Deps) {
	abbrs := map[string]string{}
	for _, c := range d.Centers.All() {
		if other, taken := abbrs[c.Abbr]; taken || c.Abbr == "" {
			t.Errorf("%s and %s: short form %q", c.Name, other, c.Abbr)
		}
		abbrs[c.Abbr] = c.Name
		if n := len([]rune(c.Abbr)); n > 14 {
			t.Errorf("%s: short form %s", c.Name, c.Abbr)
		}
		if c.TitleEN == "" || c.Title == "" || !strings.HasPrefix(c.Address, "宣城市") || len(c.Hours) != 2 {
			t.Errorf("%+v", c)
		}
		if desk, err := d.Centers.Desk(c.ID); err != nil || len(d.Centers.Path(desk)) > 2 {
			t.Errorf("the desk of %s: %s, %v", c.Name, desk, err)
		}
		rooms, err := d.Centers.Rooms(t.Context(), c.ID)
		if err != nil || len(rooms) == 0 {
			t.Errorf("rooms of %s: %v", c.Name, err)
		}
	}
	for id, want := range map[string][3]string{
		city:           {"宣", "宣城市社会矛盾纠纷调处化解中心", "Xuancheng City Center for the Mediation of Social Disputes"},
		"341821000000": {"宣郎", "郎溪县矛调中心", "Langxi County Dispute Mediation Center"},
		"341871000000": {"宣经", "宣城市经济开发区矛调中心", "Xuancheng Economic Development Zone Dispute Mediation Center"},
		"341821100000": {"宣郎建平", "建平镇矛调站", "Jianping Town Dispute Mediation Station"},
		"341821400000": {"宣郎经开", "郎溪经济开发区矛调站", "Langxi Economic Development Zone Dispute Mediation Station"},
		"341802001001": {"宣州西林城西", "城西社区矛调室", "Chengxi Community Mediation Room"},
		"341823100201": {"宣泾泾川五星", "五星村矛调室", "Wuxing Village Mediation Room"},
	} {
		c, err := d.Centers.Get(id)
		if err != nil || c.Abbr != want[0] || c.Title != want[1] || c.TitleEN != want[2] {
			t.Errorf("%+v, %v", c, err)
		}
	}
	if path := d.Centers.Path("341802001001"); !slices.Equal(path, []string{"341802001001", "341802001000", city}) {
		t.Errorf("市区一体: %v", path)
	}
	for _, id := range []string{city, "341802000000", "341821000000"} {
		deps, err := d.Centers.Departments(t.Context(), id)
		if err != nil || len(deps) < 10 {
			t.Errorf("departments of %s: %d, %v", id, len(deps), err)
		}
	}
}

func expectStaff(t *testing.T, d seed.Deps, sum seed.Summary) {
	roles := map[string]map[policy.Role]int{}
	for _, s := range sum.SignIns {
		if roles[s.Center] == nil {
			roles[s.Center] = map[policy.Role]int{}
		}
		roles[s.Center][s.Role]++
	}
	for _, id := range []string{city, "341821000000"} {
		for _, role := range []policy.Role{policy.Intake, policy.Moderator, policy.Mediator, policy.Supervisor} {
			if roles[id][role] == 0 {
				t.Errorf("%s has no %s", id, role)
			}
		}
	}
	if roles[city][policy.Auditor] != 1 || roles[city][policy.Maintainer] != 1 {
		t.Errorf("the city: %v", roles[city])
	}
	// Every center whose desk filings reach must have someone who moderates there.
	for _, c := range d.Centers.All() {
		if c.Desk && c.United == "" && (roles[c.ID][policy.Moderator] == 0 || roles[c.ID][policy.Mediator] == 0) {
			t.Errorf("%s: %v", c.Name, roles[c.ID])
		}
	}
	passwords := map[string]bool{}
	for _, s := range sum.SignIns {
		if passwords[s.Password] {
			t.Errorf("%s shares a password", s.Login)
		}
		passwords[s.Password] = true
	}
	s := sum.SignIns[0]
	if _, a, err := d.Identity.SignInStaff(t.Context(), s.Login, s.Password); err != nil || !a.Demo || a.DisplayName != s.Name {
		t.Errorf("%+v, %v", a, err)
	}
}

// A later start changes nothing and reads little; nor does one that finds its mark
// lost, as after an interruption or with a new edition.
func expectNothingNew(t *testing.T, store docstore.Engine) {
	d := deps(store)
	if err := d.Centers.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := d.Centers.Edit(t.Context(), "341821000000", func(c *center.Center) error { c.Phone = "0563-7020000"; return nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, lost := range []bool{false, true} {
		if lost {
			if err := store.Delete(t.Context(), "seed", "demo", 0); err != nil {
				t.Fatal(err)
			}
		}
		counting := &counter{Engine: store}
		d = deps(counting)
		sum := apply(t, d, seed.Options{Demo: true})
		if sum.Centers+sum.Departments+sum.Rooms+sum.Accounts != 0 || len(sum.SignIns) == 0 {
			t.Errorf("a second start: %+v", sum)
		}
		if c, err := d.Centers.Get("341821000000"); err != nil || c.Phone != "0563-7020000" {
			t.Errorf("lost an edit: %+v, %v", c, err)
		}
		if n := counting.calls.Load(); !lost && n > 12 {
			t.Errorf("a second start took %d calls of the store", n)
		}
	}
}

func TestProductionHasNoInventedPeople(t *testing.T) {
	d := deps(testkit.Store(t, schemas()...))
	o := seed.Options{Maintainer: seed.Maintainer{Login: "keeper", Password: "First-password-1"}}
	sum := apply(t, d, o)
	if sum.Centers != 982 || sum.Accounts != 1 || len(sum.SignIns) != 0 {
		t.Errorf("%+v", sum)
	}
	if has, err := d.Identity.HasDemo(t.Context()); err != nil || has {
		t.Errorf("demo accounts: %v, %v", has, err)
	}
	for _, c := range d.Centers.All() {
		if c.Phone != "" {
			t.Fatalf("%s has an invented phone number", c.Name)
		}
	}
	_, a, err := d.Identity.SignInStaff(t.Context(), "keeper", "First-password-1")
	if err != nil || !a.MustChange || !a.Has(policy.Maintainer) {
		t.Errorf("%+v, %v", a, err)
	}
	o.Maintainer.Password = "Other-password-2" // the account is theirs by now
	if sum := apply(t, d, o); sum.Accounts != 0 {
		t.Errorf("%+v", sum)
	}
	if _, _, err := d.Identity.SignInStaff(t.Context(), "keeper", "Other-password-2"); !errors.Is(err, identity.ErrWrongPassword) {
		t.Errorf("a setting changed a password: %v", err)
	}
	o.Maintainer = seed.Maintainer{Login: "second", Password: "weak"}
	if _, err := seed.Apply(t.Context(), d, o); !errors.Is(err, identity.ErrPasswordWeak) {
		t.Errorf("a weak first password: %v", err)
	}
}
