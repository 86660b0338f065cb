package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"yanhe/backend/clock"
)

// below is a path of the API: one that begins with a slash is whole, any other is of the
// case.
func (j *journey) below(path string) string {
	if _, rest, whole := strings.Cut(path, "://"); whole {
		_, path, _ = strings.Cut(rest, "/")
		return "/" + path
	}
	if strings.HasPrefix(path, "/") {
		return "/api/v1" + path
	}
	return strings.TrimSuffix("/api/v1/cases/"+j.id+"/"+path, "/")
}

// post sends what a step says to where it says, and keeps words of the reply.
func post(j *journey, ctx context.Context, who *actor, s Step) error {
	path, err := j.expand(ctx, who, s.Path)
	if err != nil {
		return err
	}
	with, err := j.expand(ctx, who, s.With)
	if err != nil {
		return err
	}
	var out map[string]any
	method := http.MethodPost
	if s.With == nil && s.Text == "delete" {
		method, with = http.MethodDelete, nil
	}
	err = call(ctx, who.Client, method, j.below(path.(string)), with, &out, "Idempotency-Key", j.key(fmt.Sprint(j.next)))
	if err != nil {
		return err
	}
	j.keep(out)
	j.say(who.name, "%s (%s)", words(s, "sends"), s.Path)
	return j.hold(ctx, who, s, out)
}

// keep remembers the words of a reply, for $kept.
func (j *journey) keep(reply map[string]any) {
	if j.kept == nil {
		j.kept = map[string]string{}
	}
	for name, v := range reply {
		if text, ok := v.(string); ok {
			j.kept[name] = text
		}
	}
}

// words is what the printout says of a generic step.
func words(s Step, otherwise string) string {
	if s.Note != "" {
		return s.Note
	}
	return otherwise
}

// hold looks whether a reply has what it must have, and nothing that it must not.
func (j *journey) hold(ctx context.Context, who *actor, s Step, reply any) error {
	raw, err := json.Marshal(reply)
	if err != nil {
		return err
	}
	return j.holds(ctx, who, s, string(raw))
}

func (j *journey) holds(ctx context.Context, who *actor, s Step, text string) error {
	for _, list := range []struct {
		words []string
		want  bool
	}{{s.Has, true}, {s.Lacks, false}} {
		for _, w := range list.words {
			v, err := j.expand(ctx, who, w)
			if err != nil {
				return err
			}
			if strings.Contains(text, v.(string)) != list.want {
				return fmt.Errorf("%s: %q must be there: %v\n%.2000s", s.Path, v, list.want, text)
			}
			j.checks.Add(1)
		}
	}
	return nil
}

// see reads a path until it says what it must, as far as the patience for background
// work goes.
func see(j *journey, ctx context.Context, who *actor, s Step) error {
	path, err := j.expand(ctx, who, s.Path)
	if err != nil {
		return err
	}
	var last error
	err = until(ctx, "what "+s.Path+" must say", func() (bool, error) {
		reply, err := who.Send(ctx, http.MethodGet, j.below(path.(string)), nil)
		if err != nil {
			return false, err
		}
		if reply.Status >= 300 {
			return false, readProblem(reply)
		}
		last = j.holds(ctx, who, s, string(reply.Body))
		var object map[string]any
		if json.Unmarshal(reply.Body, &object) == nil { // a page or a file has no words to keep
			j.keep(object)
		}
		return last == nil, nil
	})
	if err != nil && last != nil && problemOf(err) == nil {
		return last
	}
	if err == nil {
		j.say(who.name, "%s", words(s, "finds what there must be at "+s.Path))
	}
	return err
}

// wind lets time pass.
func wind(j *journey, ctx context.Context, _ *actor, s Step) error {
	by := time.Duration(s.Days)*24*time.Hour + time.Duration(s.Hours)*time.Hour
	if s.Start {
		by += j.appointment.Start.Sub(j.o.Now())
	}
	if by < 0 {
		return fmt.Errorf("time does not go back by %v", -by)
	}
	if err := j.o.Wind(ctx, by); err != nil {
		return err
	}
	j.people.forget()
	var err error
	if j.filer, err = j.people.get(ctx, j.filer.key); err != nil {
		return err
	}
	fmt.Fprintf(&j.lines, "     … %d hours later\n", int(by.Hours()))
	return j.read(ctx)
}

// expand puts in what only the run knows: $account:<login>, $file:<paper>, $kept:<name>,
// $room, $appointment, $case, $center, and times: $now, $start and $end of the appointment
// with an offset as $now+2h, and days as $today+30.
func (j *journey) expand(ctx context.Context, who *actor, v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return object{}, nil
	case []any:
		out := slices.Clone(v)
		for i := range out {
			var err error
			if out[i], err = j.expand(ctx, who, out[i]); err != nil {
				return nil, err
			}
		}
		return out, nil
	case map[string]any:
		out := object{}
		for name, one := range v {
			var err error
			if out[name], err = j.expand(ctx, who, one); err != nil {
				return nil, err
			}
		}
		return out, nil
	case string:
		return j.expandText(ctx, who, v)
	}
	return v, nil
}

func (j *journey) expandText(ctx context.Context, who *actor, text string) (string, error) {
	for {
		i := strings.IndexByte(text, '$')
		if i < 0 {
			return text, nil
		}
		end := i + 1
		for end < len(text) && !strings.ContainsRune("/ ?&\"'", rune(text[end])) {
			end++
		}
		value, err := j.word(ctx, who, text[i+1:end])
		if err != nil {
			return "", err
		}
		text = text[:i] + value + text[end:]
	}
}

func (j *journey) word(ctx context.Context, who *actor, word string) (string, error) {
	name, arg, _ := strings.Cut(word, ":")
	switch name {
	case "account":
		a, err := j.people.get(ctx, arg)
		if err != nil {
			return "", err
		}
		return a.account, nil
	case "room":
		return j.appointment.Room, nil
	case "appointment":
		return j.appointment.ID, nil
	case "case":
		return j.id, nil
	case "center":
		return j.view.Center, nil
	case "file":
		ids, err := j.upload(ctx, who, []string{arg})
		if err != nil {
			return "", err
		}
		return ids[0], nil
	case "kept":
		if v, ok := j.kept[arg]; ok {
			return v, nil
		}
		return "", fmt.Errorf("no reply held %q", arg)
	}
	return j.time(name)
}

// time is a moment or a day, with an offset.
func (j *journey) time(word string) (string, error) {
	if days, ok := strings.CutPrefix(word, "today"); ok {
		n := 0
		if _, err := fmt.Sscanf(days+" ", "%d", &n); err != nil && days != "" {
			return "", err
		}
		return clock.Day(j.o.Now().AddDate(0, 0, n)), nil
	}
	for name, at := range map[string]time.Time{"now": j.o.Now(), "start": j.appointment.Start, "end": j.appointment.End} {
		by, ok := strings.CutPrefix(word, name)
		if !ok {
			continue
		}
		d := time.Duration(0)
		if by != "" {
			var err error
			if d, err = time.ParseDuration(by); err != nil {
				return "", err
			}
		}
		return at.Add(d).UTC().Truncate(time.Second).Format(time.RFC3339), nil
	}
	return "", fmt.Errorf("nobody knows $%s", word)
}
