package notice

import (
	"context"
	"slices"
	"time"

	"yanhe/backend/dispute"
)

// waiting is the problem of a media check that is asked for and not yet answered.
const waiting = "waiting"

// answerTime is how long an answer is waited for: WeChat's media verdicts come
// within 30 minutes (mediaCheckAsync 2.0).
const answerTime = 40 * time.Minute

// asks is how often a media check is asked for before a person must look.
const asks = 2

// verdict has the content behind an item checked. "" says that the verdict comes
// by callback.
func (w *Worker) verdict(ctx context.Context, c *dispute.Case, o dispute.Owed) (string, error) {
	if c.Applicant == "" {
		return dispute.Review, nil // the platform only checks for its own users
	}
	if o.Errand == dispute.CheckText {
		text, err := w.text(c, o)
		if err != nil {
			return "", err
		}
		return w.Checker.Text(ctx, c.Applicant, text)
	}
	if o.Problem == waiting && o.Tries >= asks {
		return dispute.Review, nil
	}
	i := slices.IndexFunc(c.Evidence, func(e dispute.Evidence) bool { return e.ID == o.File })
	if i < 0 {
		return dispute.Pass, nil
	}
	return w.Checker.File(ctx, c.Applicant, o.File, c.Evidence[i].Mime, c.ID, o.ID)
}

// checkMessage has a message checked, and keeps the verdict with it.
func (w *Worker) checkMessage(ctx context.Context, message string) error {
	account, text, err := w.Messages.OpenMessage(ctx, message)
	if err != nil {
		return err
	}
	verdict, err := w.Checker.Text(ctx, account, text)
	if err != nil {
		return err
	}
	return w.Messages.Judge(ctx, message, verdict)
}

// text is what an item asks to be checked: the story, or a supplement's note.
func (w *Worker) text(c *dispute.Case, o dispute.Owed) (string, error) {
	if o.Seq > 1 && o.Seq <= len(c.Timeline) {
		return w.Cases.OpenNote(c, c.Timeline[o.Seq-1])
	}
	story, err := w.Cases.OpenStory(c)
	return story.What + "\n" + story.Wishes + "\n" + story.Place, err
}
