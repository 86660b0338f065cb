package tracking

import (
	"context"
	"errors"
	"slices"
	"testing"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
)

var ctx = context.Background()

func TestEveryMissLooksAlike(t *testing.T) {
	s := serviceOf(secretCase(dispute.Queued))
	miss := func(name string, err error) {
		t.Helper()
		f := fault.From(err)
		if !errors.Is(err, ErrNotFound) || f.Field != "" || len(f.Args) != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := s.ByNumber(ctx, "2026宣郎13", "5678", "en")
	miss("wrong number", err)
	_, err = s.ByNumber(ctx, "2026宣郎12", "5679", "en")
	miss("wrong tail", err)
	_, err = s.ByToken(ctx, "0123456789abcdefghjkmnpqrt", "en")
	miss("wrong token", err)
	_, err = s.ByToken(ctx, "../../etc/passwd", "en")
	miss("no token", err)
	_, err = s.ReceiptByToken(ctx, "x", "en")
	miss("receipt", err)
}

func TestByNumber(t *testing.T) {
	s := serviceOf(secretCase(dispute.Queued))
	v, err := s.ByNumber(ctx, " (2026) 宣郎12 ", "５６７８", "en")
	if err != nil || v.Number != number || v.State != dispute.Queued {
		t.Fatal(v, err)
	}
	_, err = s.ByNumber(ctx, "12", "56", "en")
	f := fault.From(err)
	if f.Code != "tracking.number_form" || f.Field != "number" || len(f.More) != 1 || f.More[0].Code != "tracking.tail_form" {
		t.Errorf("%v, %v", err, f.More)
	}
}

func TestTokensAreFolded(t *testing.T) {
	if _, err := serviceOf(secretCase(dispute.Queued)).ByToken(ctx, " OI23456789-ABCDEFGHJKMNPQRS ", "en"); err != nil {
		t.Error(err)
	}
}

func TestOtherFaultsStay(t *testing.T) {
	away := fault.New(fault.Unavailable, "store.unavailable")
	s := serviceOf(secretCase(dispute.Queued))
	s.Cases = register{c: secretCase(dispute.Queued), err: away}
	if _, err := s.ByToken(ctx, token, "en"); !errors.Is(err, away) {
		t.Error(err)
	}
	if _, err := s.ByNumber(ctx, number, "5678", "en"); !errors.Is(err, away) {
		t.Error(err)
	}
}

// printer is a Codes that notes what it was asked.
type printer struct {
	scene, page string
	err         error
}

func (p *printer) UnlimitedCode(_ context.Context, scene, page string) ([]byte, error) {
	p.scene, p.page = scene, page
	return []byte("a picture"), p.err
}

func TestMiniCode(t *testing.T) {
	s := serviceOf(secretCase(dispute.Queued))
	if _, err := s.MiniCode(ctx, token); fault.From(err).Code != "tracking.no_mini_code" {
		t.Error("without WeChat:", err)
	}
	p := &printer{}
	s.Codes, s.MiniPage = p, "pages/track/index"
	if _, err := s.MiniCode(ctx, "0123456789abcdefghjkmnpqrt"); !errors.Is(err, ErrNotFound) || p.scene != "" {
		t.Error("an unknown token was sent to WeChat:", err)
	}
	picture, err := s.MiniCode(ctx, token)
	if err != nil || string(picture) != "a picture" || p.scene != token || p.page != "pages/track/index" || len(p.scene) > 32 {
		t.Error(p, err)
	}
	p.err = errors.New("connection refused")
	if _, err := s.MiniCode(ctx, token); !fault.Is(err, fault.Unavailable) || !errors.Is(err, p.err) {
		t.Error("WeChat away:", err)
	}
}

func TestContactIsTheNearestThatAnswers(t *testing.T) {
	s := serviceOf(secretCase(dispute.Queued))
	got := s.contact("village", "en")
	if got.Name != "Langxi County Mediation Center" || got.Phone != "0563-701 2345" || got.Dial != "05637012345" {
		t.Errorf("%+v", got)
	}
	if want := []string{"Monday to Friday 08:30\u2060–\u206012:00"}; !slices.Equal(got.Hours, want) {
		t.Errorf("%q", got.Hours)
	}
	if got := s.contact("nowhere", "zh-CN"); got.Name != "宣城市矛调中心" {
		t.Errorf("%+v", got)
	}
}
