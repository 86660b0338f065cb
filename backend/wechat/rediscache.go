package wechat

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"

	"yanhe/backend/id"
)

// lockLease bounds how long a dead instance can hold the lock. It is longer
// than two requests may take.
const lockLease = 15 * time.Second

// lockPause is the pause between two tries for the lock.
const lockPause = 20 * time.Millisecond

// unlockScript deletes the lock only when it is still ours: after the lease
// another instance may hold it.
var unlockScript = redis.NewScript(`if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end return 0`)

// RedisCache is a TokenCache that all instances share.
type RedisCache struct{ redis redis.UniversalClient }

// NewRedisCache makes a cache on a Redis connection; the caller closes that.
func NewRedisCache(r redis.UniversalClient) *RedisCache { return &RedisCache{redis: r} }

// Get returns the value of a key, "" when there is none.
func (r *RedisCache) Get(ctx context.Context, key string) (string, error) {
	value, err := r.redis.Get(ctx, key).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return value, err
}

// Set keeps a value for a time.
func (r *RedisCache) Set(ctx context.Context, key, value string, ttl time.Duration) error {
	return r.redis.Set(ctx, key, value, ttl).Err()
}

// Lock waits until this caller holds the lock, Redis fails, or ctx ends.
func (r *RedisCache) Lock(ctx context.Context, key string) (func(), error) {
	key += ":lock"
	mine := id.Token()
	pause := time.NewTicker(lockPause)
	defer pause.Stop()
	for {
		won, err := r.redis.SetNX(ctx, key, mine, lockLease).Result()
		if err != nil {
			return nil, err
		}
		if won {
			return func() { r.unlock(ctx, key, mine) }, nil
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// unlock works even when the caller's context has ended; if Redis is away, the
// lease ends the lock.
func (r *RedisCache) unlock(ctx context.Context, key, mine string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = unlockScript.Run(ctx, r.redis, []string{key}, mine).Err()
}
