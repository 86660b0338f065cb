package wechat

import (
	"context"
	"sync"
	"time"

	"yanhe/backend/clock"
)

// TokenCache keeps the access token for all instances of a program. silenceper
// has a cache interface too, but its lock does not reach beyond one process, so
// instances would fetch tokens against each other.
type TokenCache interface {
	// Get returns the value of a key, "" when there is none.
	Get(ctx context.Context, key string) (string, error)
	// Set keeps a value for a time.
	Set(ctx context.Context, key, value string, ttl time.Duration) error
	// Lock waits until this caller alone holds the key's lock, or ctx ends.
	Lock(ctx context.Context, key string) (unlock func(), err error)
}

// MemoryCache is a TokenCache for one process.
type MemoryCache struct {
	clock  clock.Clock
	mu     sync.Mutex
	values map[string]cached
	locks  map[string]chan struct{}
}

type cached struct {
	value string
	until time.Time
}

// NewMemoryCache makes an empty cache whose entries age by the given clock.
func NewMemoryCache(c clock.Clock) *MemoryCache {
	return &MemoryCache{clock: c, values: map[string]cached{}, locks: map[string]chan struct{}{}}
}

// Get returns the value of a key, "" when there is none. It never fails.
func (m *MemoryCache) Get(_ context.Context, key string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v := m.values[key]; m.clock.Now().Before(v.until) {
		return v.value, nil
	}
	return "", nil
}

// Set keeps a value for a time. It never fails.
func (m *MemoryCache) Set(_ context.Context, key, value string, ttl time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values[key] = cached{value: value, until: m.clock.Now().Add(ttl)}
	return nil
}

// Lock waits for the key's lock; it fails only when ctx ends.
func (m *MemoryCache) Lock(ctx context.Context, key string) (func(), error) {
	m.mu.Lock()
	lock, ok := m.locks[key]
	if !ok {
		lock = make(chan struct{}, 1)
		m.locks[key] = lock
	}
	m.mu.Unlock()
	select {
	case lock <- struct{}{}:
		return func() { <-lock }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// sharedCache is the shared cache with this process's memory behind it: when the
// shared one is away, sign-in must go on. That is safe, since stable_token gives
// every instance the same token.
type sharedCache struct {
	shared TokenCache
	local  *MemoryCache
}

func (s sharedCache) Get(ctx context.Context, key string) (string, error) {
	if value, err := s.shared.Get(ctx, key); err == nil {
		return value, nil
	}
	return s.local.Get(ctx, key)
}

func (s sharedCache) Set(ctx context.Context, key, value string, ttl time.Duration) error {
	_ = s.shared.Set(ctx, key, value, ttl) // the local copy serves until it is back
	return s.local.Set(ctx, key, value, ttl)
}

// Lock takes the local lock first, so that one instance sends one contender.
func (s sharedCache) Lock(ctx context.Context, key string) (func(), error) {
	unlockLocal, err := s.local.Lock(ctx, key)
	if err != nil {
		return nil, err
	}
	unlock, err := s.shared.Lock(ctx, key)
	switch {
	case err == nil:
		return func() { unlock(); unlockLocal() }, nil
	case ctx.Err() != nil:
		unlockLocal()
		return nil, ctx.Err()
	default:
		return unlockLocal, nil
	}
}
