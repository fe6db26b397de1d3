package verify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"qhana/internal/foi"
)

// definitionFiles are the files of a law in the order in which its definition is their hash.
var definitionFiles = []string{"statute.yaml", "procedure.yaml", "like"}

// daysFile is what stands in the place of these where the days of a calendar are asked for by their hash.
const daysFile = "days"

// told is that files under which a case was filed were replaced on record.
type told struct {
	definition string
	by         *foi.Replacement
}

// replacement is the declaration about the files of a law that an act is; told says that it is to be one.
func (a *act) replacement() (r foi.Replacement, told, ok bool) {
	if w := a.who.Value(); w.kind != "admin" || w.event != foi.LawFiles {
		return r, false, false
	}
	var facts map[string]string
	if json.Unmarshal([]byte(a.facts), &facts) != nil {
		return r, true, false
	}
	r, ok = foi.ReplacementOf(a.instant(), facts)
	return r, true, ok
}

// replacements are what the record has declared about the files of laws.
func (l *Log) replacements() (list []foi.Replacement) {
	for i := range l.rest {
		if r, _, ok := l.rest[i].replacement(); ok && !l.isLost(l.rest[i].index) {
			list = append(list, r)
		}
	}
	return list
}

// lawFiles says of each definition that the auditor's files are not where its own files are to be had: the site gives them by their hash,
// which stands in the record, so that they are those under which the cases were filed, and can be held against the auditor's own.
func (l *Log) lawFiles(ctx context.Context, r *Report) error {
	foreign, replaced := map[string]int{}, map[told]int{}
	for _, c := range l.order {
		if c.foreign != "" {
			foreign[c.foreign]++
		}
		for _, one := range c.told {
			replaced[one]++
		}
	}
	var all []string
	for definition := range foreign {
		all = append(all, definition)
	}
	slices.Sort(all)
	for _, definition := range all[:min(len(all), few)] {
		there, err := l.gives(ctx, r, definition, "the law's files "+definition, foreign[definition], definitionFiles...)
		if err != nil {
			return err
		}
		if there {
			r.Notes = append(r.Notes, fmt.Sprintf("the law's files %s, under which %d cases were filed, are at %s: hold them against yours", definition, foreign[definition], l.lawPath(definition)))
		}
	}
	var told []told
	for one := range replaced {
		told = append(told, one)
	}
	slices.SortFunc(told, byDay)
	for _, one := range told[:min(len(told), few)] {
		hash, what, of := one.definition, "the law's files "+one.definition, definitionFiles
		if one.by.Calendar != "" {
			hash, of = foi.DaysHash(one.definition), []string{daysFile}
			what = "the days of the calendar " + one.by.Calendar + " " + hash
		}
		there, err := l.gives(ctx, r, hash, what, replaced[one], of...)
		if err != nil {
			return err
		}
		at := l.lawPath(hash)
		if !there {
			at = hash
		}
		if one.by.Calendar != "" {
			r.Notes = append(r.Notes, fmt.Sprintf("%d cases were counted with days of the calendar %s that were replaced on record on %s, %q: %s", replaced[one], one.by.Calendar,
				one.by.At.Format("2006-01-02"), one.by.Reason, at))
			continue
		}
		r.Notes = append(r.Notes, fmt.Sprintf("%d cases were filed under files of %s %s that were replaced on record on %s, %q: %s", replaced[one], one.by.Statute, one.by.Version,
			one.by.At.Format("2006-01-02"), one.by.Reason, at))
	}
	return nil
}

func byDay(a, b told) int {
	if n := a.by.At.Compare(b.by.At); n != 0 {
		return n
	}
	return strings.Compare(a.definition, b.definition)
}

func (l *Log) lawPath(definition string) string { return l.base + "/ley/" + definition }

// gives tells whether the site gives what has a hash, under which so many cases were filed, and says where it does not, or gives something
// else.
func (l *Log) gives(ctx context.Context, r *Report, definition, what string, cases int, of ...string) (bool, error) {
	b, err := l.get(ctx, "/ley/"+definition)
	var gone *absent
	if errors.As(err, &gone) {
		r.Notes = append(r.Notes, fmt.Sprintf("the site does not give %s, under which %d cases were filed", what, cases))
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var files map[string][]byte
	sum := sha256.New()
	if json.Unmarshal(b, &files) == nil {
		for _, name := range of {
			sum.Write(files[name])
		}
	}
	if hex.EncodeToString(sum.Sum(nil)) != definition {
		r.say(fmt.Sprintf("the site gives other files than %s, under which %d cases were filed", what, cases))
		return false, nil
	}
	return true, nil
}
