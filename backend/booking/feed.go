package booking

import (
	"context"
	"errors"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/policy"
)

// Feed is the secret address under which a calendar program reads the appointments of
// a mediator or a room (RFC 5545). There is one for each; a new one ends the one before.
type Feed struct {
	docstore.Meta
	Kind  Kind      `json:"kind"`
	Owner string    `json:"owner"`
	Hash  string    `json:"hash"` // of the token
	By    string    `json:"by"`
	At    time.Time `json:"at"`
}

var feeds = docstore.Define[Feed]("feeds").
	Text("hash", func(f *Feed) string { return f.Hash }).
	Index("hash")

// NewFeed makes the token of a feed, which is shown this once.
func (s *Service) NewFeed(ctx context.Context, who policy.Subject, kind Kind, owner string) (token string, err error) {
	if err := s.mayKeep(ctx, who, kind, owner); err != nil {
		return "", err
	}
	token = id.Token()
	f := &Feed{Meta: docstore.Meta{ID: ownerKey(kind, owner)}, Kind: kind, Owner: owner, Hash: id.Hash(token), By: who.Account, At: s.Clock.Now()}
	err = s.feeds.Insert(ctx, f)
	if errors.Is(err, docstore.ErrExists) {
		_, err = s.feeds.Update(ctx, f.ID, func(old *Feed) error {
			old.Hash, old.By, old.At = f.Hash, f.By, f.At
			return nil
		})
	}
	return token, err
}

// EndFeed takes the address back; none is fine.
func (s *Service) EndFeed(ctx context.Context, who policy.Subject, kind Kind, owner string) error {
	if err := s.mayKeep(ctx, who, kind, owner); err != nil {
		return err
	}
	f, err := s.feeds.Get(ctx, ownerKey(kind, owner))
	if err != nil {
		return docstore.Gone(err)
	}
	return docstore.Gone(s.feeds.Delete(ctx, f))
}

// Of a feed are shown the appointments from a month ago to the end of what can be booked.
const feedPast = 31 * 24 * time.Hour

// Entry is an appointment in a feed: it names nobody.
type Entry struct {
	*Appointment
	Number   string // of the case
	RoomName string
}

// errNoFeed is the answer to any token that opens nothing.
var errNoFeed = fault.New(fault.NotFound, "not_found")

// OpenFeed lists what the feed with a token shows.
func (s *Service) OpenFeed(ctx context.Context, token string) ([]Entry, error) {
	f, err := s.feeds.First(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("hash", id.Hash(token))}})
	if errors.Is(err, docstore.ErrMissing) || token == "" {
		return nil, errNoFeed
	}
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	q := docstore.Query{Where: []docstore.Cond{docstore.Eq(field(f.Kind), f.Owner),
		docstore.Between("start", now.Add(-feedPast).UnixMilli(), now.Add(MaxAhead+feedPast).UnixMilli())}, Sort: []string{"start"}, Limit: docstore.MaxPage}
	var all []Entry
	rooms := map[string]string{}
	err = s.appointments.Each(ctx, q, func(a *Appointment) error {
		if a.State != Requested && a.State != Proposed && a.State != Confirmed && a.State != Done {
			return nil
		}
		if _, known := rooms[a.Room]; !known {
			room, err := s.Centers.Room(ctx, a.Room)
			if err != nil {
				return err
			}
			rooms[a.Room] = room.Name
		}
		all = append(all, Entry{Appointment: a, RoomName: rooms[a.Room]})
		return nil
	})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = all[i].Case
	}
	cases, err := s.Cases.GetAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	numbers := map[string]string{}
	for _, c := range cases {
		numbers[c.ID] = c.Number
	}
	for i := range all {
		all[i].Number = numbers[all[i].Case]
	}
	return all, nil
}
