package demo

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// invite asks the other side to take part, and leaves the letter beside the receipts.
func invite(j *journey, ctx context.Context, who *actor, s Step) error {
	var in struct{ Code, Letter string }
	err := call(ctx, who.Client, http.MethodPost, "/api/v1/cases/"+j.id+"/parties/"+s.Party+"/invitation", object{"note": s.Note}, &in,
		"Idempotency-Key", j.key(fmt.Sprint(j.next)))
	if err != nil {
		return err
	}
	if j.invited == nil {
		j.invited = map[string]string{}
	}
	j.invited[s.Party] = in.Code
	letter, err := j.fetchAs(ctx, who, in.Letter)
	if err != nil {
		return err
	}
	if !strings.Contains(string(letter), in.Code[:4]) {
		return fmt.Errorf("the letter of %s lacks its code", s.Party)
	}
	j.checks.Add(1)
	j.say(who.name, "invites the other side (%s) by letter", s.Party)
	if j.o.Out == "" {
		return nil
	}
	folder := filepath.Join(j.o.Out, "letters")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, j.filing.Key+"-"+s.Party+".html"), letter, 0o600)
}

// join shows that a wrong code is refused, and takes part by the right one.
func join(j *journey, ctx context.Context, who *actor, s Step) error {
	path := "/api/v1/track/" + j.view.Track + "/joining"
	proof := object{"code": "wrong", "tail": s.Text}
	if err := call(ctx, who.Client, http.MethodPost, path, proof, nil); !refusedAs(err, "invite.wrong") {
		return fmt.Errorf("a wrong code must be refused as invite.wrong, but got %v", err)
	}
	proof["code"] = j.invited[s.Party]
	var view caseView
	if err := call(ctx, who.Client, http.MethodPost, path, proof, &view); err != nil {
		return err
	}
	if view.ID != j.id || view.Story != nil {
		return fmt.Errorf("who joins sees case %s with the story %v", view.ID, view.Story)
	}
	j.checks.Add(1)
	j.say(who.name, "takes part by code and phone, and reads nothing of the applicant's story")
	return nil
}
