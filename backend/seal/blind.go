package seal

import (
	"encoding/base32"
	"encoding/binary"
	"hash"
	"strings"
)

// Kinds of blind indexes that have a normal form of their own; text of any other
// kind is only folded (NFKC, case, spaces).
const (
	Phone    = "phone"
	IDNumber = "id_number" // resident ID or unified social credit code
	Name     = "name"
	// LastFour begins the kinds for the last four characters of a value. There are
	// only 10,000 of them, so the kind should go on with the document's id
	// ("last4:<case id>"): then equal ones do not look equal.
	LastFour = "last4:"
)

var blindEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Blind returns the blind index of a value: HMAC-SM3 of kind and normal form, cut
// to 128 bits, as 26 letters and digits. Equal values give equal indexes, and
// without the key an index tells nothing of the value. It is never empty, not
// even that of an empty value: looking for "-" must not find whoever has no phone.
func (b *Box) Blind(kind, value string) string {
	mac := b.macs.Get().(hash.Hash)
	defer b.macs.Put(mac)
	mac.Reset()
	var n [4]byte
	binary.BigEndian.PutUint32(n[:], uint32(len(kind)))
	mac.Write(n[:])
	mac.Write([]byte(kind))
	mac.Write([]byte(normalOf(kind, value)))
	return blindEncoding.EncodeToString(mac.Sum(nil)[:16])
}

func normalOf(kind, value string) string {
	switch {
	case kind == Phone:
		return NormalPhone(value)
	case kind == IDNumber:
		return NormalIDNumber(value)
	case kind == Name:
		return NormalName(value)
	case strings.HasPrefix(kind, LastFour):
		return lastFour(NormalIDNumber(value))
	}
	return fold(value)
}

func lastFour(s string) string {
	r := []rune(s)
	return string(r[max(0, len(r)-4):])
}
