package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/lib/pq"
	"golang.org/x/sync/errgroup"

	"qhana/internal/foi"
)

// RequestFilter says which requests a list shows. The zero value, with a viewer, is all that they may see, newest first.
type RequestFilter struct {
	Viewer foi.Actor
	Queue  string   // one of the Queue constants; "" is QueueAll
	Until  foi.Date // for QueueDueWeek: the last due day that counts as soon
	// Unopened is, for QueueUnopened, the last day that is long ago: on a later one somebody looked.
	Unopened foi.Date
	Signing  string     // for QueueToApprove and QueueToSign: the unit that signs
	Confirms string     // for QueueToApprove: the unit that confirms extensions, "" where none is named
	Unit     string     // with a branch of this unit
	State    foi.State  // standing so
	Clock    foi.Status // whose response clock stands so
	Text     string     // a reference, or words of the question
	Sort     string     // "filed", "-filed", and for what is live "due", "-due"; "" or another is the queue's own order
	After    string     // Next of the page before
	Limit    int        // rows; 0 is 25, at most 200
	Count    Capped     // of the list, where a page before has counted it: whoever reads page after page counts once; 0 counts
	begins   bool       // the last word of Text may go on
}

// Listed is one request in a list.
type Listed struct {
	foi.Request
	Subject   string
	Requester string       // name; "" for viewers who need not know
	Due       foi.Date     // what the list is sorted by: the due day of the branch for people of a unit, else the request's
	Twin      bool         // another request asks the same in the same words; looked for in QueueNew only
	Branches  []foi.Branch // those that owe their answer: the viewer's own for people of a unit, else all
}

// RequestPage is one page of a list.
type RequestPage struct {
	Requests []Listed
	Next     string // cursor of the page after this, "" at the end
	Count    Capped // of the whole list
}

// Requests lists requests that the viewer may see. A queue that does not exist, or a cursor that we did not make, is
// Invalid.
func (s *Store) Requests(ctx context.Context, f RequestFilter) (RequestPage, error) {
	if err := f.check(); err != nil {
		return RequestPage{}, err
	}
	count, found := f.Count, []int64(nil)
	var err error
	switch {
	case f.text() != "" && !count.More():
		found, err = s.found(ctx, f, 0, countCap)
		count = Capped(len(found))
	case f.text() == "" && count == 0:
		found, count, err = s.firstRequests(ctx, f)
	}
	if err != nil || count == 0 {
		return RequestPage{}, err
	}
	o := orderOf(f, count)
	args, err := o.args(f)
	if err != nil {
		return RequestPage{}, err
	}
	limit := limitOf(f.Limit)
	if before := args[len(args)-1].(int64); f.text() != "" && count.More() && before > 0 { // sorted by number, they go on before the cursor
		if found, err = s.found(ctx, f, before, limit+1); err != nil {
			return RequestPage{}, err
		}
	}
	args = append(args, seesPerson(f.Viewer), limit+1)
	switch {
	case f.text() == "" && (f.After != "" || f.Sort != ""):
		found = nil // they are the first, and in the list's own order
	case f.text() == "" || count.More():
		found = found[:min(len(found), limit+1)] // they come in the order of the page
	}
	if found != nil {
		args = append(args, pq.Int64Array(found))
	}
	var rows []listedRow
	if err := s.db.SelectContext(ctx, &rows, anew+requestsQuery(f, o, found), args...); err != nil {
		return RequestPage{}, translate(err)
	}
	return pageOf(rows, limit, o, count)
}

func requestsQuery(f RequestFilter, o order, found []int64) string {
	among := ``
	if found != nil {
		among = ` JOIN unnest($14::bigint[]) h (id) ON h.id = r.id`
	}
	return `
		SELECT ` + requestColumns + `,
		       coalesce((SELECT q.subject FROM question q WHERE q.request_id = r.id), '') AS subject,
		       CASE WHEN $12::boolean THEN coalesce((SELECT p.name FROM requester p WHERE p.request_id = r.id), '') ELSE '' END AS person,
		       (SELECT coalesce(jsonb_agg(to_jsonb(b) ORDER BY b.no), '[]') FROM branch b
		         WHERE b.request_id = r.id AND b.state IN ('open', 'accepted', 'answered') AND ($1 OR b.unit = ANY ($2::text[]))) AS branches,
		       ` + twin(f) + ` AS twin,
		       ` + o.columns + requestTables(f, o.since) + among + requestConditions(f) + o.keyset + o.order + `
		 LIMIT $13`
}

// twin tells whether another request that anybody at the desk may see asks the same in the same words.
func twin(f RequestFilter) string {
	if f.Queue != QueueNew || !f.Viewer.SeesAll() {
		return `false`
	}
	return `EXISTS (SELECT 1 FROM question q JOIN question t ON md5(strip(t.words)::text) = md5(strip(q.words)::text) AND t.request_id <> q.request_id
		          JOIN request o ON o.id = t.request_id AND NOT o.restricted
		         WHERE q.request_id = r.id AND q.words <> '')`
}

func pageOf(rows []listedRow, limit int, o order, count Capped) (RequestPage, error) {
	page := RequestPage{Count: count}
	for i, r := range rows {
		if i == limit {
			page.Next = o.cursor(rows[i-1])
			break
		}
		l, err := r.noun()
		if err != nil {
			return RequestPage{}, err
		}
		page.Requests = append(page.Requests, l)
	}
	return page, nil
}

// countRequests counts a whole list, up to the cap.
func (s *Store) countRequests(ctx context.Context, f RequestFilter) (n Capped, err error) {
	if f.text() != "" {
		found, err := s.found(ctx, f, 0, countCap)
		return Capped(len(found)), err
	}
	query, _ := f.first()
	err = s.db.GetContext(ctx, &n, anew+`SELECT count(*) FROM (`+query+`) counted`, f.args()...)
	return n, translate(err)
}

// firstRequests counts a whole list without words, up to the cap, and gives the requests that it counted where they are the list's first.
func (s *Store) firstRequests(ctx context.Context, f RequestFilter) (ids []int64, n Capped, err error) {
	query, ordered := f.first()
	if !ordered {
		n, err = s.countRequests(ctx, f)
		return nil, n, err
	}
	err = s.db.SelectContext(ctx, &ids, anew+query, f.args()...)
	return ids, Capped(len(ids)), translate(err)
}

// first asks for the first requests of a list without words, up to the cap, and tells whether it does so in the list's own order. An index
// has that, and what is still open lies all at one end of the table: PostgreSQL, for which it lies everywhere, would rather read the table
// until it has found so many.
func (f RequestFilter) first() (query string, ordered bool) {
	f.Sort = ""
	tables, walk := requestTables(f, ``), orderOf(f, 0).order
	loose := byBranch(f.Queue, f.Viewer) && f.Unit == "" && f.State == "" && f.Clock == ""
	if loose {
		tables, walk = branchTables(f, 2*countCap), `` // a request has hardly ever two branches of one unit at once, and nothing else leaves any out
	}
	return `SELECT r.id` + tables + requestConditions(f) + walk + ` LIMIT ` + strconv.Itoa(countCap), !loose
}

// RequestIDs are the requests of a whole list, in no order, at most so many; the filter's cursor and limit say nothing.
func (s *Store) RequestIDs(ctx context.Context, f RequestFilter, most int) ([]int64, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	if f.text() != "" {
		return s.found(ctx, f, 0, most)
	}
	var ids []int64
	err := s.db.SelectContext(ctx, &ids, anew+`SELECT r.id `+requestTables(f, ``)+requestConditions(f)+` LIMIT `+strconv.Itoa(most), f.args()...)
	return ids, translate(err)
}

// SeenIDs are those of some requests that a viewer may see.
func (s *Store) SeenIDs(ctx context.Context, viewer foi.Actor, refs []foi.Reference) ([]int64, error) {
	names := make(pq.StringArray, len(refs))
	for i, ref := range refs {
		names[i] = string(ref)
	}
	var ids []int64
	err := s.db.SelectContext(ctx, &ids, `SELECT r.id FROM request r WHERE r.reference = ANY ($3::text[]) AND `+visible+open(viewer), append(viewerArgs(viewer), names)...)
	return ids, translate(err)
}

// countsAtOnce is how many queues are counted at a time.
const countsAtOnce = 2

// QueueCounts counts the queues of a filter's viewer, each up to 1,001: those that are named, as far as they are counted at all, or
// with none named all of them.
func (s *Store) QueueCounts(ctx context.Context, f RequestFilter, named ...string) (map[string]Capped, error) {
	counts, mu := map[string]Capped{}, sync.Mutex{}
	reads, ctx := errgroup.WithContext(ctx)
	reads.SetLimit(countsAtOnce)
	for _, queue := range CountedQueues {
		if len(named) > 0 && !slices.Contains(named, queue) {
			continue
		}
		f.Queue = queue
		one := f
		reads.Go(func() error {
			n, err := s.countRequests(ctx, one)
			if err != nil {
				return fmt.Errorf("queue %s: %w", queue, err)
			}
			mu.Lock()
			defer mu.Unlock()
			counts[queue] = n
			return nil
		})
	}
	return counts, reads.Wait()
}

// args are the arguments $1 to $9 of requestTables and requestConditions.
func (f RequestFilter) args() []any {
	queue, text, reference := f.Queue, f.Text, ""
	if queue == "" {
		queue = QueueAll
	}
	if ref, err := foi.ParseReference(f.Text); err == nil {
		text, reference = "", string(ref)
	}
	day := f.Until
	if queue == QueueUnopened {
		day = f.Unopened
	}
	return []any{f.Viewer.SeesAll(), pq.StringArray(unitsOf(f.Viewer)), queue, dayKey(day), f.Unit, string(f.State), string(f.Clock),
		text, reference}
}

// text is what is searched for; "" when nothing is, or a reference.
func (f RequestFilter) text() string { return f.args()[7].(string) }

func (f RequestFilter) check() error {
	if !isQueue(f.Queue) {
		return &foi.Error{Code: foi.Invalid, Key: "queue"}
	}
	return storable(f.Unit, f.Text, string(f.State), string(f.Clock))
}

type listedRow struct {
	requestRow
	Subject  string `db:"subject"`
	Person   string `db:"person"`
	Branches []byte `db:"branches"`
	Twin     bool   `db:"twin"`
	SortDay  string `db:"sort_day"`
	Rank     int64  `db:"rank"`
}

func (r listedRow) noun() (Listed, error) {
	branches, err := branchesOf(r.Branches)
	if err != nil {
		return Listed{}, fmt.Errorf("branches of request %s: %w", r.Reference, err)
	}
	l := Listed{Request: r.requestRow.noun(), Subject: r.Subject, Requester: r.Person, Twin: r.Twin, Branches: branches}
	if r.SortDay != endless {
		if l.Due, err = foi.ParseDate(r.SortDay); err != nil {
			return Listed{}, fmt.Errorf("due day of request %s: %w", r.Reference, err)
		}
	}
	return l, nil
}
