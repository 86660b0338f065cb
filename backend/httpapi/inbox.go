package httpapi

import (
	"context"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/policy"
	"yanhe/i18n"
)

// Message is a notice, worded in the caller's language.
type Message struct {
	ID    string            `json:"id"`
	Case  string            `json:"case"`
	Event string            `json:"event"`
	Text  string            `json:"text"`
	Facts map[string]string `json:"facts,omitempty"`
	At    time.Time         `json:"at"`
	Read  bool              `json:"read"`
}

type inboxIn struct {
	PageIn
	Center string `query:"center" maxLength:"12" doc:"the inbox of a center's staff; empty for one's own"`
}

type inboxReply struct {
	Body struct {
		Items  []Message `json:"items"`
		Next   string    `json:"next,omitempty"`
		Unread int64     `json:"unread" doc:"at most 100"`
	}
}

// inboxOf names the inbox and asks the policy about a center's.
func (s *Server) inboxOf(ctx context.Context, center string) (string, error) {
	if center == "" {
		return callerOf(ctx).Subject.Account, nil
	}
	center, err := s.at(ctx, policy.ModerateCase, center)
	return dispute.CenterAddress(center), err
}

// inbox lists messages, the newest first.
func (s *Server) inbox(ctx context.Context, in *inboxIn) (*inboxReply, error) {
	owner, err := s.inboxOf(ctx, in.Center)
	if err != nil {
		return nil, err
	}
	page, err := s.d.Notices.Inbox.List(ctx, owner, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &inboxReply{}
	out.Body.Next = page.Next
	out.Body.Items = make([]Message, 0, len(page.Items))
	lang := callerOf(ctx).Lang
	for _, i := range page.Items {
		out.Body.Items = append(out.Body.Items, Message{ID: i.ID, Case: i.Case, Event: i.Event, Facts: i.Facts, At: i.At,
			Read: !i.Read.IsZero(), Text: i18n.Text(lang, "notice."+i.Event, s.noticeArgs(lang, i.Facts))})
	}
	out.Body.Unread, err = s.d.Notices.Inbox.Unread(ctx, owner)
	return out, err
}

// noticeArgs words the facts of a notice.
func (s *Server) noticeArgs(lang string, facts map[string]string) map[string]any {
	args := map[string]any{"number": facts["number"], "center": "", "start": ""}
	if args["number"] == "" {
		args["number"] = i18n.Text(lang, "inbox.unnumbered", nil)
	}
	if c, err := s.d.Centers.Get(facts["center"]); err == nil {
		args["center"] = c.Title
		if lang != i18n.Default {
			args["center"] = c.TitleEN
		}
	}
	if at, err := time.Parse(time.RFC3339, facts["start"]); err == nil {
		args["start"] = i18n.DateTime(lang, at)
	}
	return args
}

type messageIn struct {
	ID     string `path:"id" maxLength:"120"`
	Center string `query:"center" maxLength:"12"`
}

// markRead marks one message.
func (s *Server) markRead(ctx context.Context, in *messageIn) (*noReply, error) {
	owner, err := s.inboxOf(ctx, in.Center)
	if err != nil {
		return nil, err
	}
	return nil, s.d.Notices.Inbox.MarkRead(ctx, owner, in.ID)
}
