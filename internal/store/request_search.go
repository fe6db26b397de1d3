package store

import (
	"context"
	"regexp"
	"strconv"
	"strings"
)

// source is a table that words are searched in, as x.
type source struct{ table, column string }

// sources are what was asked, what was written on the case, the names of its files, and for whoever may know it who asked.
func (f RequestFilter) sources() []source {
	sources := []source{{`question`, `words`}, {`entry_words`, `search`}, {`document`, `search`}}
	if seesPerson(f.Viewer) {
		sources = append(sources, source{`requester`, `search`})
	}
	return sources
}

// window are the requests whose number, which is by date of filing, is after one and up to another.
type window struct{ after, upTo int64 }

// of is the condition that the number in a column lies in the window.
func (w window) of(column string) string {
	return ` AND ` + column + ` > ` + strconv.FormatInt(w.after, 10) + ` AND ` + column + ` <= ` + strconv.FormatInt(w.upTo, 10)
}

// firstWindow holds enough of a word that nearly everything has.
const firstWindow = 1250

// next is how wide the next window must be to find so many more, when one of a width had some of them: half as much again as it would take
// if it were like this one, and never so wide that a window poor by chance has everything read.
func next(width int64, had, lack int) int64 {
	const least, most = 4, 64
	if had == 0 {
		return most * width
	}
	return min(max(width*int64(lack)*3/2/int64(had), least*width), most*width)
}

// matches are the requests of the whole list, in a window, with a text that has the words: the newest of them, each once. Of a unit's requests,
// which may be few, each is asked whether it has them; of all requests those that have them are looked for first.
func (f RequestFilter) matches(w window, most int) string {
	ofUnits := f.own() || f.ofUnit() || byBranch(f.Queue, f.Viewer)
	var parts []string
	for _, x := range f.sources() {
		has := `x.` + x.column + ` @@ ` + f.sought() + w.of(`x.request_id`)
		if ofUnits {
			parts = append(parts, `SELECT r.id`+requestTables(f, w.of(`b.request_id`))+` JOIN `+x.table+` x ON x.request_id = r.id AND `+has+requestConditions(f))
		} else {
			parts = append(parts, `SELECT x.request_id AS id FROM `+x.table+` x WHERE `+has)
		}
	}
	has := strings.Join(parts, ` UNION `)
	if ofUnits {
		return `SELECT id FROM (` + has + `) h ORDER BY id DESC LIMIT ` + strconv.Itoa(most)
	}
	// As an array, because the planner takes every word for a common one and would rather read all requests than look some up.
	return `SELECT r.id` + requestTables(f, ``) + ` JOIN unnest(ARRAY(` + has + `)) h (id) ON h.id = r.id` + requestConditions(f) + ` ORDER BY r.id DESC LIMIT ` + strconv.Itoa(most)
}

// found are the newest requests that a search finds, so many at most, and before a number unless that is 0. An index knows where a word
// stands, and not how new that is: of a common word everything would be read for the few that a page shows. So it is searched in windows
// from the newest on, each of which both the index of words and that of numbers cut down, until enough is found.
// Where nothing has the words whole, those that begin like the last one are looked for among what is new: who types a part of a word finds it.
func (s *Store) found(ctx context.Context, f RequestFilter, before int64, enough int) (ids []int64, err error) {
	first, last, err := s.numbers(ctx, f)
	if err != nil {
		return nil, err
	}
	if before > 0 {
		last = min(last, before-1)
	}
	ids, err = s.foundBetween(ctx, f, first, last, enough)
	if err == nil && len(ids) == 0 && begun.MatchString(f.Text) {
		f.begins = true
		ids, err = s.foundBetween(ctx, f, max(first, last-beginsReach), last, enough)
	}
	return ids, err
}

// begun is a text whose last word may go on; one in quotes or with a minus is meant as it is.
var begun = regexp.MustCompile(`(^|\s)[\pL\pN]{3,}$`)

// beginsReach is among how many of the newest requests a part of a word is looked for: nothing bounds how many words begin with it.
const beginsReach = 2 * firstWindow

// sought is what a search looks for.
func (f RequestFilter) sought() string {
	const words = `websearch_to_tsquery('spanish', fold($8))`
	if f.begins {
		return `(nullif(` + words + `::text, '') || ':*')::tsquery`
	}
	return words
}

func (s *Store) foundBetween(ctx context.Context, f RequestFilter, first, last int64, enough int) (ids []int64, err error) {
	for width := int64(firstWindow); err == nil && last >= first && len(ids) < enough; {
		w := window{max(first-1, last-width), last}
		var more []int64
		err = s.db.SelectContext(ctx, &more, anew+f.matches(w, enough-len(ids)), f.args()...)
		ids, last = append(ids, more...), w.after
		width = next(width, len(more), enough-len(ids))
	}
	return ids, translate(err)
}

// numbers are the first and the last number between which a list lies. What is live are mostly the newest. The sum keeps PostgreSQL from
// walking all numbers until it comes to the first of them.
func (s *Store) numbers(ctx context.Context, f RequestFilter) (first, last int64, err error) {
	least := `SELECT min(id) FROM request`
	if live(f.Queue) {
		least = `SELECT min(id + 0) FROM request WHERE state IN ('received', 'open', 'signing', 'signed')`
	}
	var row struct {
		First int64 `db:"first"`
		Last  int64 `db:"last"`
	}
	err = s.db.GetContext(ctx, &row, `SELECT coalesce((`+least+`), 1) AS first, coalesce((SELECT max(id) FROM request), 0) AS last`)
	return row.First, row.Last, err
}
