package verify

import (
	"context"
	"fmt"
	"io"
	"time"
)

// slowest is how long a site that cannot be reached is left alone at most.
const slowest = 5 * time.Minute

// Watch visits the record again and again until ctx ends, each time against every checkpoint that was ever seen, and says what it finds. A
// site that cannot be reached is said and tried again, less and less often. It ends with ErrWrong when anything was wrong at any visit.
func (l *Log) Watch(ctx context.Context, every time.Duration, out io.Writer) error {
	var ever error
	failed := 0
	for {
		next := every
		r, err := l.Visit(ctx)
		switch {
		case ctx.Err() != nil:
			return ever
		case err != nil:
			next = min(every<<min(failed, 10), max(every, slowest))
			failed++
			_, _ = fmt.Fprintf(out, "%s cannot be read: %v; again in %s\n", l.Now().UTC().Format(clock), err, next.Round(time.Millisecond))
		default:
			failed = 0
			_, _ = fmt.Fprintf(out, "%s\n", l.Now().UTC().Format(clock))
			r.Write(out)
			if !r.OK() {
				ever = ErrWrong
			}
		}
		if !pause(ctx, next) {
			return ever
		}
	}
}
