package wechat

import (
	"context"
	"errors"

	"github.com/silenceper/wechat/v2/miniprogram/security"

	"yanhe/backend/fault"
)

// What a content check says.
const (
	VerdictPass   = "pass"   // nothing found
	VerdictRisky  = "risky"  // breaks a rule
	VerdictReview = "review" // needs a person's look
)

// The kinds of media that are checked.
const (
	MediaAudio = "audio"
	MediaImage = "image"
)

const (
	apiCheckText  = "msg_sec_check"
	apiCheckMedia = "media_check_async"
)

// textLimit is the most characters of one text check (msgSecCheck 2.0); pieces
// overlap, so that a word on a border is seen whole once.
const (
	textLimit   = 2500
	textOverlap = 50
)

// checkScene is the scene of both checks: 1 资料, 2 评论, 3 论坛, 4 社交日志. What is
// written here is read by others, as in a forum.
const checkScene = security.MsgSceneForum

// CheckText checks what a person wrote; the worst verdict of all its parts
// counts. WeChat checks only for people who opened the mini-program within two
// hours, so for others, and for an empty openID (filings by staff and on paper),
// the verdict is review: it needs a person's look.
func (c *Client) CheckText(ctx context.Context, openID, text string) (verdict string, err error) {
	if text == "" {
		return VerdictPass, nil
	}
	if openID == "" {
		return VerdictReview, nil
	}
	worst := VerdictPass
	for _, piece := range pieces([]rune(text)) {
		verdict, err := c.checkPiece(ctx, openID, piece)
		if err != nil {
			return "", err
		}
		if verdict == VerdictRisky {
			return VerdictRisky, nil
		}
		if verdict == VerdictReview {
			worst = VerdictReview
		}
	}
	return worst, nil
}

func (c *Client) checkPiece(ctx context.Context, openID, piece string) (verdict string, err error) {
	in := &security.MsgCheckRequest{OpenID: openID, Scene: checkScene, Content: piece}
	err = c.call(ctx, apiCheckText, func(ctx context.Context) error {
		answer, err := security.NewSecurity(library).MsgCheckContext(ctx, in)
		verdict = verdictOf(answer.Result.Suggest)
		return err
	})
	switch {
	case errors.Is(err, ErrNotRecent):
		return VerdictReview, nil
	case errors.Is(err, errRisky):
		return VerdictRisky, nil
	}
	return verdict, err
}

// verdictOf reads WeChat's suggestion; what it does not know is not passed.
func verdictOf(suggest security.CheckSuggest) string {
	switch suggest {
	case security.CheckSuggestPass:
		return VerdictPass
	case security.CheckSuggestRisky:
		return VerdictRisky
	default:
		return VerdictReview
	}
}

// pieces cuts a text into overlapping parts that fit one check each.
func pieces(text []rune) []string {
	var parts []string
	for len(text) > textLimit {
		parts = append(parts, string(text[:textLimit]))
		text = text[textLimit-textOverlap:]
	}
	return append(parts, string(text))
}

// CheckMedia asks for a check of the picture or sound at a public URL (kind is
// MediaImage or MediaAudio, at most 10 MB) and returns the trace id under which
// the verdict will come back within 30 minutes, see DecryptCallback. ErrNotRecent
// means that a person has to look.
func (c *Client) CheckMedia(ctx context.Context, openID, mediaURL, kind string) (traceID string, err error) {
	in := &security.MediaCheckAsyncRequest{MediaURL: mediaURL, OpenID: openID, Scene: uint8(checkScene)}
	switch kind {
	case MediaAudio:
		in.MediaType = 1
	case MediaImage:
		in.MediaType = 2
	default:
		return "", fault.Internalf("media of kind %q cannot be checked", kind)
	}
	if openID == "" {
		return "", ErrNotRecent
	}
	err = c.call(ctx, apiCheckMedia, func(ctx context.Context) error {
		traceID, err = security.NewSecurity(library).MediaCheckAsyncContext(ctx, in)
		if err == nil && traceID == "" {
			return ErrUnreachable
		}
		return err
	})
	return traceID, err
}
