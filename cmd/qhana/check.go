package main

import (
	"context"
	"fmt"
	"slices"
	"sort"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// check loads every definition, tells every scenario, replays every stored ledger, and says each difference. It exits with 1
// on any.
func check(ctx context.Context, c *cli) error {
	return c.withStore(ctx, func(s *store.Store, law *statute.Library) error {
		_, _ = fmt.Fprint(c.out, c.cfg.show())
		n, wrong, entries, told := 0, 0, 0, 0
		declared, err := s.Replacements(ctx)
		if err != nil {
			return err
		}
		earlier := replaced{told: declared, cases: map[filedUnder]int{}}
		if err := statute.RunScenarios(law, c.files(), "", func(name string, err error) {
			if told++; err != nil {
				wrong++
				_, _ = fmt.Fprintf(c.out, "DIFFERENT %s: %v\n", name, err)
			}
		}); err != nil {
			return err
		}
		for after := int64(0); ; {
			cases, err := s.Kept(ctx, after, 500)
			if err != nil {
				return err
			}
			if len(cases) == 0 {
				break
			}
			for _, k := range cases {
				n, entries, after = n+1, entries+len(k.Ledger), k.Request.ID
				for _, d := range differences(law, k, &earlier) {
					wrong++
					_, _ = fmt.Fprintf(c.out, "DIFFERENT %s: %s\n", k.Request.Reference, d)
				}
			}
		}
		acts, gone, err := c.checkRecord(ctx, s, func(format string, args ...any) {
			wrong++
			_, _ = fmt.Fprintf(c.out, "DIFFERENT "+format+"\n", args...)
		})
		if err != nil {
			return err
		}
		earlier.write(c.out, c.cfg.BaseURL)
		_, _ = fmt.Fprintf(c.out, "checked   %d statutes, %d scenarios, %d requests, %d entries, %d acts of the record, %d of them with personal data erased: %d differences\n",
			law.Count(), told, n, entries, acts, gone, wrong)
		if wrong > 0 {
			return errSaid
		}
		return nil
	})
}

// differences compares what is stored with what the ledger comes to.
func differences(law *statute.Library, k store.Kept, earlier *replaced) []string {
	var out []string
	s := law.Under(k.Request.Statute, k.Request.Version)
	if s == nil {
		return []string{"its statute " + k.Request.Statute + " " + k.Request.Version + " is not loaded"}
	}
	for i, e := range k.Ledger {
		if e.Seq != i+1 {
			return []string{fmt.Sprintf("entry %d is missing", i+1)}
		}
	}
	if k.Loose > 0 {
		out = append(out, fmt.Sprintf("%d entries have words that do not fit their hash", k.Loose))
	}
	out = append(out, earlier.unlike(law, k.Ledger)...)
	if len(k.Ledger) > 0 {
		out = append(append(append(out, filing(k)...), published(k)...), papers(k)...)
	}
	return append(out, counted(s, k)...)
}

// counted compares what is stored of a case with what its ledger comes to under its law.
func counted(s *statute.Statute, k store.Kept) []string {
	var out []string
	say := func(what string, stored, replayed any) {
		if s, r := fmt.Sprintf("%+v", stored), fmt.Sprintf("%+v", replayed); s != r {
			out = append(out, fmt.Sprintf("%s is stored as %s, the ledger comes to %s", what, s, r))
		}
	}
	r := s.Replay(k.Request, k.Ledger)
	say("version", k.Request.Version, r.Request.Version)
	say("remedy", k.Request.Remedy, r.Request.Remedy)
	say("restriction", k.Request.Restricted, r.Request.Restricted)
	say("request that it was joined to", k.Joined, r.Joined)
	say("state", k.Request.State, r.Request.State)
	say("rev", k.Request.Rev, r.Request.Rev)
	say("due day", k.Request.DueOn, r.Request.DueOn)
	say("clock", k.Request.Clock, r.Request.Clock)
	say("missed", k.Request.Missed, r.Request.Missed)
	say("holders", k.Request.Holders, r.Request.Holders)
	say("outcome", k.Request.Outcome, r.Request.Outcome)
	say("branches", k.Branches, r.Branches)
	say("deadlines", k.Deadlines, sorted(r.Deadlines))
	say("milestones", keys(k.Milestones), milestoneKeys(r.Milestones))
	return out
}

func sorted(in []foi.Deadline) []foi.Deadline {
	out := slices.Clone(in)
	sort.Slice(out, func(i, j int) bool {
		return out[i].Clock < out[j].Clock || out[i].Clock == out[j].Clock && out[i].Branch < out[j].Branch
	})
	return out
}

func keys(ms []store.DueMilestone) []string {
	out := make([]string, len(ms))
	for i, m := range ms {
		out[i] = fmt.Sprintf("%s/%d/%s of %s at %s", m.Clock, m.Branch, m.Name, m.DueOn(), m.FallsAt.Format("2006-01-02T15:04Z"))
	}
	sort.Strings(out)
	return out
}

func milestoneKeys(ms []foi.Milestone) []string {
	out := make([]string, len(ms))
	for i, m := range ms {
		out[i] = fmt.Sprintf("%s/%d/%s of %s at %s", m.Clock, m.Branch, m.Name(), m.DueOn, m.At.UTC().Format("2006-01-02T15:04Z"))
	}
	sort.Strings(out)
	return out
}
