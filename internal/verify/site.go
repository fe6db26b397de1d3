package verify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// site is where a record is read.
type site struct {
	base string
	http *http.Client
}

// absent is what a site answers for something that it should have and does not.
type absent struct{ what, status string }

func (a *absent) Error() string { return a.what + ": " + a.status }

// away is that a site could not be reached, or could not answer: it says nothing about the record.
type away struct{ error }

func (a *away) Unwrap() error { return a.error }

// longest is how many bytes one answer may have.
const longest = 64 << 20

// tries is how often something is asked for when the site does not answer, or cannot.
const tries = 3

func newSite(base string) *site {
	s := &site{base: strings.TrimRight(base, "/"), http: &http.Client{Timeout: time.Minute}}
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		t = t.Clone()
		t.MaxIdleConnsPerHost = 2 * readAhead
		s.http.Transport = t
	}
	return s
}

// get reads what stands at a path. What the site says that it has not is an error of the kind absent; everything else that goes wrong is
// the way's fault, or a moment's, and is tried again before it is an error.
func (s *site) get(ctx context.Context, path string) (b []byte, err error) {
	for try := range tries {
		if try > 0 && !pause(ctx, time.Duration(try)*300*time.Millisecond) {
			return nil, ctx.Err()
		}
		var gone *absent
		if b, err = s.once(ctx, path); err == nil || errors.As(err, &gone) || ctx.Err() != nil {
			return b, err
		}
	}
	return nil, &away{err}
}

func (s *site) once(ctx context.Context, path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+path, nil)
	if err != nil {
		return nil, err
	}
	res, err := s.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	switch {
	case res.StatusCode == http.StatusOK:
	case res.StatusCode == http.StatusNotFound, res.StatusCode == http.StatusGone:
		return nil, &absent{s.base + path, res.Status}
	default:
		return nil, fmt.Errorf("%s%s: %s", s.base, path, res.Status)
	}
	b, err := io.ReadAll(io.LimitReader(res.Body, longest+1))
	if err == nil && len(b) > longest {
		err = fmt.Errorf("%s%s: it does not end", s.base, path)
	}
	return b, err
}

// pause waits, and tells whether there was time to.
func pause(ctx context.Context, long time.Duration) bool {
	t := time.NewTimer(long)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
