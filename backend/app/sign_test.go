package app

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanhe/backend/clock"
)

func newSigner() (signer, *clock.Fixed) {
	clk := clock.At(monday)
	return signer{key: derive([]byte("master"), "links"), clock: clk, public: "https://yanhe.example.cn"}, clk
}

// parts takes a link apart as the server does.
func parts(t interface{ Fatal(...any) }, link string) (file, until, mark string) {
	u, err := url.Parse(link)
	if err != nil || u.Host != "yanhe.example.cn" || !strings.HasPrefix(u.Path, "/files/") {
		t.Fatal(link, err)
	}
	return strings.TrimPrefix(u.Path, "/files/"), u.Query().Get("until"), u.Query().Get("mark")
}

func TestALinkHoldsForAnHour(t *testing.T) {
	s, clk := newSigner()
	file, until, mark := parts(t, s.Link("upload-1"))
	for _, step := range []struct {
		pass time.Duration
		want bool
	}{{0, true}, {linkLife - time.Second, true}, {time.Second, false}, {365 * 24 * time.Hour, false}} {
		clk.Advance(step.pass)
		if got := s.Valid(file, until, mark); got != step.want {
			t.Errorf("after another %v: %v", step.pass, got)
		}
	}
}

// TestALinkCannotBeChanged: for another file, a later end, with another mark or by
// another key.
func TestALinkCannotBeChanged(t *testing.T) {
	s, _ := newSigner()
	other := s
	other.key = derive([]byte("master"), "audit")
	text := rapid.StringMatching(`[ -~]{0,40}`)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[a-zA-Z0-9 /?&=%-]{1,30}`).Draw(t, "name")
		file, until, mark := parts(t, s.Link(name))
		if file != name || !s.Valid(file, until, mark) || other.Valid(file, until, mark) {
			t.Fatalf("%q became %q", name, file)
		}
		f, u, m := file, until, mark
		switch rapid.IntRange(0, 3).Draw(t, "what") {
		case 0:
			f = text.Draw(t, "file")
		case 1:
			u = rapid.StringMatching(`-?[0-9]{1,19}|`).Draw(t, "until")
		case 2:
			m = text.Draw(t, "mark")
		case 3: // the border between file and time moves
			f, u = file+"|"+until[:3], until[3:]
		}
		if (f != file || u != until || m != mark) && s.Valid(f, u, m) {
			t.Fatalf("%q, %q, %q opens a file", f, u, m)
		}
	})
}

func TestKeysOfDifferentPurposes(t *testing.T) {
	if string(derive([]byte("m"), "links")) == string(derive([]byte("m"), "audit")) || string(derive([]byte("m"), "x")) == string(derive([]byte("n"), "x")) {
		t.Error("two purposes or two masters have the same key")
	}
}
