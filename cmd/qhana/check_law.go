package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/statute"
)

// filedUnder are files of a law, or days of its calendar, that were replaced on record after cases were filed under them.
type filedUnder struct {
	definition string
	by         *foi.Replacement
}

// replaced counts the cases under files that were replaced on record.
type replaced struct {
	told  []foi.Replacement
	cases map[filedUnder]int
}

// unlike names the entries of a case that were made with other files than those of today, where the record does not tell it.
func (r *replaced) unlike(law *statute.Library, ledger []foi.Entry) (out []string) {
	var seen []filedUnder
	for _, u := range law.Unlike(ledger) {
		by := u.Told(r.told)
		if by == nil {
			out = append(out, u.String())
		} else if one := (filedUnder{u.Earlier, by}); !slices.Contains(seen, one) {
			seen = append(seen, one)
			r.cases[one]++
		}
	}
	return out
}

// write says how many cases there are under each.
func (r *replaced) write(out io.Writer, site string) {
	var all []filedUnder
	for one := range r.cases {
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b filedUnder) int {
		if n := a.by.At.Compare(b.by.At); n != 0 {
			return n
		}
		return strings.Compare(a.definition, b.definition)
	})
	for _, one := range all {
		if one.by.Calendar != "" {
			_, _ = fmt.Fprintf(out, "NOTE      %d cases were counted with days of the calendar %s that were replaced on record on %s, %q: %s/registro/ley/%s\n", r.cases[one], one.by.Calendar,
				one.by.At.Format("2006-01-02"), one.by.Reason, site, foi.DaysHash(one.definition))
			continue
		}
		_, _ = fmt.Fprintf(out, "NOTE      %d cases were filed under files of %s %s that were replaced on record on %s, %q: %s/registro/ley/%s\n", r.cases[one], one.by.Statute, one.by.Version,
			one.by.At.Format("2006-01-02"), one.by.Reason, site, one.definition)
	}
}
