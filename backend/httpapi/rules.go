package httpapi

import (
	"context"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
	"yanhe/backend/rules"
)

// RuleBook are the rules in force, and their versions.
type RuleBook interface {
	dispute.Rules
	Versions(ctx context.Context, s rules.Subject, after string, limit int) (rules.Page, error)
	SaveRouting(ctx context.Context, c rules.Change, r rules.Routing) (int64, error)
	SaveLimits(ctx context.Context, c rules.Change, l rules.Limits) (int64, error)
	Scale() (rules.Scale, int64)
	SaveScale(ctx context.Context, c rules.Change, s rules.Scale) (int64, error)
}

func (s *Server) addRules() {
	handle(s, Route{get, v1 + "/rules/routing", may(policy.ReadRules), limitRead, "The routing rules in force", 0}, s.routing)
	handle(s, Route{post, v1 + "/rules/routing", may(policy.EditRules), limitWrite, "Put new routing rules into force", 201}, s.saveRouting)
	handle(s, Route{post, v1 + "/rules/routing/dry-run", may(policy.EditRules), limitWrite, "What new routing rules would have made of past cases", 0}, s.dryRoute)
	handle(s, Route{get, v1 + "/rules/limits", may(policy.ReadRules), limitRead, "The time limits in force, with their sources", 0}, s.limits)
	handle(s, Route{post, v1 + "/rules/limits", may(policy.EditRules), limitWrite, "Put new time limits into force; running clocks stay", 201}, s.saveLimits)
	handle(s, Route{get, v1 + "/rules/allowance", may(policy.ReadRules), limitRead, "The allowance by case in force", 0}, s.scale)
	handle(s, Route{post, v1 + "/rules/allowance", may(policy.EditRules), limitWrite, "Put a new allowance by case into force", 201}, s.saveScale)
	handle(s, Route{get, v1 + "/rules/{subject}/versions", may(policy.ReadRules), limitRead, "Versions of rules, the newest first", 0}, s.ruleVersions)
}

// RoutingView are the routing rules with their version.
type RoutingView struct {
	Version int64         `json:"version"`
	Rules   rules.Routing `json:"rules"`
	Offices []string      `json:"offices" doc:"kinds of departments that a rule may name"`
}

type routingReply struct{ Body RoutingView }

func (s *Server) routing(context.Context, *struct{}) (*routingReply, error) {
	all, version := s.d.Rules.Routing()
	return &routingReply{RoutingView{Version: version, Rules: all, Offices: rules.Offices}}, nil
}

type saveRoutingIn struct {
	Body struct {
		Base  int64         `json:"base" doc:"the version that was edited"`
		Note  string        `json:"note" maxLength:"500" doc:"why"`
		Rules rules.Routing `json:"rules" maxItems:"200"`
	}
}

// mayEdit asks whether the caller may change rules: they hold for the whole tree, so
// that is a right at its top.
func (s *Server) mayEdit(ctx context.Context) (root string, err error) {
	top := s.d.Centers.Children("")
	if len(top) == 0 || !policy.Allows(callerOf(ctx).Subject, policy.EditRules, policy.Object{Centers: s.d.Centers.Path(top[0].ID)}) {
		return "", fault.New(fault.Forbidden, "forbidden")
	}
	return top[0].ID, nil
}

func (s *Server) saveRouting(ctx context.Context, in *saveRoutingIn) (*routingReply, error) {
	if _, err := s.mayEdit(ctx); err != nil {
		return nil, err
	}
	if err := in.Body.Rules.Check(s.d.Cases.Vocabulary()); err != nil {
		return nil, err
	}
	change := rules.Change{Base: in.Body.Base, By: callerOf(ctx).Subject.Account, Note: in.Body.Note}
	if _, err := s.d.Rules.SaveRouting(ctx, change, in.Body.Rules); err != nil {
		return nil, err
	}
	return s.routing(ctx, nil)
}

type dryRouteIn struct {
	Body struct {
		Rules rules.Routing `json:"rules" maxItems:"200"`
	}
}

// ReroutedView is a past case that the draft would lead elsewhere.
type ReroutedView struct {
	Case   string         `json:"case"`
	Number string         `json:"number,omitempty"`
	Was    dispute.Advice `json:"was"`
	Now    dispute.Advice `json:"now"`
}

type dryRouteReply struct {
	Body struct {
		Examined int            `json:"examined" doc:"cases of the last half year that were looked at"`
		Changed  []ReroutedView `json:"changed"`
		More     int            `json:"more" doc:"how many more would change"`
	}
}

func (s *Server) dryRoute(ctx context.Context, in *dryRouteIn) (*dryRouteReply, error) {
	root, err := s.mayEdit(ctx)
	if err != nil {
		return nil, err
	}
	if err := in.Body.Rules.Check(s.d.Cases.Vocabulary()); err != nil {
		return nil, err
	}
	run, err := s.d.Cases.DryRoute(ctx, in.Body.Rules, s.d.Centers.Within(root))
	if err != nil {
		return nil, err
	}
	out := &dryRouteReply{}
	out.Body.Examined, out.Body.More = run.Examined, run.More
	out.Body.Changed = make([]ReroutedView, 0, len(run.Changed))
	for _, r := range run.Changed {
		out.Body.Changed = append(out.Body.Changed, ReroutedView{r.Case, r.Number, r.Was, r.Now})
	}
	return out, nil
}

// LimitsView are the time limits with their version.
type LimitsView struct {
	Version int64        `json:"version"`
	Limits  rules.Limits `json:"limits"`
}

type limitsReply struct{ Body LimitsView }

func (s *Server) limits(context.Context, *struct{}) (*limitsReply, error) {
	all, version := s.d.Rules.Limits()
	return &limitsReply{LimitsView{version, all}}, nil
}

type saveLimitsIn struct {
	Body struct {
		Base   int64        `json:"base" doc:"the version that was edited"`
		Note   string       `json:"note" maxLength:"500" doc:"why"`
		Limits rules.Limits `json:"limits" maxItems:"40"`
	}
}

func (s *Server) saveLimits(ctx context.Context, in *saveLimitsIn) (*limitsReply, error) {
	if _, err := s.mayEdit(ctx); err != nil {
		return nil, err
	}
	if err := in.Body.Limits.Check(); err != nil {
		return nil, err
	}
	change := rules.Change{Base: in.Body.Base, By: callerOf(ctx).Subject.Account, Note: in.Body.Note}
	if _, err := s.d.Rules.SaveLimits(ctx, change, in.Body.Limits); err != nil {
		return nil, err
	}
	return s.limits(ctx, nil)
}

// ScaleView is the allowance by case with its version.
type ScaleView struct {
	Version int64       `json:"version"`
	Scale   rules.Scale `json:"scale"`
}

type scaleReply struct{ Body ScaleView }

func (s *Server) scale(context.Context, *struct{}) (*scaleReply, error) {
	scale, version := s.d.Rules.Scale()
	return &scaleReply{ScaleView{version, scale}}, nil
}

type saveScaleIn struct {
	Body struct {
		Base  int64       `json:"base" doc:"the version that was edited"`
		Note  string      `json:"note" maxLength:"500" doc:"why"`
		Scale rules.Scale `json:"scale"`
	}
}

func (s *Server) saveScale(ctx context.Context, in *saveScaleIn) (*scaleReply, error) {
	if _, err := s.mayEdit(ctx); err != nil {
		return nil, err
	}
	if err := in.Body.Scale.Check(); err != nil {
		return nil, err
	}
	change := rules.Change{Base: in.Body.Base, By: callerOf(ctx).Subject.Account, Note: in.Body.Note}
	if _, err := s.d.Rules.SaveScale(ctx, change, in.Body.Scale); err != nil {
		return nil, err
	}
	return s.scale(ctx, nil)
}

type versionsIn struct {
	Subject string `path:"subject" enum:"routing,limits,allowance"`
	PageIn
}

// RuleVersion is a change of rules: who, when and why.
type RuleVersion struct {
	Version int64     `json:"version"`
	By      string    `json:"by" doc:"account"`
	At      time.Time `json:"at"`
	Note    string    `json:"note"`
}

type versionsReply struct {
	Body struct {
		Items []RuleVersion `json:"items"`
		Next  string        `json:"next,omitempty"`
	}
}

func (s *Server) ruleVersions(ctx context.Context, in *versionsIn) (*versionsReply, error) {
	page, err := s.d.Rules.Versions(ctx, rules.Subject(in.Subject), in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &versionsReply{}
	out.Body.Next = page.Next
	out.Body.Items = make([]RuleVersion, 0, len(page.Items))
	for _, v := range page.Items {
		out.Body.Items = append(out.Body.Items, RuleVersion{v.Number, v.By, v.At, v.Note})
	}
	return out, nil
}
