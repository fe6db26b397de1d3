package verify_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/verify"
)

// standings are the cases of a record, each of which was only filed.
func (k *kept) standings() string {
	var b strings.Builder
	for _, o := range k.openings {
		l, err := ledger.ParseLeaf(o.Leaf)
		if err != nil || l.Kind != ledger.Entry {
			continue
		}
		at, _ := time.Parse(time.RFC3339Nano, l.At)
		e := foi.Entry{Seq: 1, At: at, Event: foi.Filed}
		if err := json.Unmarshal(l.Facts, &e.Facts); err != nil {
			k.t.Fatal(err)
		}
		r := k.law.Body().Replay(foi.Request{}, []foi.Entry{e})
		s := ledger.Standing{Case: l.Case, Entries: 1, State: string(r.Next)}
		for _, d := range r.Deadlines {
			s.Clocks = append(s.Clocks, ledger.StandingClock{Clock: d.Clock, Status: string(d.Status), Due: d.DueOn.String()})
		}
		line, err := json.Marshal(s)
		if err != nil {
			k.t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	return b.String()
}

// asked notes what is asked for.
type asked struct {
	mu    sync.Mutex
	paths map[string]bool
}

func (a *asked) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	a.paths[r.URL.Path] = true
	a.mu.Unlock()
	return http.DefaultTransport.RoundTrip(r)
}

// A visit reads all of a record, a later one only what is new. A record that was changed meanwhile is read anew, and found.
func TestVisitsReadWhatIsNew(t *testing.T) {
	t.Parallel()
	k := newRecord(t, origin, "k")
	at := noon.Add(-24 * time.Hour)
	beats := func(n int) {
		for range n {
			at = at.Add(time.Minute)
			k.beat(at)
		}
	}
	beats(600)
	now := k.sign(at)
	a := k.auditor()
	l := a.Log(k.serveNow(func() []byte { return now }))
	via := &asked{}
	l.Over(via)
	visit := func(want ...string) *verify.Report {
		t.Helper()
		via.paths = map[string]bool{}
		r, err := l.Visit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.Sorted(maps.Keys(via.paths)); want != nil && !slices.Equal(got, want) {
			t.Errorf("it asks for %q", got)
		}
		return r
	}
	if r := visit(); !r.OK() || r.Size != 600 || len(via.paths) != 2+3+3+1 {
		t.Fatalf("%+v, it asks for %v", r, via.paths)
	}
	beats(10)
	now = k.sign(at)
	if r := visit("/casos", "/checkpoint", "/tile/0/002.p/98", "/tile/1/000.p/2", "/tile/entries/002.p/98"); !r.OK() || r.Size != 610 {
		t.Errorf("%+v", r)
	}

	real := k.tiles
	k.tiles = maps.Clone(real)
	k.tiles["tile/1/000"] = slices.Concat([]byte("xx"), real["tile/1/000"][2:])
	if r := visit(); r.OK() || !slices.Contains(r.Wrong, "the hashes tile/1/000.p/2 are not those of the acts") {
		t.Errorf("%q", r.Wrong)
	}
	delete(k.tiles, "tile/0/002")
	if r := visit(); r.OK() || !slices.Contains(r.Wrong, "the hashes tile/0/002.p/98 are missing") {
		t.Errorf("%q", r.Wrong)
	}
	k.tiles = real

	other := newRecord(t, origin, "k")
	other.beat(noon.Add(-48 * time.Hour))
	old := *k
	*k = *other
	at = noon.Add(-24 * time.Hour)
	beats(620)
	now = k.sign(at)
	if r := visit(); r.OK() || !strings.Contains(strings.Join(r.Wrong, "\n"), "the first 600 acts are not those of the visit of 2026-03-02") || len(via.paths) < 9 {
		t.Errorf("%q", r.Wrong)
	}
	*k = old
}

// An act's place tells when it was entered, whatever it says: by the record's signs of life, by its checkpoints and their witnesses, and by
// the acts around it.
func TestImpossibleTimes(t *testing.T) {
	t.Parallel()
	secret, public, err := note.GenerateKey(rand.Reader, "testigo.example/w1")
	if err != nil {
		t.Fatal(err)
	}
	cosigner, err := ledger.ParseCosigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		do   func(k *kept, visit func(witnessed time.Time))
		says []string
	}{
		"OK": {func(k *kept, visit func(time.Time)) {
			k.beat(noon.Add(-time.Hour))
			k.file("LP-2026-000001-5", noon.Add(-64*time.Minute), nil)
			visit(noon.Add(-time.Hour))
			k.file("LP-2026-000002-3", noon.Add(4*time.Minute), nil)
			visit(noon)
		}, nil},
		"BeforeALifeSign": {func(k *kept, visit func(time.Time)) {
			k.beat(noon.Add(-time.Hour))
			k.file("LP-2026-000001-5", noon.Add(-66*time.Minute), nil)
			visit(noon)
		}, []string{"act 1, entry LP-2026-000001-5 1 filed is impossible: it says 2026-03-02T12:54:00Z and stands after a sign of life of 2026-03-02T13:00:00Z"}},
		"AfterALifeSign": {func(k *kept, visit func(time.Time)) {
			k.file("LP-2026-000001-5", noon.Add(-50*time.Minute), nil)
			k.beat(noon.Add(-time.Hour))
			visit(noon)
		}, []string{"act 0, entry LP-2026-000001-5 1 filed is impossible: it says 2026-03-02T13:10:00Z and stands before a sign of life"}},
		"OfTheFuture": {func(k *kept, visit func(time.Time)) {
			k.file("LP-2026-000001-5", noon.Add(time.Hour), nil)
			visit(noon)
		}, []string{"it says 2026-03-02T15:00:00Z and stands before the checkpoint of 1 acts"}},
		"AfterACheckpoint": {func(k *kept, visit func(time.Time)) {
			k.file("LP-2026-000001-5", noon.Add(-3*time.Hour), nil)
			visit(noon)
			k.file("LP-2026-000002-3", noon.Add(-2*time.Hour), nil)
			visit(noon)
		}, []string{"act 1, entry LP-2026-000002-3 1 filed is impossible: it says 2026-03-02T12:00:00Z and stands after the checkpoint of 1 acts"}},
		"BeforeAWitness": {func(k *kept, visit func(time.Time)) {
			k.file("LP-2026-000001-5", noon.Add(-6*time.Minute+time.Second), nil)
			visit(noon.Add(-12 * time.Minute)) // whose clock is the right one: the record's runs ahead
		}, []string{"stands before the checkpoint of 1 acts that testigo.example/w1 signed of 2026-03-02T13:48:00Z"}},
		"Disorder": {func(k *kept, visit func(time.Time)) {
			k.file("LP-2026-000001-5", noon.Add(-10*time.Hour), nil)
			k.file("LP-2026-000002-3", noon.Add(-14*time.Hour), nil)
			k.file("LP-2026-000003-1", noon.Add(-9*time.Hour), nil)
			k.file("LP-2026-000004-9", noon.Add(-2*time.Hour), nil)
			k.file("LP-2026-000005-8", noon.Add(-8*time.Hour), nil)
			k.file("LP-2026-000006-4", noon.Add(-7*time.Hour), nil)
			visit(noon)
		}, []string{"act 1, entry LP-2026-000002-3 1 filed is impossible: it says 2026-03-02T00:00:00Z and stands after act 0",
			"act 3, entry LP-2026-000004-9 1 filed is impossible, or of 2 acts from act 4 on"}},
	} {
		t.Run(name, func(t *testing.T) {
			k := newRecord(t, origin, "k")
			a := k.auditor()
			if a.Witnesses, err = verify.Witnesses([]string{public}); err != nil {
				t.Fatal(err)
			}
			var now []byte
			l := a.Log(k.serveNow(func() []byte { return now }))
			var r *verify.Report
			c.do(k, func(witnessed time.Time) {
				now = k.sign(noon)
				line, err := cosigner.Cosign(now, witnessed)
				if err == nil {
					now = append(now, line...)
					r, err = l.Visit(t.Context())
				}
				if err != nil {
					t.Fatal(err)
				}
			})
			if len(r.Wrong) != len(c.says) {
				t.Errorf("%d times are impossible: %q", len(r.Wrong), r.Wrong)
			}
			for _, want := range c.says {
				if said := strings.Join(r.Wrong, "\n"); !strings.Contains(said, want) {
					t.Errorf("%q is missing in\n%s", want, said)
				}
			}
		})
	}
	k := newRecord(t, origin, "k")
	k.beat(noon)
	for i := range 200 {
		k.file(fmt.Sprintf("LP-2026-%06d-0", i), noon.Add(-time.Hour), nil)
	}
	r, err := k.auditor().Log(k.serve(k.sign(noon))).Visit(t.Context())
	if err != nil || len(r.Wrong) != 51 || r.Wrong[50] != "the times of 150 more acts are impossible" {
		t.Errorf("%d lines, %v", len(r.Wrong), err)
	}
}
