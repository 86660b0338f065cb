package identity

import (
	"context"
	"strings"
	"testing"
)

func TestHashesAreArgon2idByOWASP(t *testing.T) {
	p := newPasswords(owasp)
	phc, err := p.hash(t.Context(), "Right-horse-7")
	if err != nil || !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%s, %v", phc, err)
	}
	for password, want := range map[string]bool{"Right-horse-7": true, "Right-horse-8": false, "": false} {
		if ok, err := p.verify(t.Context(), phc, password); err != nil || ok != want {
			t.Errorf("%q: %v, %v", password, ok, err)
		}
	}
	if again, err := p.hash(t.Context(), "Right-horse-7"); err != nil || again == phc {
		t.Error("one salt for two hashes")
	}
}

// A login that does not exist costs as much as one that does.
func TestTheDecoyCostsTheSame(t *testing.T) {
	p := newPasswords(owasp)
	c, salt, key, err := decode(p.decoy)
	if err != nil || c != owasp || len(salt) != saltLength || len(key) != keyLength {
		t.Errorf("%+v, %v", c, err)
	}
	if ok, err := p.verify(t.Context(), "", ""); ok || err != nil {
		t.Errorf("nobody's password: %v, %v", ok, err)
	}
}

// No more hashes are computed at once than there are slots, and waiting ends with its context.
func TestHashingIsBounded(t *testing.T) {
	p := newPasswords(published)
	for range cap(p.slots) {
		p.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.hash(ctx, "x"); err != context.Canceled {
		t.Errorf("with all slots taken: %v", err)
	}
	<-p.slots
	if _, err := p.hash(t.Context(), "x"); err != nil {
		t.Error(err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=4294967295,t=2,p=1$AA$AA")
	f.Add("$2a$10$x")
	f.Fuzz(func(t *testing.T, s string) {
		c, _, key, err := decode(s)
		if err == nil && (c.memory > 1<<20 || c.passes == 0 || c.passes > 16 || c.threads == 0 || len(key) < 16) {
			t.Fatalf("%q gives %+v", s, c)
		}
	})
}
