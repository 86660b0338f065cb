package dispute

import (
	"context"
	"slices"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/rules"
)

// Advice says where a case would be in good hands by the routing rules. It is
// computed from what the case is now, so that it follows a correction.
type Advice struct {
	// Center is where the case belongs, CenterRule the id of the rule that says so.
	Center     string `json:"center"`
	CenterRule string `json:"center_rule"`
	// Department is the id of the office that it is a matter for, and where that sits;
	// "" when none of the centers up the tree has one.
	Department       string `json:"department,omitempty"`
	DepartmentCenter string `json:"department_center,omitempty"`
	DepartmentRule   string `json:"department_rule,omitempty"`
	// Version is that of the rules.
	Version int64 `json:"version"`
}

// Advise applies the routing rules in force to a case.
func (s *Service) Advise(ctx context.Context, c *Case) (Advice, error) {
	routing, version := s.Rules.Routing()
	a, err := s.adviseBy(ctx, routing, c, lookUps{s.Staff.HasMediator, s.Centers.DepartmentOf})
	a.Version = version
	return a, err
}

// lookUps are the questions to the store that advice asks.
type lookUps struct {
	hasMediator  func(ctx context.Context, center string) (bool, error)
	departmentOf func(ctx context.Context, center, kind string) (string, error)
}

func factsOf(c *Case) rules.Facts {
	f := rules.Facts{Kind: string(c.Kind), Type: c.Type, Risk: string(c.Risk), Channel: string(c.Channel), Division: c.Division, Amount: c.Amount}
	for _, p := range c.Parties {
		if p.Side == OtherSide {
			f.Others++
		}
	}
	return f
}

func (s *Service) adviseBy(ctx context.Context, routing rules.Routing, c *Case, ask lookUps) (Advice, error) {
	d := routing.Match(factsOf(c))
	a := Advice{CenterRule: d.Place}
	path := s.Centers.Path(c.Division)
	var err error
	if a.Center, err = s.placeOf(ctx, d, c, path, ask); err != nil || d.Office == "" {
		return a, err
	}
	for _, center := range path[max(slices.Index(path, a.Center), 0):] {
		id, err := ask.departmentOf(ctx, center, d.Office)
		if err != nil {
			return a, err
		}
		if id != "" {
			a.Department, a.DepartmentCenter, a.DepartmentRule = id, center, d.OfficeRule
			break
		}
	}
	return a, nil
}

// placeOf turns the rules' answer into a center.
func (s *Service) placeOf(ctx context.Context, d rules.Decision, c *Case, path []string, ask lookUps) (string, error) {
	if works, known := s.Centers.Works(d.Center); known && d.Center != "" {
		return works, nil
	}
	desk, err := s.Centers.Desk(c.Division)
	if err != nil {
		return c.Center, nil // a division that is no more: the case stays where it is
	}
	switch d.Level {
	case rules.Lowest:
		for _, at := range path {
			served, err := ask.hasMediator(ctx, at)
			if err != nil || served {
				return at, err
			}
		}
	case rules.Township, rules.County, rules.City:
		// the first center up the path that is at that level or above it
		order := []string{"village", rules.Township, rules.County, rules.City}
		for _, at := range path {
			if slices.Index(order, s.Centers.Level(at)) >= slices.Index(order, d.Level) {
				return at, nil
			}
		}
	}
	return desk, nil
}

// Rerouted is a past case that other rules would lead elsewhere.
type Rerouted struct {
	Case, Number string
	Was, Now     Advice
}

// DryRun is what a draft of routing rules would have made of past cases.
type DryRun struct {
	Examined int
	Changed  []Rerouted
	// More: more changed than are listed.
	More int
}

// Bounds of a dry run: the newest cases of so many days, and how many are looked at and listed.
const (
	dryDays   = 180
	dryCases  = 2000
	dryListed = 100
)

// DryRoute compares a draft with the rules in force on the cases that were filed in
// the last half year in a part of the tree.
func (s *Service) DryRoute(ctx context.Context, draft rules.Routing, centers []string) (DryRun, error) {
	now, _ := s.Rules.Routing()
	ask := s.remembering()
	since := clock.National.AddDays(s.Clock.Now(), -dryDays)
	var run DryRun
	for _, center := range centers {
		if run.Examined >= dryCases {
			break
		}
		err := s.filedSince(ctx, center, since, dryCases-run.Examined, func(c *Case) error {
			run.Examined++
			was, err := s.adviseBy(ctx, now, c, ask)
			if err != nil {
				return err
			}
			will, err := s.adviseBy(ctx, draft, c, ask)
			if err != nil || was.Center == will.Center && was.Department == will.Department {
				return err
			}
			if len(run.Changed) == dryListed {
				run.More++
				return nil
			}
			run.Changed = append(run.Changed, Rerouted{Case: c.ID, Number: c.Number, Was: was, Now: will})
			return nil
		})
		if err != nil {
			return run, err
		}
	}
	return run, nil
}

// filedSince calls fn for the newest cases of a center, at most limit of them.
func (s *Service) filedSince(ctx context.Context, center string, since time.Time, limit int, fn func(*Case) error) error {
	q := docstore.Query{Where: []docstore.Cond{docstore.Eq("center", center), docstore.AtLeast("filed", since.UnixMilli())},
		Sort: []string{"filed"}, Desc: true, Limit: docstore.MaxPage}
	for limit > 0 {
		page, err := s.cases.Find(ctx, q)
		if err != nil {
			return err
		}
		for _, c := range page.Items[:min(limit, len(page.Items))] {
			if err := fn(c); err != nil {
				return err
			}
		}
		limit -= len(page.Items)
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	return nil
}

// remembering asks the store each question once: a dry run has thousands of cases and
// few centers.
func (s *Service) remembering() lookUps {
	served, offices := map[string]bool{}, map[string]string{}
	return lookUps{
		hasMediator: func(ctx context.Context, center string) (bool, error) {
			if known, ok := served[center]; ok {
				return known, nil
			}
			found, err := s.Staff.HasMediator(ctx, center)
			served[center] = found
			return found, err
		},
		departmentOf: func(ctx context.Context, center, kind string) (string, error) {
			key := center + "|" + kind
			if known, ok := offices[key]; ok {
				return known, nil
			}
			found, err := s.Centers.DepartmentOf(ctx, center, kind)
			offices[key] = found
			return found, err
		},
	}
}

// Vocabulary is what routing rules may name.
func (s *Service) Vocabulary() rules.Vocabulary {
	v := rules.Vocabulary{Types: Types, Center: func(id string) bool { _, known := s.Centers.Works(id); return known }}
	for _, k := range Kinds {
		v.Kinds = append(v.Kinds, string(k))
	}
	for _, r := range Risks {
		v.Risks = append(v.Risks, string(r))
	}
	for _, c := range append([]Channel{WeChat}, WindowChannels...) {
		v.Channels = append(v.Channels, string(c))
	}
	return v
}
