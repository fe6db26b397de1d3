package main

import (
	"strings"
	"testing"
	"time"

	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// What the desk is measured on is casework that its own ledgers confirm, every page is one that there is, and the action on many cases
// is carried out on all of them.
func TestDeskBench(t *testing.T) {
	t.Parallel()
	url := testdb.URL(t)
	c, out := testCLI(t, url)
	size := deskSize{cases: 600, open: 150, people: 60, simulated: 0.4, entries: 60, batch: 20, times: 1, deep: 200, watch: 50 * time.Millisecond}
	err := c.withStore(t.Context(), func(s *store.Store, law *statute.Library) error {
		d := newDeskBench(t.Context(), c, s, law, size)
		if err := d.fill(); err != nil {
			return err
		}
		if err := d.unlogged(); err != nil {
			return err
		}
		if err := c.record(t, s, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			return err
		}
		if err := check(t.Context(), c); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return d.measure()
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"600 cases, 150 of them open", "60 people", " open pages with live counts, each another person's", "20 done, 0 refused", "long case"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
}
