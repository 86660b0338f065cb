package i18n

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestMatch(t *testing.T) {
	for header, want := range map[string]string{
		"":                           "zh-CN",
		"zh-CN,zh;q=0.9,en;q=0.8":    "zh-CN",
		"en-GB,en;q=0.9":             "en",
		"en;q=0.2, zh;q=0.9":         "zh-CN",
		"fr-FR, en;q=0.5":            "en",
		"zh-Hant-TW":                 "zh-CN",
		"zh-HK":                      "zh-CN",
		"ja":                         "zh-CN",
		"*":                          "zh-CN",
		"not a language; q=rubbish!": "zh-CN",
	} {
		if got := Match(header); got != want {
			t.Errorf("Match(%q) = %s, want %s", header, got, want)
		}
	}
}

func TestLanguages(t *testing.T) {
	got := Languages()
	if len(got) < 2 || got[0] != Default || got[1] != "en" {
		t.Fatalf("Languages() = %v", got)
	}
	got[0] = "changed"
	if Languages()[0] != Default {
		t.Error("a caller can change the list")
	}
}

func TestTextFallsBack(t *testing.T) {
	if got := Text("en", "app.name", nil); got != "Yanhe" {
		t.Errorf("en: %q", got)
	}
	if got := Text("fr", "app.name", nil); got != "言和" {
		t.Errorf("an unknown language: %q", got)
	}
	if got := Text("en", "no.such_key", nil); got != "no.such_key" || Has("no.such_key") {
		t.Errorf("a missing key: %q", got)
	}
	if !Has("app.name") {
		t.Error("Has(app.name)")
	}
}

func TestFillAndShow(t *testing.T) {
	at := time.Date(2026, 3, 4, 16, 5, 0, 0, time.UTC)
	args := map[string]any{"name": Key("app.name"), "n": 3, "big": int64(1 << 40), "at": at,
		"text": "{n} stays", "ok": true}
	for text, want := range map[string]string{
		"{name}: {n}":    "Yanhe: 3",
		"{big}":          "1099511627776",
		"{at}":           "5 March 2026 00:05",
		"{text}, {n}":    "{n} stays, 3",
		"{ok}":           "true",
		"{missing} {n}":  "{missing} 3",
		"open { and {n}": "open { and {n}",
		"no end {n":      "no end {n",
	} {
		got := fill(text, func(name string) (string, bool) {
			v, ok := args[name]
			return show("en", v), ok
		})
		if got != want {
			t.Errorf("fill(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestMoney(t *testing.T) {
	for fen, want := range map[int64]string{
		0: "0.00", 5: "0.05", 123450: "1,234.50", 100000000: "1,000,000.00", -123456: "-1,234.56",
		math.MinInt64: "-92,233,720,368,547,758.08",
	} {
		if got := Money("zh-CN", fen); got != want+" 元" {
			t.Errorf("Money(zh-CN, %d) = %q", fen, got)
		}
		if got := Money("en", fen); got != "CNY "+want {
			t.Errorf("Money(en, %d) = %q", fen, got)
		}
	}
}

func TestMoneyKeepsEveryDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.Int64Range(0, math.MaxInt64).Draw(t, "fen")
		digits := strings.TrimLeft(strings.NewReplacer(",", "", ".", "").Replace(yuan(fen)), "0")
		if want := strings.TrimLeft(show(Default, fen), "0"); digits != want {
			t.Fatalf("yuan(%d) = %s", fen, yuan(fen))
		}
	})
}

func TestDatesAreShanghai(t *testing.T) {
	at := time.Date(2025, 12, 31, 16, 30, 59, 0, time.UTC)
	if got := DateTime("zh-CN", at); got != "2026年1月1日 00:30" {
		t.Error(got)
	}
	if got := Date("en", at); got != "1 January 2026" {
		t.Error(got)
	}
}
