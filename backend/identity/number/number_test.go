package number

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanhe/backend/clock"
	"yanhe/backend/fault"
)

var today = time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)

// check tells whether a result is the wanted form, or the wanted fault code when
// no form is wanted.
func check(t *testing.T, in, got string, err error, want, code string) {
	t.Helper()
	if got != want || (err != nil) != (code != "") {
		t.Errorf("%q gives %q, %v", in, got, err)
	}
	if code != "" && !errors.Is(err, fault.New(fault.Invalid, code)) {
		t.Errorf("%q gives %v, not %s", in, err, code)
	}
}

func TestResidentID(t *testing.T) {
	for in, want := range map[string]string{
		"11010519491231002X":  "",                // the example of GB 11643
		"440524188001010014":  "number.id_birth", // the other one, older than anybody lives
		"342501198503071234":  "number.id_checksum",
		"34250119850307123":   "number.id",
		"3425011985030712345": "number.id",
		"34250119850307123Y":  "number.id",
		"X42501198503071234":  "number.id",
		"992501198503071234":  "number.id",
		"002501198503071234":  "number.id",
		"342501198513071234":  "number.id_birth",
		"342501198502291234":  "number.id_birth", // no leap year
		"342501850307123":     "number.id",       // the 15 digits used until 2012
		"":                    "number.id",
		"宣城":                  "number.id",
		"三四二五〇一一九八五〇三〇七一二三四": "number.id",
	} {
		normal := ""
		if want == "" {
			normal = in
		}
		got, err := ResidentID(in, today)
		check(t, in, got, err, normal, want)
	}
	for _, written := range []string{"11010519491231002x", "110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ"} {
		got, err := ResidentID(written, today)
		check(t, written, got, err, "11010519491231002X", "")
	}
}

// A child is registered on the day of its birth in Shanghai, which begins while
// it is still yesterday in UTC.
func TestBornToday(t *testing.T) {
	midnight := time.Date(2026, 3, 1, 0, 0, 0, 0, clock.Shanghai)
	id := complete("34250120260301123")
	got, err := ResidentID(id, midnight)
	check(t, id, got, err, id, "")
	got, err = ResidentID(id, midnight.Add(-time.Millisecond))
	check(t, id, got, err, "", "number.id_birth")
}

func TestBirth(t *testing.T) {
	born, err := Birth("11010519491231002X")
	if err != nil || clock.Day(born) != "1949-12-31" {
		t.Error(born, err)
	}
	if _, err := Birth("1"); err == nil {
		t.Error("a birth in nothing")
	}
}

// complete puts the check character behind 17 digits.
func complete(s string) string { return s + string(checkCharacter(s)) }

var residentID = rapid.Custom(func(t *rapid.T) string {
	region := rapid.SampledFrom(append(strings.Fields(regions), "934", "911")).Draw(t, "region")
	rest := rapid.IntRange(0, 9999).Draw(t, "rest")
	day := rapid.IntRange(0, 46000).Draw(t, "day")
	born := time.Date(1900, 1, 1, 0, 0, 0, 0, clock.Shanghai).AddDate(0, 0, day)
	order := rapid.IntRange(0, 999).Draw(t, "order")
	return complete(fmt.Sprintf("%s%04d", region, rest)[:6] + born.Format("20060102") + fmt.Sprintf("%03d", order))
})

// The check character catches every single wrong character and every swap of
// neighbours (ISO 7064 MOD 11-2).
func TestChecksumCatchesSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := residentID.Draw(t, "id")
		if got, err := ResidentID(id, today); err != nil || got != id {
			t.Fatalf("%s: %v", id, err)
		}
		for i := range len(id) {
			for _, c := range "0123456789X" {
				wrong := id[:i] + string(c) + id[i+1:]
				if wrong == id || c == 'X' && i < 17 {
					continue
				}
				if checkCharacter(wrong) == wrong[17] {
					t.Fatalf("%s passes for %s", wrong, id)
				}
				if _, err := ResidentID(wrong, today); err == nil {
					t.Fatalf("%s is taken for %s", wrong, id)
				}
			}
			if i < 17 && id[i] != id[i+1] {
				swapped := id[:i] + string(id[i+1]) + string(id[i]) + id[i+2:]
				if _, err := ResidentID(swapped, today); err == nil {
					t.Fatalf("%s is taken for %s", swapped, id)
				}
			}
		}
	})
}

func TestCreditCode(t *testing.T) {
	for in, want := range map[string]string{
		"91350100M000100Y43":   "91350100M000100Y43", // the example of GB 32100
		"91350100m000100y43":   "91350100M000100Y43",
		" 91350100 M000100Y43": "91350100M000100Y43",
		"91350100M000100Y44":   "",
		"91350100M000100Y4":    "",
		"91350100I000100Y43":   "",
		"91350100M000100Y4I":   "",
		"11010519491231002X":   "", // a person is no company
		"":                     "",
		"安徽某某建设有限":             "",
	} {
		code := ""
		if want == "" {
			code = "number.credit_code"
		}
		got, err := CreditCode(in)
		check(t, in, got, err, want, code)
	}
}

// 31 is prime and every weight is prime to it, so a single slip is always caught.
func TestCreditCodeCatchesSlips(t *testing.T) {
	const code = "91350100M000100Y43"
	for i := range len(code) {
		for _, c := range creditAlphabet {
			wrong := code[:i] + string(c) + code[i+1:]
			if _, err := CreditCode(wrong); err == nil && wrong != code {
				t.Errorf("%s is taken for %s", wrong, code)
			}
		}
	}
}

func TestMobile(t *testing.T) {
	for in, want := range map[string]string{
		"13812345678":       "13812345678",
		"+86 138-1234-5678": "13812345678",
		"19912345678":       "19912345678",
		"0563-2012345":      "05632012345",
		"0551 62345678":     "055162345678",
		"(010) 6234 5678":   "01062345678",
		"+86 21 62345678":   "02162345678",
		"12812345678":       "",
		"1381234567":        "",
		"138123456789":      "",
		"62345678":          "", // no area code
		"0563-1012345":      "", // no number begins with 1
		"0102012345":        "",
		"110":               "",
		"+1 212 555 0100":   "",
		"138123456七8":       "",
		"":                  "",
	} {
		code := ""
		if want == "" {
			code = "number.phone"
		}
		got, err := Mobile(in)
		check(t, in, got, err, want, code)
	}
}

func FuzzNumbers(f *testing.F) {
	for _, seed := range []string{"11010519491231002X", "91350100M000100Y43", "+86 138 1234 5678", "0563-2012345", "９１", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, f := range []func(string) (string, error){
			CreditCode, Mobile, func(s string) (string, error) { return ResidentID(s, today) }} {
			got, err := f(s)
			if err != nil {
				continue
			}
			if again, err := f(got); err != nil || again != got || len(got) > 18 {
				t.Fatalf("%q -> %q -> %q, %v", s, got, again, err)
			}
		}
	})
}
