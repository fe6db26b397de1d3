package server

import (
	"context"
	"sync"
	"time"
)

// kept keeps figures that cost the more to find the more there is: for a hundred times as long as finding them took, so that
// they are fresh where they are cheap and never take more than a hundredth of the database. What is too old is shown once
// more while it is found anew.
type kept[T any] struct {
	mu    sync.Mutex
	found map[string]finding[T]
}

type finding[T any] struct {
	value   T
	until   time.Time
	seeking bool
}

// get returns the figures of a key, and finds them when there are none yet.
func (k *kept[T]) get(ctx context.Context, key string, now func() time.Time, find func(context.Context) (T, error)) (T, error) {
	k.mu.Lock()
	if k.found == nil {
		k.found = map[string]finding[T]{}
	}
	f, known := k.found[key]
	if known && (f.seeking || now().Before(f.until)) {
		k.mu.Unlock()
		return f.value, nil
	}
	if known {
		f.seeking = true
		k.found[key] = f
	}
	k.mu.Unlock()
	if !known {
		return k.seek(ctx, key, now, find)
	}
	if begun := now(); begun.Sub(f.until) < slowest { // hardly out of date
		go func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), slowest)
			defer cancel()
			_, _ = k.seek(ctx, key, now, find)
		}()
		return f.value, nil
	}
	return k.seek(ctx, key, now, find)
}

func (k *kept[T]) seek(ctx context.Context, key string, now func() time.Time, find func(context.Context) (T, error)) (T, error) {
	begun := now()
	v, err := find(ctx)
	done := now()
	k.mu.Lock()
	defer k.mu.Unlock()
	if err != nil {
		delete(k.found, key)
		return v, err
	}
	if len(k.found) > 100 { // keys of days that are over
		clear(k.found)
	}
	k.found[key] = finding[T]{value: v, until: done.Add(100 * done.Sub(begun))}
	return v, nil
}
