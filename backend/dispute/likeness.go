package dispute

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// Likeness is a sketch of a filing's text, by which others that say the same are
// found (MinHash: Broder, "On the resemblance and containment of documents", 1997).
// It is made with a secret, so that who reads the store cannot try texts against it.
// Its id is the case's.
type Likeness struct {
	docstore.Meta
	Division string    `json:"division"`
	Filed    time.Time `json:"filed"`
	Sketch   string    `json:"sketch"` // base64 of sketchSize numbers of 32 bits
}

var likenesses = docstore.Define[Likeness]("likenesses").
	Text("division", func(l *Likeness) string { return l.Division }).
	Int("filed", func(l *Likeness) int64 { return millis(l.Filed) }).
	Index("division", "filed")

const (
	// sketchSize numbers estimate a likeness to within 0.06 (one standard deviation).
	sketchSize = 64
	// alikeText is the share of two-character sequences from which two texts of one
	// place count as alike. Texts of the corpus that tell of different matters share
	// 0.30 at most (TestDifferentMattersAreNotAlike).
	alikeText = 0.35
	// alikePerson is enough for two filings of one person.
	alikePerson = 0.15
	// alikeWithin is how far apart two filings of one matter are looked for.
	alikeWithin = 365 * 24 * time.Hour
	// mostAlike bounds what is compared, the newest first.
	mostAlike = docstore.MaxPage
)

// Alike is a case that resembles another.
type Alike struct {
	Case *Case
	// Percent is how much of the two texts is the same, 0 to 100.
	Percent int
	// Person: the same applicant. Place: the same division.
	Person, Place bool
}

// sketch reads a text into its smallest hashes.
type sketch [sketchSize]uint32

func (s *Service) sketchOf(text string) sketch {
	var out sketch
	for i := range out {
		out[i] = math.MaxUint32
	}
	key := sha256.Sum256([]byte(s.Vault.Blind("likeness", "sketch")))
	seed := binary.LittleEndian.Uint64(key[:8])
	letters := []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text))
	for i := 0; i+1 < len(letters); i++ {
		h := mix(seed ^ uint64(letters[i])<<32 ^ uint64(letters[i+1]))
		for k := range out {
			out[k] = min(out[k], uint32(mix(h+uint64(k)*0x9e3779b97f4a7c15)>>32))
		}
	}
	return out
}

// mix is the finalizer of SplitMix64 (Steele, Lea, Flood, 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// like estimates which share of their sequences two texts have in common. Texts of
// nothing are like nothing.
func (a sketch) like(b sketch) float64 {
	same := 0
	for i := range a {
		if a[i] == b[i] && a[i] != math.MaxUint32 {
			same++
		}
	}
	return float64(same) / sketchSize
}

func (a sketch) String() string {
	raw := make([]byte, 0, 4*sketchSize)
	for _, n := range a {
		raw = binary.LittleEndian.AppendUint32(raw, n)
	}
	return base64.RawStdEncoding.EncodeToString(raw)
}

func parseSketch(text string) (sketch, error) {
	var out sketch
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(raw) != 4*sketchSize {
		return out, fault.Internalf("dispute: a likeness of %d bytes: %v", len(raw), err)
	}
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(raw[4*i:])
	}
	return out, nil
}

func (s *Service) keepLikeness(ctx context.Context, c *Case, text string) error {
	err := s.likenesses.Insert(ctx, &Likeness{Meta: metaOf(c.ID), Division: c.Division, Filed: c.Filed, Sketch: s.sketchOf(text).String()})
	if errors.Is(err, docstore.ErrExists) {
		return nil
	}
	return err
}

// Duplicates finds cases that may be the same matter, the likest first: filings of
// the same person, and filings in the same place with a similar text. Only those
// that the subject may read are returned.
func (s *Service) Duplicates(ctx context.Context, who policy.Subject, caseID string) ([]Alike, error) {
	c, err := s.Read(ctx, who, caseID, policy.ModerateCase)
	if err != nil {
		return nil, err
	}
	text, _, err := s.toldBy(c, Owed{Seq: 1})
	if err != nil {
		return nil, err
	}
	mine := s.sketchOf(text)
	near := []docstore.Cond{docstore.Eq("division", c.Division),
		docstore.Between("filed", millis(c.Filed.Add(-alikeWithin)), millis(c.Filed.Add(alikeWithin)))}
	there, err := s.likenesses.Find(ctx, docstore.Query{Where: near, Sort: []string{"filed"}, Desc: true, Limit: mostAlike})
	if err != nil {
		return nil, err
	}
	share := map[string]float64{}
	var ids []string
	for _, l := range there.Items {
		other, err := parseSketch(l.Sketch)
		if err != nil {
			return nil, err
		}
		if share[l.ID] = mine.like(other); share[l.ID] >= alikeText && l.ID != c.ID {
			ids = append(ids, l.ID)
		}
	}
	byText, err := s.cases.GetAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	ofPerson, err := s.ofSamePerson(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := s.shares(ctx, mine, ofPerson, share); err != nil {
		return nil, err
	}
	return s.alike(who, c, slices.Concat(ofPerson, byText), share), nil
}

// alike keeps what may be the same matter and may be seen.
func (s *Service) alike(who policy.Subject, c *Case, found []*Case, share map[string]float64) []Alike {
	var all []Alike
	seen := map[string]bool{c.ID: true}
	for _, o := range found {
		a := Alike{Case: o, Percent: percent(share[o.ID]), Place: o.Division == c.Division, Person: c.samePerson(o)}
		same := a.Place && share[o.ID] >= alikeText || a.Person && (share[o.ID] >= alikePerson || o.Type == c.Type)
		if seen[o.ID] || !same || o.State == Merged || !s.May(who, policy.ReadCase, o) {
			continue
		}
		seen[o.ID] = true
		all = append(all, a)
	}
	slices.SortStableFunc(all, func(a, b Alike) int { return b.Percent - a.Percent })
	return all[:min(len(all), 10)]
}

// shares adds how much some cases' texts share with a sketch. A case whose sketch is
// not made yet shares nothing.
func (s *Service) shares(ctx context.Context, mine sketch, of []*Case, share map[string]float64) error {
	var ids []string
	for _, c := range of {
		if _, ok := share[c.ID]; !ok {
			ids = append(ids, c.ID)
		}
	}
	sketches, err := s.likenesses.GetAll(ctx, ids)
	if err != nil {
		return err
	}
	for _, l := range sketches {
		other, err := parseSketch(l.Sketch)
		if err != nil {
			return err
		}
		share[l.ID] = mine.like(other)
	}
	return nil
}

// personsMost bounds the filings of one person that are compared, the newest first.
const personsMost = 20

// ofSamePerson finds other filings of a case's applicant: by account, by phone and
// by number.
func (s *Service) ofSamePerson(ctx context.Context, c *Case) ([]*Case, error) {
	var all []*Case
	a := c.applicantParty()
	for field, value := range map[string]string{"applicant": c.Applicant, "phone": a.PhoneKey, "person": a.NumberKey} {
		if value == "" {
			continue
		}
		page, err := s.cases.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq(field, value),
			docstore.Between("filed", millis(c.Filed.Add(-alikeWithin)), millis(c.Filed.Add(alikeWithin)))},
			Sort: []string{"filed"}, Desc: true, Limit: personsMost})
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
	}
	return all, nil
}

func (c *Case) samePerson(o *Case) bool {
	a, b := c.applicantParty(), o.applicantParty()
	return c.Applicant != "" && c.Applicant == o.Applicant || a.PhoneKey != "" && a.PhoneKey == b.PhoneKey ||
		a.NumberKey != "" && a.NumberKey == b.NumberKey
}

// ownAlike finds an account's own open filings that a text resembles.
func (s *Service) ownAlike(ctx context.Context, account, text string) ([]Alike, error) {
	page, err := s.Mine(ctx, account, "", personsMost)
	if err != nil {
		return nil, err
	}
	share := map[string]float64{}
	if err := s.shares(ctx, s.sketchOf(text), page.Items, share); err != nil {
		return nil, err
	}
	var all []Alike
	for _, c := range page.Items {
		if slices.Contains(open, c.State) && share[c.ID] >= alikeText {
			all = append(all, Alike{Case: c, Percent: percent(share[c.ID]), Person: true})
		}
	}
	slices.SortStableFunc(all, func(a, b Alike) int { return b.Percent - a.Percent })
	return all, nil
}
