package demo

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"yanhe/backend/dispute"
)

// caseView is what the demo reads of a case.
type caseView struct {
	ID, Number, State, Kind, Type, Center, Track string
	Filed                                        time.Time
	Story                                        *struct{ What string }
	Evidence                                     []struct{ ID, Mime string }
	Queue                                        *dispute.Place
	Transfer                                     *dispute.Transfer
}

// journey is one filing on its way.
type journey struct {
	*run
	filing *Filing
	filer  *actor
	body   dispute.Filing
	id     string
	view   caseView
	// mediator is the login of who mediates, appointment the one in hand.
	mediator    string
	offered     string // the center that a hand-over went to
	appointment appointment
	peers       map[string]*journey // of the lane, by key
	invited     map[string]string   // codes of invitations by party
	kept        map[string]string   // what a reply held that a later step needs
	next        int                 // step of the plan
	left        bool                // an earlier run has dealt with it
	lines       strings.Builder
}

// say prints one line of the journey; the lines of a journey come out together.
func (j *journey) say(who, format string, args ...any) {
	fmt.Fprintf(&j.lines, "     %s %s\n", who, fmt.Sprintf(format, args...))
}

func (j *journey) flush() {
	j.mu.Lock()
	defer j.mu.Unlock()
	_, _ = io.WriteString(j.o.Print, j.lines.String())
	j.lines.Reset()
}

// key makes a request of the journey harmless to repeat within this run.
func (j *journey) key(what string) string {
	return strings.Join([]string{"demo", j.o.Run, j.filing.Key, what}, "-")
}

// file hands the filing in.
func (j *journey) file(ctx context.Context) error {
	f := j.filing
	who := f.EnteredBy
	if who == "" {
		who = f.filer()
	}
	var err error
	if j.filer, err = j.people.get(ctx, who); err != nil {
		return err
	}
	fmt.Fprintf(&j.lines, "\n%s: %s\n", f.Key, f.Title)
	if j.body, err = j.filled(ctx); err != nil {
		return err
	}
	fresh, err := j.send(ctx)
	if refusedAs(err, "idempotency.reused") || err == nil && !fresh {
		// A load that was broken off has brought it: what became of it since is kept.
		j.left = true
		j.say(j.filer.name, "filed this in an earlier run of the same name; it stays as it is")
		return nil
	}
	if err != nil {
		return err
	}
	j.say(j.filer.name, "%s → %s, %d file(s), center %s", filedBy[f.Channel], j.view.State, len(j.view.Evidence), j.view.Center)
	if f.EnteredBy == "" || j.view.Story == nil {
		return j.expect("the case after filing", j.view.State, string(dispute.Submitted))
	}
	return nil
}

var filedBy = map[dispute.Channel]string{
	dispute.WeChat: "files by WeChat", dispute.Visit: "writes a visit down",
	dispute.Phone: "writes a call down", dispute.Letter: "enters a letter",
}

// send posts the filing; it tells whether the case is new.
func (j *journey) send(ctx context.Context) (fresh bool, err error) {
	path := "/api/v1/cases"
	if j.filing.EnteredBy != "" {
		path = "/api/v1/window/cases"
	}
	var view caseView
	status, err := j.post(ctx, path, j.body, &view, "Idempotency-Key", j.key("file"))
	if err != nil {
		return false, err
	}
	if j.id != "" {
		return status == http.StatusCreated, j.expect("the case of a retry", view.ID, j.id)
	}
	j.id, j.view = view.ID, view
	return status == http.StatusCreated, nil
}

// filled makes the request of the plan's filing, its papers uploaded.
func (j *journey) filled(ctx context.Context) (dispute.Filing, error) {
	f := j.filing
	body := dispute.Filing{Kind: f.Kind, Type: f.Type, Channel: f.Channel, Language: f.Language, Division: f.Division,
		Amount: f.Amount, What: f.What, Wishes: f.Wishes, Place: f.Place, Person: f.Applicant.told(), Consent: j.reference.Privacy.Version,
		Others: []dispute.Person{}, Evidence: []string{}}
	for _, o := range f.Others {
		body.Others = append(body.Others, o.told())
	}
	var err error
	if body.Evidence, err = j.upload(ctx, j.filer, f.Evidence); err != nil {
		return body, err
	}
	if p := f.Representative; p != nil {
		body.Proxy = &dispute.Proxy{Person: p.told(), Relation: p.Relation}
		if p.Authorisation != "" {
			paper, err := j.upload(ctx, j.filer, []string{p.Authorisation})
			if err != nil {
				return body, err
			}
			body.Proxy.Authorisation = paper[0]
			body.Evidence = append(body.Evidence, paper[0])
		}
	}
	return body, nil
}

func (p Person) told() dispute.Person {
	return dispute.Person{Organisation: p.Organisation, Name: p.Name, Phone: p.Phone, Number: p.number(), Address: p.Address}
}

// upload sends papers and returns their ids.
func (j *journey) upload(ctx context.Context, who *actor, names []string) ([]string, error) {
	ids := []string{}
	for i, name := range names {
		p := papers[name]
		content, err := p.make(hash(j.filing.Key) + i)
		if err != nil {
			return nil, err
		}
		err = later(ctx, func() error {
			id, err := who.Upload(ctx, p.name, content)
			if err == nil {
				ids = append(ids, id)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// follow takes the steps of the plan up to the next clash, or to the end.
func (j *journey) follow(ctx context.Context) error {
	for ; j.next < len(j.filing.Plan); j.next++ {
		step := j.filing.Plan[j.next]
		if step.Do == clashVerb {
			return nil
		}
		if err := j.take(ctx, step); err != nil {
			return fmt.Errorf("%s, step %d (%s): %w", j.filing.Key, j.next+1, step.Do, err)
		}
	}
	if err := j.read(ctx); err != nil {
		return fmt.Errorf("%s: %w", j.filing.Key, err)
	}
	return j.expect(j.filing.Key+" at its end", j.view.State, string(j.filing.Ends))
}

// take does a step and compares what came of it with what must.
func (j *journey) take(ctx context.Context, s Step) error {
	do := verbs[s.Do]
	who, err := j.who(ctx, s, do.by)
	if err != nil {
		return err
	}
	err = do.run(j, ctx, who, s)
	if s.Refused == "" {
		return err
	}
	p := problemOf(err)
	if p == nil {
		return fmt.Errorf("must be refused as %s, but got %v", s.Refused, err)
	}
	j.say(who.name, "%s ✗ refused: %s", do.words, p.Detail)
	return j.expect("the fault", p.Code, s.Refused)
}

// who finds out who takes a step.
func (j *journey) who(ctx context.Context, s Step, usual hand) (*actor, error) {
	if s.By != "" {
		return j.people.get(ctx, s.By)
	}
	switch usual {
	case theDesk:
		login, err := j.people.desk(j.view.Center)
		if err != nil {
			return nil, err
		}
		return j.people.get(ctx, login)
	case theMediator:
		return j.people.get(ctx, j.mediator)
	}
	return j.filer, nil
}

// read gets the case as its filer sees it.
func (j *journey) read(ctx context.Context) error {
	who := j.filer
	if j.filing.EnteredBy != "" { // an officer may lose sight of a case that went elsewhere
		desk, err := j.people.desk(j.view.Center)
		if err != nil {
			return err
		}
		if who, err = j.people.get(ctx, desk); err != nil {
			return err
		}
	}
	return call(ctx, who.Client, http.MethodGet, "/api/v1/cases/"+j.id, nil, &j.view)
}

// expect checks one expectation.
func (r *run) expect(what, got, want string) error {
	if got != want {
		return fmt.Errorf("%s: got %q, want %q", what, got, want)
	}
	r.checks.Add(1)
	return nil
}
