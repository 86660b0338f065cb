package tracking

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yanhe/backend/dispute"
)

func TestParseNumber(t *testing.T) {
	for _, typed := range []string{"（2026）宣郎人调字第12号", "(2026)宣郎人调字第12号", "2026宣郎人调字12", "2026宣郎12",
		" （２０２６） 宣郎 人调字 第 １２ 号 ", "〔2026〕宣郎人调字第012号", "[2026]宣郎人调第12号", "2026年宣郎人调字第12号",
		"2026-宣郎-12", "\u200b2026　宣郎第12号。", "【2026】宣郎人调字第12"} {
		if got, ok := ParseNumber(typed); !ok || got != "（2026）宣郎人调字第12号" {
			t.Errorf("ParseNumber(%q) = %q, %v", typed, got, ok)
		}
	}
	for _, typed := range []string{"", "12", "202612", "宣郎人调字第12号", "（26）宣郎人调字第12号", "2026宣郎人调字第号",
		"2026人调字第12号", "2026宣郎人调字第0号", "1026宣12", "2026宣郎人调字第1234567890号", "2026宣郎人调字第12号3",
		"2026宣12宣13", "2026宣第第12", strings.Repeat("宣", 200), "2026\xff宣12", "2026宣<12"} {
		if got, ok := ParseNumber(typed); ok {
			t.Errorf("ParseNumber(%q) = %q", typed, got)
		}
	}
}

func TestPrintedNumbersParse(t *testing.T) {
	abbr := rapid.StringMatching(`[宣郎泾绩旌宁广建平水阳溪]{1,6}[2-9]?`)
	rapid.Check(t, func(t *rapid.T) {
		printed := dispute.PrintNumber(rapid.IntRange(2000, 2999).Draw(t, "year"), abbr.Draw(t, "abbr"),
			rapid.Int64Range(1, 999_999_999).Draw(t, "n"))
		if got, ok := ParseNumber(printed); !ok || got != printed {
			t.Fatalf("%q parsed as %q, %v", printed, got, ok)
		}
	})
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"（2026）宣人调字第12号", "2026宣12", "2026年A人调1", "２０２６宣１", "\xff\xfe", "2026人调人调1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		got, ok := ParseNumber(typed)
		if !ok {
			if got != "" {
				t.Errorf("ParseNumber(%q) = %q, false", typed, got)
			}
			return
		}
		if again, ok := ParseNumber(got); !ok || again != got {
			t.Errorf("ParseNumber(%q) = %q, which parses as %q, %v", typed, got, again, ok)
		}
	})
}

func TestParseTail(t *testing.T) {
	for typed, want := range map[string]string{"5678": "5678", " 56 78 ": "5678", "５６７８": "5678", "567": "", "56789": "",
		"56a8": "", "": "", "五六七八": "", "٠١٢٣": "", strings.Repeat(" ", 500) + "5678": ""} {
		if got, ok := ParseTail(typed); got != want || ok != (want != "") {
			t.Errorf("ParseTail(%q) = %q, %v", typed, got, ok)
		}
	}
}
