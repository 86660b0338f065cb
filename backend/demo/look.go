package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"yanhe/backend/client"
	"yanhe/backend/dispute"
	"yanhe/i18n"
)

// sendAs posts as JSON and returns the status; the answer is read into out.
func (r *run) sendAs(ctx context.Context, who *actor, path string, in, out any, headers ...string) (status int, err error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return 0, err
	}
	headers = append([]string{"Content-Type", "application/json"}, headers...)
	err = later(ctx, func() error {
		reply, err := who.Send(ctx, http.MethodPost, path, bytes.NewReader(raw), headers...)
		if err != nil {
			return err
		}
		status = reply.Status
		if reply.Status < 300 {
			return json.Unmarshal(reply.Body, out)
		}
		return readProblem(reply)
	})
	return status, err
}

// fileAgain sends the same filing under the same key: it is the same case.
func fileAgain(j *journey, ctx context.Context, who *actor, _ Step) error {
	fresh, err := j.send(ctx)
	if err != nil {
		return err
	}
	if fresh {
		return fmt.Errorf("a retry made a new case")
	}
	other := j.body
	other.What, other.Evidence = other.What+"（另一件事）", nil
	err = call(ctx, who.Client, http.MethodPost, "/api/v1/cases", other, nil, "Idempotency-Key", j.key("file"))
	if !refusedAs(err, "idempotency.reused") {
		return fmt.Errorf("another filing under the same key must be refused as idempotency.reused, but got %v", err)
	}
	j.checks.Add(1)
	j.say(who.name, "sends the filing once more (the phone lost its signal) → the same case; another one under its key ✗ refused")
	return nil
}

// badFields are those that a filing full of mistakes must hear of.
var badFields = []string{"what", "consent", "applicant.phone", "applicant.number", "representative.relation", "representative.authorisation"}

// badFiling shows that all mistakes are told at once, in either language.
func badFiling(j *journey, ctx context.Context, who *actor, _ Step) error {
	bad := j.body
	bad.What, bad.Consent, bad.Evidence = "急", "2019-01", []string{}
	bad.Person.Phone, bad.Person.Number = "12345", "34182119571132001X"
	bad.Proxy = &dispute.Proxy{Person: dispute.Person{Name: "代办", Phone: "19900000999"}, Relation: "cousin"}
	for _, lang := range i18n.Languages() {
		speaker := *who.Client
		speaker.Language = lang
		err := call(ctx, &speaker, http.MethodPost, "/api/v1/cases", bad, nil, "Idempotency-Key", j.key("bad"))
		p := problemOf(err)
		if p == nil || p.Status != http.StatusUnprocessableEntity {
			return fmt.Errorf("a filing full of mistakes must be refused, but got %v", err)
		}
		for _, field := range badFields {
			if !slices.ContainsFunc(p.Errors, func(d client.Detail) bool { return d.Field == field }) {
				return fmt.Errorf("the answer to a filing full of mistakes says nothing of %s: %v", field, p.Errors)
			}
		}
		if hasHan(p.Detail) != (lang == i18n.Default) {
			return fmt.Errorf("the fault is not in %s: %s", lang, p.Detail)
		}
		j.checks.Add(int64(len(badFields) + 1))
		j.say(who.name, "sends a filing full of mistakes (%s) ✗ %d faults: %s …", lang, len(p.Errors), p.Detail)
	}
	return nil
}

func hasHan(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff })
}

func uploadOnly(j *journey, ctx context.Context, who *actor, s Step) error {
	_, err := j.upload(ctx, who, s.Files)
	return err
}

// checkPhoto looks whether the photo has lost what the phone wrote into it.
func checkPhoto(j *journey, ctx context.Context, who *actor, _ Step) error {
	i := slices.IndexFunc(j.view.Evidence, func(e struct{ ID, Mime string }) bool { return e.Mime == "image/jpeg" })
	if i < 0 {
		return fmt.Errorf("the case shows no photo")
	}
	reply, err := who.Send(ctx, http.MethodGet, "/api/v1/cases/"+j.id+"/evidence/"+j.view.Evidence[i].ID, nil)
	if err != nil {
		return err
	}
	if reply.Status != http.StatusOK || bytes.Contains(reply.Body, []byte("Exif")) || bytes.Contains(reply.Body, []byte("GPS")) {
		return fmt.Errorf("the photo comes back with status %d, or with what the phone wrote into it", reply.Status)
	}
	j.checks.Add(1)
	j.say(who.name, "looks at the photo → %d bytes, without place and device", len(reply.Body))
	return nil
}

// checkInbox waits for the message about an event.
func checkInbox(j *journey, ctx context.Context, who *actor, s Step) error {
	var found string
	err := until(ctx, "the message about "+s.Event, func() (bool, error) {
		var inbox struct {
			Items []struct{ Case, Event, Text string }
		}
		err := call(ctx, who.Client, http.MethodGet, "/api/v1/me/inbox", nil, &inbox)
		for _, m := range inbox.Items {
			if m.Case == j.id && m.Event == s.Event {
				found = m.Text
			}
		}
		return found != "", err
	})
	if err != nil {
		return err
	}
	if !strings.Contains(found, s.Text) {
		return fmt.Errorf("the message says %q, not %q", found, s.Text)
	}
	j.checks.Add(1)
	j.say(who.name, "finds in the inbox: %s", found)
	return nil
}

func setLanguage(j *journey, ctx context.Context, who *actor, _ Step) error {
	var me struct{ Locale string }
	if err := call(ctx, who.Client, http.MethodPatch, "/api/v1/me", object{"locale": "en", "elder": false}, &me); err != nil {
		return err
	}
	j.say(who.name, "chooses English for all screens and messages")
	return j.expect("the language", me.Locale, "en")
}

// bindPhone gives the account the phone's number by WeChat's button.
func bindPhone(j *journey, ctx context.Context, who *actor, _ Step) error {
	var minted struct {
		Phone string `json:"phone_code"`
	}
	if err := call(ctx, who.Client, http.MethodPost, "/api/v1/simulator/codes", object{"name": accountName(who.name)}, &minted); err != nil {
		return err
	}
	var me struct {
		HasPhone bool `json:"has_phone"`
	}
	if err := call(ctx, who.Client, http.MethodPost, "/api/v1/me/phone", object{"code": minted.Phone}, &me); err != nil {
		return err
	}
	if !me.HasPhone {
		return fmt.Errorf("the account knows no phone number")
	}
	j.checks.Add(1)
	j.say(who.name, "binds the phone number by WeChat's button")
	return nil
}

// seeQueue reads the place in the queue and the range, or why there is none.
func seeQueue(j *journey, ctx context.Context, who *actor, _ Step) error {
	if err := j.read(ctx); err != nil {
		return err
	}
	q := j.view.Queue
	if q == nil || !q.Known && q.Why == "" {
		return fmt.Errorf("a waiting case must show its place, and a range or the reason for none: %+v", q)
	}
	j.checks.Add(1)
	expected := "unknown: " + q.Why
	if q.Known {
		expected = fmt.Sprintf("%d to %d days", q.Low, q.High)
	}
	j.say(who.name, "sees %d ahead in the queue, waiting time %s", q.Ahead, expected)
	return nil
}

// seeDesk finds the filing among those that wait for a moderator.
func seeDesk(j *journey, ctx context.Context, who *actor, _ Step) error {
	after := ""
	for {
		var page struct {
			Items []struct{ ID string }
			Next  string
		}
		if err := call(ctx, who.Client, http.MethodGet, "/api/v1/desk?limit=200&after="+after, nil, &page); err != nil {
			return err
		}
		if slices.ContainsFunc(page.Items, func(i struct{ ID string }) bool { return i.ID == j.id }) {
			j.checks.Add(1)
			j.say(who.name, "finds the filing on the desk, not yet looked at")
			return nil
		}
		if after = page.Next; after == "" {
			return fmt.Errorf("the desk does not show the filing")
		}
	}
}

// stranger must not even learn that the case exists.
func stranger(j *journey, ctx context.Context, who *actor, _ Step) error {
	err := call(ctx, who.Client, http.MethodGet, "/api/v1/cases/"+j.id, nil, nil)
	if p := problemOf(err); p == nil || p.Status != http.StatusNotFound {
		return fmt.Errorf("a stranger must find nothing, but got %v", err)
	}
	j.checks.Add(1)
	j.say(who.name, "(a stranger to the case) tries to read it ✗ 404")
	return nil
}
