package main

import (
	"strings"
	"testing"

	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// What the record is measured on is a record that both verifications find whole, and every measurement is one that is made.
func TestRecordBench(t *testing.T) {
	t.Parallel()
	c, out := testCLI(t, testdb.URL(t))
	err := c.withStore(t.Context(), func(s *store.Store, law *statute.Library) error {
		d := newDeskBench(t.Context(), c, s, law, deskSize{name: "(h) the public record", cases: 300, open: 60, people: 30, simulated: 0.2, entries: 40})
		if err := d.fill(); err != nil {
			return err
		}
		if err := d.unlogged(); err != nil {
			return err
		}
		r := &recordBench{deskBench: d}
		if err := r.measure(); err != nil {
			return err
		}
		return r.verdict()
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"300 cases, 60 of them open", "get their place and are signed", "qhana check:", "qhana verify log:", "300 cases recomputed", "a proof of",
		"disk for each act", " + 0.8 checkpoints of 17", " bytes + a cosignature on each of 9", "over their targets: ", "acts checked"} { // which are too few here
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
}
