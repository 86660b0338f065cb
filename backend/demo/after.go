package demo

import (
	"context"
	"fmt"
	"net/http"
)

// posted makes a step that posts what it brings to a path of the case.
func posted(path string, in func(Step) object) func(*journey, context.Context, *actor, Step) error {
	return func(j *journey, ctx context.Context, who *actor, s Step) error {
		body := in(s)
		for name, v := range body {
			if v == "" {
				delete(body, name)
			}
		}
		return j.act(ctx, who, s, path, body)
	}
}

// asked says that all conditions of a judicial confirmation hold.
func asked(s Step) object {
	return object{"court": s.Court, "receipt": s.Receipt, "checks": []string{"joint", "not_status", "not_title", "lawful"}}
}

// followUp finds the case on the list of what is to be looked at again, and says what
// was found.
func followUp(j *journey, ctx context.Context, who *actor, s Step) error {
	var list struct{ Items []struct{ ID string } }
	if err := call(ctx, who.Client, http.MethodGet, "/api/v1/follow-ups?limit=200&center="+j.view.Center, nil, &list); err != nil {
		return err
	}
	for _, i := range list.Items {
		if i.ID == j.id {
			j.checks.Add(1)
			return posted("follow-ups/"+s.Task, func(s Step) object { return object{"result": s.Result, "note": s.Note} })(j, ctx, who, s)
		}
	}
	return fmt.Errorf("the case is not among those to follow up")
}

// merge finds the other filing among the likely doubles, and merges this one into it.
func merge(j *journey, ctx context.Context, who *actor, s Step) error {
	other := j.peers[s.Into]
	if other == nil {
		return fmt.Errorf("no filing %q in this lane", s.Into)
	}
	var found struct{ Items []struct{ ID string } }
	if err := call(ctx, who.Client, http.MethodGet, "/api/v1/cases/"+j.id+"/duplicates", nil, &found); err != nil {
		return err
	}
	if len(found.Items) == 0 || found.Items[0].ID != other.id {
		return fmt.Errorf("the likeliest double must be %s, found %v", s.Into, found.Items)
	}
	j.checks.Add(1)
	return j.act(ctx, who, s, "merger", object{"into": other.id, "note": s.Note})
}
