package store

import (
	"strconv"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// requestTables are the tables of a list of requests. PostgreSQL plans each statement with its arguments in place, so
// conditions that an argument switches off cost nothing and the others find their index. since cuts branches off that
// earlier pages have shown.
func requestTables(f RequestFilter, since string) string {
	if byBranch(f.Queue, f.Viewer) {
		return branchTables(f, 0)
	}
	joined := ``
	if f.own() {
		joined += ` JOIN (SELECT DISTINCT b.request_id FROM branch b WHERE ` + ownUnits(f) + since + ` ORDER BY b.request_id DESC) v ON v.request_id = r.id`
	}
	if f.ofUnit() {
		joined += ` JOIN (SELECT DISTINCT b.request_id FROM branch b WHERE b.unit = $5` + since + ` ORDER BY b.request_id DESC) u ON u.request_id = r.id`
	}
	if f.Queue == QueueWatched {
		joined += ` JOIN (SELECT w.request_id FROM watch w WHERE w.account_id = ` + strconv.FormatInt(f.Viewer.Account, 10) + `) w ON w.request_id = r.id`
	}
	return ` FROM request r` + joined
}

// branchTables are those of a queue of branches: at most so many branches are looked at, 0 for all.
func branchTables(f RequestFilter, most int) string {
	limit := ``
	if most > 0 {
		limit = ` LIMIT ` + strconv.Itoa(most)
	}
	return ` FROM (
		SELECT b.request_id, min(b.due_on) AS due_on FROM (
		SELECT b.request_id, b.due_on FROM branch b
		 WHERE b.unit = ANY ($2::text[]) AND b.state IN ('open', 'accepted', 'answered')
		   AND ($3 <> 'mine' OR b.account_id IN (` + accountsOf(f.Viewer) + `))
		   AND ($3 <> 'back' OR b.sent_back)
		   AND ($3 <> 'new' OR b.state = 'open')
		   AND ($3 <> 'due_week' OR (NOT b.missed AND b.due_on <= $4::date))
		   AND ($3 <> 'unopened' OR coalesce(b.seen_on, b.opened_on) <= $4::date)
		   AND ($3 <> 'late' OR b.missed)` + limit + `) b
		 GROUP BY b.request_id) m
		 JOIN request r ON r.id = m.request_id`
}

// own tells whether a list is walked along the branches of the viewer's units. Of all that there ever was theirs may be
// little; of what is live it is quicker to look at each.
func (f RequestFilter) own() bool {
	return !f.Viewer.SeesAll() && !live(f.Queue) && f.Queue != QueueWatched
}

// ofUnit tells the same of the filter's unit.
func (f RequestFilter) ofUnit() bool {
	return f.Unit != "" && !live(f.Queue)
}

// ownUnits is the condition of a branch b of the viewer's units. Of one unit, as nearly everybody has, the index gives
// the branches in their order.
func ownUnits(f RequestFilter) string {
	if len(unitsOf(f.Viewer)) == 1 {
		return `b.unit = ($2::text[])[1]`
	}
	return `b.unit = ANY ($2::text[])`
}

// requestConditions are the conditions that RequestFilter.args switches on, but for those that requestTables has. The
// branches of each live request are looked up one by one, which a scalar subquery makes sure of: joined, all branches
// that there ever were would be read for a few.
func requestConditions(f RequestFilter) string {
	conditions := `
	 WHERE (NOT $1::boolean OR $3::text <> 'new' OR r.state = 'received')
	   AND (NOT $1 OR $3 <> 'unopened' OR (r.state IN ('received', 'open', 'signing', 'signed')
	        AND coalesce(r.seen_on, '-infinity'::date) <= $4::date AND r.filed_at < $4::date + 1))
	   AND (NOT $1 OR $3 <> 'due_week' OR (r.clock = 'running' AND coalesce(r.due_on, 'infinity'::date) <= $4::date))
	   AND (NOT $1 OR $3 <> 'late' OR r.clock = 'missed')
	   AND ($3 <> 'waiting_citizen' OR r.clock = 'suspended')
	   AND (NOT $1 OR $3 <> 'back' OR r.back <> '')
	   AND (NOT $1 OR $3 <> 'mine' OR (r.owner IN (` + accountsOf(f.Viewer) + `) AND r.state IN ('received', 'open', 'signing', 'signed')))
	   AND ($3 <> 'to_approve' OR ` + f.toApprove() + `)
	   AND ($3 <> 'to_sign' OR (r.state = 'signing' AND r.holders[1] = ` + pq.QuoteLiteral(f.Signing) + `))
	   AND ($3 <> 'signed' OR r.state = 'signed')
	   AND ($3 <> 'all_live' OR r.state IN ('received', 'open', 'signing', 'signed'))
	   AND ($3 <> 'closed' OR r.state IN ('answered', 'published', 'withdrawn', 'transferred'))
	   AND ($6::text = '' OR r.state = $6)
	   AND ($7::text = '' OR r.clock = $7)
	   AND $8::text IS NOT NULL
	   AND ($9::text = '' OR r.reference = $9)`
	if !f.own() {
		waits := approving
		if f.Queue == QueueToApprove {
			waits += ` OR ` + confirming
		}
		conditions += `
	   AND ($1 OR (SELECT true FROM branch v WHERE v.request_id = r.id AND v.unit = ANY ($2::text[]) LIMIT 1) OR ` + waits + `)`
	}
	if !f.ofUnit() {
		conditions += `
	   AND ($5::text = '' OR EXISTS (SELECT 1 FROM branch u WHERE u.request_id = r.id AND u.unit = $5))`
	}
	return conditions + open(f.Viewer)
}

// toApprove is the condition under which a case waits for an approval: a step before the signature, or an extension that somebody has
// to confirm, whose unit is then among the holders.
func (f RequestFilter) toApprove() string {
	draft := `(r.state = 'signing' AND ` + f.approver() + `)`
	if f.Confirms == "" || f.Viewer.Has(foi.Reviewer) && !f.Viewer.In(foi.Reviewer, f.Confirms) {
		return draft
	}
	return `(` + draft + ` OR (r.state IN ('received', 'open') AND ` + pq.QuoteLiteral(f.Confirms) + ` = ANY (r.holders)))`
}

// approver is the condition under which a step of approval waits for the viewer: the unit that holds a draft is one that they review
// for or head. Whoever leads sees all that waits for somebody.
func (f RequestFilter) approver() string {
	units := f.Viewer.Units(foi.Reviewer, foi.UnitHead)
	if f.Viewer.SeesAll() && !f.Viewer.Has(foi.Reviewer) || f.Viewer.In(foi.Reviewer, "") {
		return `r.holders[1] <> ` + pq.QuoteLiteral(f.Signing)
	}
	if len(units) == 0 {
		return `false`
	}
	list := ``
	for i, u := range units {
		if i > 0 {
			list += `, `
		}
		list += pq.QuoteLiteral(u)
	}
	return `r.holders[1] IN (` + list + `)`
}

// accountsOf are the viewer's account and those for which they stand in: numbers, which stand in a query themselves.
func accountsOf(viewer foi.Actor) string {
	list := ``
	for i, id := range viewer.Accounts() {
		if i > 0 {
			list += `, `
		}
		list += strconv.FormatInt(id, 10)
	}
	return list
}
