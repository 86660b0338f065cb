package docstore

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// ErrUnchanged, returned by the function given to Update, ends the update without a
// write and without an error.
var ErrUnchanged = errors.New("docstore: unchanged")

// maxTries bounds how often Update starts over. The writers of one process take
// turns, so each try loses only to other processes or to first tries.
const maxTries = 400

// Update reads a document, lets change edit it, and writes it if nobody else has
// in between; else it starts over. change may run several times and must only
// touch the document. It returns the document as written.
func (c *Collection[T, P]) Update(ctx context.Context, id string, change func(P) error) (P, error) {
	doc, err := c.tryUpdate(ctx, id, change)
	if !errors.Is(err, ErrStale) {
		return doc, err
	}
	done, err := c.turns.take(ctx, id)
	if err != nil {
		return nil, err
	}
	defer done()
	for try := range maxTries {
		doc, err = c.tryUpdate(ctx, id, change)
		if !errors.Is(err, ErrStale) {
			return doc, err
		}
		if err := backOff(ctx, try); err != nil {
			return nil, err
		}
	}
	return nil, ErrStale
}

func (c *Collection[T, P]) tryUpdate(ctx context.Context, id string, change func(P) error) (P, error) {
	doc, err := c.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	switch err := change(doc); {
	case errors.Is(err, ErrUnchanged):
		return doc, nil
	case err != nil:
		return nil, err
	}
	if err := c.Replace(ctx, doc); err != nil {
		return nil, err
	}
	return doc, nil
}

// backOff spreads contenders over up to a few milliseconds.
func backOff(ctx context.Context, try int) error {
	wait := time.Duration(rand.IntN(min(try+1, 20))*200) * time.Microsecond
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// turns lets those who lost a race for the same document try one after another, so
// that a crowd on one document costs as many writes as it has members. It is a
// courtesy only: correctness rests on versions.
type turns struct {
	mu    sync.Mutex
	byDoc map[string]*turn
}

type turn struct {
	token chan struct{}
	users int
}

// maxTurn bounds the wait for a turn, so that an update within another cannot hang.
const maxTurn = time.Second

func newTurns() *turns { return &turns{byDoc: map[string]*turn{}} }

// take waits for a turn at a document; call done afterwards.
func (t *turns) take(ctx context.Context, id string) (done func(), err error) {
	t.mu.Lock()
	mine := t.byDoc[id]
	if mine == nil {
		mine = &turn{token: make(chan struct{}, 1)}
		t.byDoc[id] = mine
	}
	mine.users++
	t.mu.Unlock()

	timer := time.NewTimer(maxTurn)
	defer timer.Stop()
	held := false
	select {
	case mine.token <- struct{}{}:
		held = true
	case <-timer.C:
	case <-ctx.Done():
		err = ctx.Err()
	}
	done = func() {
		if held {
			<-mine.token
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		if mine.users--; mine.users == 0 {
			delete(t.byDoc, id)
		}
	}
	if err != nil {
		done()
		return nil, err
	}
	return done, nil
}
