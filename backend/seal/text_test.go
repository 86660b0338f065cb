package seal

import (
	"encoding/hex"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNormalPhone(t *testing.T) {
	for in, want := range map[string]string{
		"13812345678":       "13812345678",
		"138 1234 5678":     "13812345678",
		"138-1234-5678":     "13812345678",
		"+86 138 1234 5678": "13812345678",
		"+8613812345678":    "13812345678",
		"008613812345678":   "13812345678",
		"8613812345678":     "13812345678",
		"１３８１２３４５６７８":       "13812345678",
		"＋８６ １３８１２３４５６７８":         "13812345678",
		"\u202d13812345678\u202c": "13812345678", // copied from a contact card
		"0563-2012345":            "05632012345",
		"(0563) 201 2345":         "05632012345",
		"+86 563 2012345":         "05632012345",
		"+86-10-12345678":         "01012345678",
		"+86 0563 2012345":        "05632012345",
		"+86 400 123 4567":        "4001234567",
		"12348":                   "12348",
		"138x":                    "138x",
		"+1 212 555 0100":         "+12125550100",
		"":                        "",
	} {
		if got := NormalPhone(in); got != want {
			t.Errorf("NormalPhone(%q) = %q, not %q", in, got, want)
		}
	}
}

func TestNormalIDNumber(t *testing.T) {
	for in, want := range map[string]string{
		" 34252319490101001x ": "34252319490101001X",
		"３４２５２３１９４９０１０１００１ｘ": "34252319490101001X",
		"342523 19490101 001X":     "34252319490101001X",
		"342523-19490101-001X":     "34252319490101001X",
		"91341800ma2rx1234u":       "91341800MA2RX1234U",
		"\ufeff34252319490101001X": "34252319490101001X",
	} {
		if got := NormalIDNumber(in); got != want {
			t.Errorf("NormalIDNumber(%q) = %q, not %q", in, got, want)
		}
	}
}

func TestNormalName(t *testing.T) {
	for _, same := range [][]string{
		{"张三丰", " 张三丰", "张 三 丰", "张　三丰", "张\u200b三丰"},
		{"阿不都·热西提", "阿不都•热西提", "阿不都・热西提", "阿不都･热西提", "阿不都 . 热西提"},
		{"John Smith", "JOHN SMITH", "Ｊｏｈｎ　Ｓｍｉｔｈ"},
		{"宣城ABC(安徽)公司", "宣城ＡＢＣ（安徽）公司"},
	} {
		for _, other := range same[1:] {
			if NormalName(other) != NormalName(same[0]) {
				t.Errorf("%q and %q differ", other, same[0])
			}
		}
	}
	if NormalName("张三") == NormalName("张三丰") {
		t.Error("different names look the same")
	}
}

func TestNormalFormsAreFixed(t *testing.T) {
	for name, f := range map[string]func(string) string{
		"phone": NormalPhone, "id": NormalIDNumber, "name": NormalName} {
		rapid.Check(t, func(t *rapid.T) {
			s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[+0 ]{0,3}(86|0086|\+86){0,3}[0-9 -]{0,14}`)).Draw(t, "s")
			if once := f(s); f(once) != once {
				t.Fatalf("%s: %q -> %q -> %q", name, s, once, f(once))
			}
		})
	}
}

func TestBlind(t *testing.T) {
	b := box(t, entry("k1", SM4, 1))
	form := regexp.MustCompile(`^[a-z2-7]{26}$`)
	seen := map[string]string{}
	for _, c := range []struct{ kind, value string }{
		{Phone, "13812345678"}, {Phone, "13812345679"}, {IDNumber, "13812345678"}, {Name, "13812345678"},
		{Phone, ""}, {Name, ""}, {"last4:a", "5678"}, {"last4:b", "5678"}, {"last4:", "5678"}, {"other", "5678"},
		{"phon", "e13812345678"},
	} {
		got := b.Blind(c.kind, c.value)
		if !form.MatchString(got) {
			t.Errorf("%v: %q", c, got)
		}
		if before := seen[got]; before != "" {
			t.Errorf("%v looks like %s", c, before)
		}
		seen[got] = c.kind + " " + c.value
	}
	for _, same := range []struct{ kind, one, two string }{
		{Phone, "13812345678", "+86 138-1234-5678"},
		{IDNumber, "34252319490101001x", "342523 19490101 001X"},
		{Name, "张 三", "张三"},
		{"last4:a", "13812345678", "５６７８"},
		{"last4:a", "34252319490101001x", "001X"},
		{"other", " A b", "ａb"},
	} {
		if b.Blind(same.kind, same.one) != b.Blind(same.kind, same.two) {
			t.Errorf("%v differ", same)
		}
	}
	other, err := New(b.ring, []byte("another key 23 letters."))
	if err != nil {
		t.Fatal(err)
	}
	if other.Blind(Phone, "1") == b.Blind(Phone, "1") {
		t.Error("the key does not count")
	}
}

// HMAC-SM3 of the empty kind and value under sixteen zero bytes, computed with
// OpenSSL 3: printf '\0\0\0\0' | openssl dgst -sm3 -mac HMAC -macopt hexkey:00…
func TestBlindIsHMACSM3(t *testing.T) {
	ring, err := ParseKeyring(entry("k1", SM4, 1))
	if err != nil {
		t.Fatal(err)
	}
	b, err := New(ring, make([]byte, 16))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := blindEncoding.DecodeString(b.Blind("", ""))
	if err != nil || hex.EncodeToString(raw) != "5f08f19a7d6d8aceb7a6955b1533173c" {
		t.Errorf("%x %v", raw, err)
	}
}

func TestMasks(t *testing.T) {
	for _, c := range []struct {
		name     string
		mask     func(string) string
		in, want string
	}{
		{"name", MaskName, "张三丰", "张*丰"},
		{"name", MaskName, "张三", "张*"},
		{"name", MaskName, " 张三 ", "张*"},
		{"name", MaskName, "张", "*"},
		{"name", MaskName, "欧阳修远", "欧**远"},
		{"name", MaskName, "阿卜杜热西提·买买提", "阿****提"},
		{"name", MaskName, "", ""},
		{"phone", MaskPhone, "13812345678", "138****5678"},
		{"phone", MaskPhone, "+86 138 1234 5678", "138****5678"},
		{"phone", MaskPhone, "0563-2012345", "056****2345"},
		{"phone", MaskPhone, "2012345", "****345"},
		{"phone", MaskPhone, "12348", "*****"},
		{"phone", MaskPhone, "", ""},
		{"id", MaskID, "34252319490101001X", "3425**********001X"},
		{"id", MaskID, "34252319490101001x", "3425**********001X"},
		{"id", MaskID, "1234567890", "**********"},
		{"id", MaskID, "", ""},
		{"org", MaskOrg, "安徽某某建设有限公司", "安徽****公司"},
		{"org", MaskOrg, "张三饭店", "张**店"},
		{"org", MaskOrg, "宣城某饭店", "宣***店"},
		{"org", MaskOrg, "", ""},
	} {
		if got := c.mask(c.in); got != c.want {
			t.Errorf("%s of %q is %q, not %q", c.name, c.in, got, c.want)
		}
	}
}

// Whatever is typed, a mask hides a third of it or more, and never shows it whole.
func TestMasksHide(t *testing.T) {
	for name, mask := range map[string]func(string) string{
		"name": MaskName, "phone": MaskPhone, "id": MaskID, "org": MaskOrg} {
		rapid.Check(t, func(t *rapid.T) {
			s := rapid.StringMatching(`[0-9A-Z一-龥]{1,24}`).Draw(t, "s")
			got := mask(s)
			shown := []rune(strings.ReplaceAll(got, "*", ""))
			if !strings.Contains(got, "*") || 3*len(shown) > 2*len([]rune(s)) {
				t.Fatalf("%s of %q shows %q", name, s, got)
			}
		})
	}
}
