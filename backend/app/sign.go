package app

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"yanhe/backend/clock"
)

// derive makes a key for one purpose from the blind key, so that operators have
// one secret less to keep.
func derive(master []byte, purpose string) []byte {
	m := hmac.New(sha256.New, master)
	m.Write([]byte("yanhe|" + purpose))
	return m.Sum(nil)
}

// linkLife is how long WeChat may fetch a file that it checks.
const linkLife = time.Hour

// signer makes and checks links to single files that open without a session.
type signer struct {
	key    []byte
	clock  clock.Clock
	public string
}

// Link returns an address under which a file can be fetched for an hour.
func (s signer) Link(file string) string {
	until := strconv.FormatInt(s.clock.Now().Add(linkLife).Unix(), 10)
	return fmt.Sprintf("%s/files/%s?until=%s&mark=%s", s.public, url.PathEscape(file), until, s.mark(file, until))
}

// Valid tells whether a link's parts belong together and still hold.
func (s signer) Valid(file, until, mark string) bool {
	at, err := strconv.ParseInt(until, 10, 64)
	return err == nil && s.clock.Now().Unix() < at && hmac.Equal([]byte(mark), []byte(s.mark(file, until)))
}

func (s signer) mark(file, until string) string {
	m := hmac.New(sha256.New, s.key)
	m.Write([]byte(file + "|" + until))
	return hex.EncodeToString(m.Sum(nil)[:16])
}
