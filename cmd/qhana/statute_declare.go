package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
)

const declareUsage = `statute declare KEY -as LOGIN -reason "WHAT WAS CHANGED AND WHY" [-although], with the key once more on the first line of standard input`

// statuteDeclare says on record that the files of a law, or the days of its calendar, are others than those under which cases were filed. Who checks the record then
// counts those cases under the files of today, and names what comes out otherwise; files that were changed and not declared stay a
// difference.
func statuteDeclare(ctx context.Context, c *cli) error {
	var as, reason string
	although := false
	args, err := c.flags("statute declare", func(f *flag.FlagSet) {
		f.StringVar(&as, "as", "", "the login of the administrator who answers for it")
		f.StringVar(&reason, "reason", "", "what was changed and why, for everybody to read")
		f.BoolVar(&although, "although", false, "go on although cases come out otherwise under the files of today")
	})
	if err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); len(args) != 1 || as == "" || reason == "" {
		return errors.New(declareUsage)
	}
	if err := withinRecord("-reason", reason); err != nil {
		return err
	}
	if _, err := c.lawNamed(args[0]); err != nil {
		return err
	}
	return c.withStore(ctx, func(s *store.Store, law *statute.Library) error {
		who, err := c.administrator(ctx, s, as)
		if err != nil {
			return err
		}
		u, err := upgradeOf(ctx, s, law, args[0])
		if err != nil {
			return err
		}
		if u.away > 0 {
			_, _ = fmt.Fprintf(c.out, "%d cases are under versions of %s, or counted with years of its calendar, that are not here: nothing can be declared of these\n", u.away, args[0])
		}
		if len(u.list) == 0 {
			_, _ = fmt.Fprintf(c.out, "there is nothing to declare: every case under %s was filed under its files and calendar of today, or under some whose change is on record\n", args[0])
			return nil
		}
		if err := u.show(ctx, c, s); err != nil {
			return err
		}
		if len(u.otherwise) > 0 && !although {
			return fmt.Errorf("nothing was declared: %d cases come out otherwise under the files of today. A change of the law itself is a new version, which moves cases on record; "+
				"-although declares it all the same, and every check goes on naming those cases", len(u.otherwise))
		}
		if c.answer(fmt.Sprintf("This is on record for ever. Type the law's key, %s, to go on: ", args[0])) != args[0] {
			return errors.New("nothing was declared")
		}
		for i := range u.list {
			u.list[i].At, u.list[i].Reason = c.instant(), reason
			if of := law.Under(u.list[i].Statute, u.list[i].Version); of == nil {
				continue // its days
			} else if err := keepLaw(ctx, s, of, c.instant()); err != nil {
				return err
			}
		}
		for of, days := range u.days {
			if err := keepDays(ctx, s, of, days); err != nil {
				return err
			}
		}
		if err := s.InTx(ctx, func(tx *store.Tx) error {
			for _, r := range u.list {
				if err := tx.AddReplacement(ctx, r, who.ID); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		_, _ = fmt.Fprintf(c.out, "\ndeclared: %s have other files from now on\n", u.what(args[0]))
		return nil
	})
}

// upgrade is what changed in the files of a law since cases were filed under it.
type upgrade struct {
	list      []foi.Replacement                      // what is to be declared: a version each, or a calendar
	days      map[*statute.Statute]map[string][]byte // what the days of its calendar are today, by their SHA-256
	cases     map[string]int                         // by the definition of the earlier files, or what the days were
	all       int
	otherwise []string // cases that come out otherwise, each with the first thing that does
	away      int      // cases under versions that are not here
}

// upgradeOf finds the cases whose files are not those of today, where that is not on record, and counts each under those of today.
func upgradeOf(ctx context.Context, s *store.Store, law *statute.Library, key string) (*upgrade, error) {
	told, err := s.Replacements(ctx)
	if err != nil {
		return nil, err
	}
	u := &upgrade{cases: map[string]int{}, days: map[*statute.Statute]map[string][]byte{}}
	for after := int64(0); ; {
		cases, err := s.Kept(ctx, after, 500)
		if err != nil {
			return nil, err
		}
		if len(cases) == 0 {
			break
		}
		for _, k := range cases {
			after = k.Request.ID
			u.take(law, key, told, k)
		}
	}
	slices.SortStableFunc(u.list, func(a, b foi.Replacement) int { return strings.Compare(a.Calendar+a.Version, b.Calendar+b.Version) })
	return u, nil
}

// take takes a case that has entries under earlier files of the law.
func (u *upgrade) take(law *statute.Library, key string, told []foi.Replacement, k store.Kept) {
	var earlier []string
	away := false
	for _, x := range law.Unlike(k.Ledger) {
		switch {
		case x.Statute != key || x.Told(told) != nil:
		case x.Today == "":
			away = true
		default:
			if u.replace(law, x); !slices.Contains(earlier, x.Earlier) {
				earlier = append(earlier, x.Earlier)
			}
		}
	}
	if away {
		u.away++
	}
	if len(earlier) == 0 {
		return
	}
	u.all++
	for _, definition := range earlier {
		u.cases[definition]++
	}
	if of := law.Under(k.Request.Statute, k.Request.Version); of != nil {
		if wrong := counted(of, k); len(wrong) > 0 {
			u.otherwise = append(u.otherwise, fmt.Sprintf("%s: %s", k.Request.Reference, wrong[0]))
		}
	}
}

// declaredDays is of how many years' days one act tells: more would not fit into the leaf.
const declaredDays = 200

// replace puts the files of an entry, or the days that it was counted with, down to be replaced by those of today.
func (u *upgrade) replace(law *statute.Library, x statute.Unlike) {
	if x.Calendar {
		u.replaceDays(law, x)
		return
	}
	i := slices.IndexFunc(u.list, func(r foi.Replacement) bool { return r.Calendar == "" && r.Version == x.Version })
	if i < 0 {
		i = len(u.list)
		u.list = append(u.list, foi.Replacement{Statute: x.Statute, Version: x.Version, Definition: x.Today})
	}
	if !slices.Contains(u.list[i].Instead, x.Earlier) {
		u.list[i].Instead = append(u.list[i].Instead, x.Earlier)
	}
}

func (u *upgrade) replaceDays(law *statute.Library, x statute.Unlike) {
	i := -1
	for n, r := range u.list {
		if r.Calendar != x.Key {
			continue
		}
		for k, earlier := range r.Instead {
			if earlier == x.Earlier && r.Days[k] == x.Today {
				return
			}
		}
		if len(r.Instead) < declaredDays && !slices.Contains(r.Instead, x.Earlier) { // in which each has one in its place
			i = n
		}
	}
	if i < 0 {
		i = len(u.list)
		u.list = append(u.list, foi.Replacement{Statute: x.Statute, Calendar: x.Key})
	}
	u.list[i].Instead, u.list[i].Days = append(u.list[i].Instead, x.Earlier), append(u.list[i].Days, x.Today)
	of := law.Under(x.Statute, x.Version)
	if text, ok := of.Calendar().Read(x.Today, x.AsOf); ok {
		if u.days[of] == nil {
			u.days[of] = map[string][]byte{}
		}
		u.days[of][foi.DaysHash(x.Today)] = text
	}
}

// what says what is declared of a law.
func (u *upgrade) what(key string) string {
	versions, calendars := 0, []string(nil)
	for _, r := range u.list {
		if r.Calendar == "" {
			versions++
		} else if !slices.Contains(calendars, r.Calendar) {
			calendars = append(calendars, r.Calendar)
		}
	}
	out := fmt.Sprintf("%d versions of %s", versions, key)
	if len(calendars) > 0 {
		out += fmt.Sprintf(" and the calendar %s", strings.Join(calendars, ", "))
	}
	return out
}

// someCases is how many cases are named that come out otherwise, and days that are others.
const someCases = 5

// show says what would be declared, and what it would come to.
func (u *upgrade) show(ctx context.Context, c *cli, s *store.Store) error {
	for _, r := range u.list {
		if r.Calendar != "" {
			if err := u.showDays(ctx, c, s, r); err != nil {
				return err
			}
			continue
		}
		_, _ = fmt.Fprintf(c.out, "%s %s has the files %s, instead of\n", r.Statute, r.Version, r.Definition)
		for _, definition := range r.Instead {
			kept := "kept at " + c.cfg.BaseURL + "/registro/ley/" + definition
			if _, err := s.LawFiles(ctx, definition); isNotFound(err) {
				kept = "not kept here: nobody can read those files any more"
			} else if err != nil {
				return err
			}
			_, _ = fmt.Fprintf(c.out, "  %s of %d cases, %s\n", definition, u.cases[definition], kept)
		}
	}
	_, _ = fmt.Fprintf(c.out, "%d cases, counted under the files of today: %d come out otherwise\n", u.all, len(u.otherwise))
	u.name(c.out)
	return nil
}

// showDays says which days of a calendar are others, where it is known what they were.
func (u *upgrade) showDays(ctx context.Context, c *cli, s *store.Store, r foi.Replacement) error {
	_, _ = fmt.Fprintf(c.out, "the calendar %s has other days, instead of\n", r.Calendar)
	for i, pin := range r.Instead {
		hash := foi.DaysHash(pin)
		b, err := s.LawFiles(ctx, hash)
		if isNotFound(err) {
			_, _ = fmt.Fprintf(c.out, "  %s of %d cases, not kept here: nobody can read those days any more\n", pin, u.cases[pin])
			continue
		}
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(c.out, "  %s of %d cases, kept at %s/registro/ley/%s\n", pin, u.cases[pin], c.cfg.BaseURL, hash)
		var files map[string][]byte
		if err := json.Unmarshal(b, &files); err != nil {
			return err
		}
		for _, days := range u.days {
			if today := days[foi.DaysHash(r.Days[i])]; today != nil {
				sayDays(c.out, string(files["days"]), string(today))
				break
			}
		}
	}
	return nil
}

// sayDays says which lines are others, each with the one in its place.
func sayDays(out io.Writer, earlier, today string) {
	is := strings.Split(today, "\n")
	n := 0
	for i, was := range strings.Split(earlier, "\n") {
		if i >= len(is) || was == is[i] {
			continue
		}
		if n++; n <= someCases {
			_, _ = fmt.Fprintf(out, "    %q was %q\n", is[i], was)
		}
	}
	if n > someCases {
		_, _ = fmt.Fprintf(out, "    … and %d more\n", n-someCases)
	}
}

func (u *upgrade) name(out io.Writer) {
	for i, one := range u.otherwise {
		if i == someCases {
			_, _ = fmt.Fprintf(out, "  … and %d more\n", len(u.otherwise)-i)
			break
		}
		_, _ = fmt.Fprintf(out, "  %s\n", one)
	}
}
