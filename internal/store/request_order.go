package store

import (
	"encoding/json"
	"strconv"
	"strings"

	"qhana/internal/foi"
)

// order is how a list is sorted: by due day, by number (which is by date of filing), or by how well the words fit.
type order struct {
	key     string // "due", "filed", "rank"
	down    bool
	columns string // what the cursor is made of
	keyset  string // rows after the cursor in $10 and $11
	since   string // the same of branches b, where the order allows it
	order   string
}

// orderOf chooses the order. Found words sort by how well they fit when there are few; ranking many would take a second.
func orderOf(f RequestFilter, count Capped) order {
	key, down := strings.CutPrefix(f.Sort, "-")
	text := f.text() != ""
	switch {
	case text && count.More():
		key, down = "filed", true
	case key == "due" && live(f.Queue), key == "filed":
	case text:
		key, down = "rank", true
	case live(f.Queue):
		key, down = "due", false
	default:
		key, down = "filed", true
	}
	o := orderBy(key, down, byBranch(f.Queue, f.Viewer))
	if key == "filed" && live(f.Queue) {
		// What is live is little and mostly new: sorting it is cheap, walking all numbers to find it is not.
		o.order = strings.Replace(o.order, `r.id`, `(r.id + 0)`, 1)
	}
	return o
}

func orderBy(key string, down, branch bool) order {
	day, sign, direction := `coalesce(r.due_on, 'infinity'::date)`, `>`, ``
	if branch {
		day = `m.due_on`
	}
	if down {
		sign, direction = `<`, ` DESC`
	}
	rank := `0`
	by := day
	switch key {
	case "rank":
		rank = `coalesce((SELECT 1000000 * ts_rank(q.words, websearch_to_tsquery('spanish', fold($8))) FROM question q WHERE q.request_id = r.id), 0)::bigint`
		by = rank
	case "filed":
		by = ``
	}
	o := order{key: key, down: down, columns: day + `::text AS sort_day, ` + rank + ` AS rank`}
	if by == `` {
		o.keyset = ` AND ($11::bigint = 0 OR (r.id ` + sign + ` $11 AND $10::text = ''))`
		o.since = ` AND ($11::bigint = 0 OR b.request_id ` + sign + ` $11)`
		o.order = ` ORDER BY r.id` + direction
		return o
	}
	kind := `date`
	if key == "rank" {
		kind = `bigint`
	}
	o.keyset = ` AND ($11::bigint = 0 OR (` + by + `, r.id) ` + sign + ` ($10::` + kind + `, $11))`
	o.order = ` ORDER BY ` + by + direction + `, r.id` + direction
	return o
}

// args are the arguments $1 to $11: the filter's, and the cursor.
func (o order) args(f RequestFilter) ([]any, error) {
	parts, err := after(f.After, 3)
	if err != nil {
		return nil, err
	}
	first := map[string]any{"due": nil, "rank": nil, "filed": ""}
	if parts == nil {
		return append(f.args(), first[o.key], int64(0)), nil
	}
	if parts[0] != o.key {
		return nil, badCursor() // the list has been sorted anew
	}
	id, err := numberIn(parts[2])
	if err != nil {
		return nil, err
	}
	var value any = ""
	switch o.key {
	case "due":
		value, err = dayIn(parts[1])
	case "rank":
		value, err = numberIn(parts[1])
	}
	return append(f.args(), value, id), err
}

func (o order) cursor(r listedRow) string {
	id := strconv.FormatInt(r.ID, 10)
	switch o.key {
	case "due":
		return cursor(o.key, r.SortDay, id)
	case "rank":
		return cursor(o.key, strconv.FormatInt(r.Rank, 10), id)
	}
	return cursor(o.key, "", id)
}

// branchesOf reads rows of the table branch, written as JSON.
func branchesOf(b []byte) ([]foi.Branch, error) {
	var rows []keptBranch
	if err := json.Unmarshal(b, &rows); err != nil {
		return nil, err
	}
	var out []foi.Branch
	for _, r := range rows {
		out = append(out, r.noun())
	}
	return out, nil
}
