package seal

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"yanhe/backend/fault"
)

type person struct {
	Name  string            `json:"name"`
	Phone string            `json:"phone"`
	Notes []string          `json:"notes,omitempty"`
	More  map[string]string `json:"more,omitempty"`
}

var zhang = person{Name: "张三丰", Phone: "13812345678", Notes: []string{"宣州区"}}

const context = "case|01jd|party|p1"

// entry is a keyring entry with the key made of one repeated byte.
func entry(id string, c Cipher, fill byte) string {
	key := strings.Repeat(string(rune(fill)), c.KeySize())
	return id + ":" + c.Name() + ":" + base64.StdEncoding.EncodeToString([]byte(key))
}

func box(t testing.TB, entries ...string) *Box {
	t.Helper()
	ring, err := ParseKeyring(strings.Join(entries, ", "))
	if err != nil {
		t.Fatal(err)
	}
	b, err := New(ring, []byte("blind key of 23 letters"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustSeal(t testing.TB, b *Box, v any) string {
	t.Helper()
	sealed, err := b.Seal(context, v)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestRoundTrip(t *testing.T) {
	for _, c := range ciphers {
		b := box(t, entry("k1", c, 7))
		rapid.Check(t, func(t *rapid.T) {
			in := person{Name: rapid.String().Draw(t, "name"), Phone: rapid.String().Draw(t, "phone"),
				More: rapid.MapOf(rapid.String(), rapid.String()).Draw(t, "more")}
			at := rapid.String().Draw(t, "context")
			sealed, err := b.Seal(at, in)
			if err != nil {
				t.Fatal(err)
			}
			var out person
			if err := b.Open(at, sealed, &out); err != nil {
				t.Fatal(err)
			}
			if in.Name != out.Name || in.Phone != out.Phone || len(in.More) != len(out.More) {
				t.Fatalf("%+v became %+v", in, out)
			}
			for k, v := range in.More {
				if out.More[k] != v {
					t.Fatalf("%q: %q became %q", k, v, out.More[k])
				}
			}
			if b.Open(at+"x", sealed, &out) == nil {
				t.Fatal("opened in another context")
			}
		})
	}
}

func TestSealedText(t *testing.T) {
	b := box(t, entry("k1", SM4, 1))
	one, two := mustSeal(t, b, zhang), mustSeal(t, b, zhang)
	if one == two {
		t.Error("the same value sealed twice looks the same")
	}
	if !strings.HasPrefix(one, "v1.k1.") || strings.Contains(one, "1381234") {
		t.Error(one)
	}
}

// Every changed, dropped or added character must be noticed, those that base 64
// decoders overlook (line breaks, spare bits) included.
func TestTamper(t *testing.T) {
	for _, c := range ciphers {
		b := box(t, entry("k1", c, 1), entry("k2", c, 2))
		sealed := mustSeal(t, b, zhang)
		refuse := func(changed string) {
			var out person
			err := b.Open(context, changed, &out)
			if err == nil {
				t.Fatalf("%s: opened %q", c.Name(), changed)
			}
			if !errors.Is(err, fault.New(fault.Internal, "internal")) {
				t.Fatalf("%v", err)
			}
			if out.Name != "" || strings.Contains(err.Error(), "张") {
				t.Fatal("content leaked")
			}
		}
		for i := range len(sealed) {
			for _, flip := range []byte{1, 2, 4, 8, 16, 32, 64, 128} {
				changed := []byte(sealed)
				changed[i] ^= flip
				refuse(string(changed))
			}
			refuse(sealed[:i])
			refuse(sealed[:i] + sealed[i+1:])
			refuse(sealed[:i] + "\n" + sealed[i:])
			refuse(sealed[:i] + "\r" + sealed[i:])
		}
		for _, more := range []string{"\n", "A", "=", ".", "\x00"} {
			refuse(sealed + more)
		}
		refuse("")
		refuse("v1.k1.")
		refuse("v1.k3." + strings.Split(sealed, ".")[2])
	}
}

// Every bit of nonce, ciphertext and tag counts.
func TestTamperBytes(t *testing.T) {
	for _, c := range ciphers {
		b := box(t, entry("k1", c, 1))
		raw, err := encoding.DecodeString(strings.TrimPrefix(mustSeal(t, b, zhang), "v1.k1."))
		if err != nil {
			t.Fatal(err)
		}
		for i := range raw {
			for bit := range 8 {
				raw[i] ^= 1 << bit
				if b.Open(context, "v1.k1."+encoding.EncodeToString(raw), &person{}) == nil {
					t.Fatalf("%s: bit %d of byte %d does not count", c.Name(), bit, i)
				}
				raw[i] ^= 1 << bit
			}
		}
	}
}

func TestRotation(t *testing.T) {
	old := box(t, entry("k1", SM4, 1))
	both := box(t, entry("k2", AES256, 2), entry("k1", SM4, 1))
	after := box(t, entry("k2", AES256, 2))
	sealed := mustSeal(t, old, zhang)
	var out person
	if err := both.Open(context, sealed, &out); err != nil || out.Name != zhang.Name {
		t.Fatal(err, out)
	}
	if both.Current(sealed) || after.Open(context, sealed, &out) == nil {
		t.Error("the old key is taken for the new one")
	}
	moved, err := both.Reseal(context, sealed)
	if err != nil {
		t.Fatal(err)
	}
	out = person{}
	if err := after.Open(context, moved, &out); err != nil || out.Phone != zhang.Phone || !after.Current(moved) {
		t.Error(err, out)
	}
	if old.Open(context, moved, &out) == nil {
		t.Error("the old key opens the new text")
	}
	if _, err := both.Reseal("elsewhere", sealed); err == nil {
		t.Error("resealed in another context")
	}
	if old.Blind(Phone, zhang.Phone) != after.Blind(Phone, zhang.Phone) {
		t.Error("a rotation changes the blind index")
	}
}

// The same id with another key is the mistake of a careless rotation.
func TestWrongKey(t *testing.T) {
	sealed := mustSeal(t, box(t, entry("k1", SM4, 1)), zhang)
	if err := box(t, entry("k1", SM4, 2)).Open(context, sealed, &person{}); !fault.Is(err, fault.Internal) {
		t.Error(err)
	}
}

func TestWrongType(t *testing.T) {
	b := box(t, entry("k1", SM4, 1))
	var number int
	if err := b.Open(context, mustSeal(t, b, "13812345678"), &number); err == nil || strings.Contains(err.Error(), "138") {
		t.Error(err)
	}
	if _, err := b.Seal(context, func() {}); !fault.Is(err, fault.Internal) {
		t.Error(err)
	}
}

func TestNew(t *testing.T) {
	ring, err := ParseKeyring(entry("k1", SM4, 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(ring, []byte("short")); err == nil {
		t.Error("a short blind key is taken")
	}
	if _, err := New(Keyring{}, make([]byte, 32)); err == nil {
		t.Error("an empty keyring is taken")
	}
	if c := box(t, entry("k2", AES256, 1), entry("k1", SM4, 1)).Cipher(); c != AES256 {
		t.Error(c.Name())
	}
}

func TestParseKeyring(t *testing.T) {
	k := base64.StdEncoding.EncodeToString(make([]byte, 16))
	for text, ok := range map[string]bool{
		"k1:sm4:" + k:                            true,
		" k1:sm4:" + k + " , k0:sm4:" + k + "\n": true,
		"k1:sm4:" + strings.TrimRight(k, "="):    true,
		"k1:aes256:" + k:                         false, // too short
		"k1:des:" + k:                            false,
		"k1:sm4:" + k + ",k1:sm4:" + k:           false,
		"K1:sm4:" + k:                            false,
		":sm4:" + k:                              false,
		"k1:sm4":                                 false,
		"k1:sm4:" + k + ",":                      false,
		"k1:sm4:not base 64!!":                   false,
		"k|1:sm4:" + k:                           false,
		"":                                       false,
	} {
		if _, err := ParseKeyring(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		} else if err != nil && strings.Contains(err.Error(), k) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
}

func TestNothingSecretPrints(t *testing.T) {
	b := box(t, entry("k1", SM4, 'K'))
	for _, text := range []string{fmt.Sprint(b.ring), fmt.Sprintf("%+v", b.ring), fmt.Sprintf("%#v", b.ring),
		fmt.Sprint(b), fmt.Sprintf("%+v", b), fmt.Sprintf("%#v", b)} {
		if !strings.Contains(text, "keyring(k1:sm4)") || strings.Contains(text, "75") || strings.Contains(text, "0x4b") {
			t.Error(text)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	for _, c := range ciphers {
		b := box(t, entry("k1", c, 1))
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 50 {
					var out person
					sealed, err := b.Seal(context, zhang)
					if err != nil || b.Open(context, sealed, &out) != nil || out.Name != zhang.Name {
						t.Error("lost in concurrent use")
					}
				}
			})
		}
		all.Wait()
	}
}

// What was sealed by an earlier build; it must open for ever.
const (
	oldSM4 = "v1.k1.GFV2tlCpAWYxkY6vin9CABtQN-VKTQi1W6JhL6r2AYTi4oynRC84fY2GdH2uF76MBynrgHM_rDPUixhaxITJtHFEAkEahRVBixO" +
		"03_zLTvh6bdqDZBNggu6I38E"
	oldAES = "v1.k0.-1eQdLMP5YWNwQ_hBjY1z25N7gAT2pZmQyDWQq-I3zKxmPEPRQ9SHsmGuHQdkFq2RWY_wj8WxFopHHGoR_43upuM4VPcBMGo5EC" +
		"BM_91J_AwrmlUnmTPpz5Lfbs"
)

func TestOldTextsOpen(t *testing.T) {
	b := box(t, entry("k1", SM4, 1), entry("k0", AES256, 1))
	for _, sealed := range []string{oldSM4, oldAES} {
		var out person
		if err := b.Open(context, sealed, &out); err != nil || out.Name != zhang.Name || out.Phone != zhang.Phone {
			t.Errorf("%v %+v", err, out)
		}
	}
}

func FuzzOpen(f *testing.F) {
	b := box(f, entry("k1", SM4, 1), entry("k0", AES256, 1))
	f.Add(oldSM4)
	f.Add(oldAES)
	f.Add("v1.k0.AAAA")
	f.Add("v1..")
	f.Fuzz(func(t *testing.T, text string) {
		if err := b.Open(context, text, &person{}); err == nil && text != oldSM4 && text != oldAES {
			t.Fatalf("forged: %q", text)
		}
	})
}

func FuzzParseKeyring(f *testing.F) {
	f.Add(entry("k1", SM4, 1) + "," + entry("k0", AES256, 2))
	f.Add("k1:sm4:,")
	f.Fuzz(func(t *testing.T, text string) {
		ring, err := ParseKeyring(text)
		if err != nil {
			return
		}
		b, err := New(ring, make([]byte, 16))
		if err != nil {
			t.Fatal(err)
		}
		var out string
		sealed, err := b.Seal("c", "x")
		if err != nil || b.Open("c", sealed, &out) != nil || out != "x" {
			t.Fatalf("a parsed keyring does not work: %v", err)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	for _, c := range ciphers {
		b.Run(c.Name(), func(b *testing.B) {
			vault := box(b, entry("k1", c, 1))
			b.ReportAllocs()
			for b.Loop() {
				mustSeal(b, vault, zhang)
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	for _, c := range ciphers {
		b.Run(c.Name(), func(b *testing.B) {
			vault := box(b, entry("k1", c, 1))
			sealed := mustSeal(b, vault, zhang)
			b.ReportAllocs()
			for b.Loop() {
				var out person
				if err := vault.Open(context, sealed, &out); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkBlind(b *testing.B) {
	vault := box(b, entry("k1", SM4, 1))
	for b.Loop() {
		vault.Blind(Phone, "+86 138 1234 5678")
	}
}
