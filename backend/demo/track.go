package demo

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"yanhe/i18n"
)

// lookUp follows the case by number and the last four digits of the phone; wrong
// digits find nothing.
func lookUp(j *journey, ctx context.Context, who *actor, _ Step) error {
	tail := j.body.Person.Phone[len(j.body.Person.Phone)-4:]
	var seen struct {
		Number    string
		StateText string `json:"state_text"`
	}
	try := func(tail string) error {
		return call(ctx, j.people.open, http.MethodPost, "/api/v1/track", object{"number": j.view.Number, "tail": tail}, &seen)
	}
	if err := try("0000"); !refusedAs(err, "tracking.not_found") {
		return fmt.Errorf("a wrong tail must find nothing, but got %v", err)
	}
	if err := try(tail); err != nil {
		return err
	}
	j.say(who.name, "looks up %s with phone tail %s → %s; with tail 0000 ✗ nothing", seen.Number, tail, seen.StateText)
	j.checks.Add(1)
	return j.expect("the case found by number", seen.Number, j.view.Number)
}

// trackPage opens the page behind the code, signed out, in both languages, and
// looks that it says nothing personal.
func trackPage(j *journey, ctx context.Context, who *actor, _ Step) error {
	for _, lang := range i18n.Languages() {
		page, err := j.fetch(ctx, "/t/"+j.view.Track+"?lang="+lang)
		if err != nil {
			return err
		}
		if !strings.Contains(string(page), `lang="`+lang) {
			return fmt.Errorf("the page behind the code is not in %s", lang)
		}
		if err := j.discreet(string(page)); err != nil {
			return err
		}
	}
	mini, err := j.fetch(ctx, "/t/"+j.view.Track+"/mini.png")
	if err != nil {
		return err
	}
	if err := j.expect("the mini-program code", http.DetectContentType(mini), "image/png"); err != nil {
		return err
	}
	j.say(who.name, "opens the page behind the code → stage and next step, in both languages, nothing personal")
	return nil
}

// discreet checks that a public page names nobody and tells nothing of the story.
func (j *journey) discreet(page string) error {
	private := []string{j.filing.Applicant.Name, j.filing.Applicant.Phone, strings.TrimSpace(j.filing.What)}
	for _, o := range j.filing.Others {
		private = append(private, o.Name)
	}
	if p := j.filing.Representative; p != nil {
		private = append(private, p.Name, p.Phone)
	}
	for _, text := range private {
		if text != "" && strings.Contains(page, text) {
			return fmt.Errorf("%s: a public page shows %q", j.filing.Key, text)
		}
	}
	j.checks.Add(1)
	return nil
}

// fetch gets a page signed out.
func (r *run) fetch(ctx context.Context, path string) ([]byte, error) {
	return r.fetchAs(ctx, &actor{Client: r.people.open}, path)
}

func (r *run) fetchAs(ctx context.Context, who *actor, path string) (body []byte, err error) {
	err = later(ctx, func() error {
		reply, err := who.Send(ctx, http.MethodGet, path, nil)
		if err != nil {
			return err
		}
		if body = reply.Body; reply.Status != http.StatusOK {
			return readProblem(reply)
		}
		return nil
	})
	return body, err
}
