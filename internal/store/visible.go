package store

import (
	"github.com/lib/pq"

	"qhana/internal/foi"
)

// visible is the condition under which a viewer sees the request r, for the arguments that viewerArgs gives as $1 and
// $2: every request, one in which a unit of theirs has a branch, or one whose draft or whose extension waits for the approval of a unit
// of theirs.
const visible = `($1::boolean OR EXISTS (SELECT 1 FROM branch v WHERE v.request_id = r.id AND v.unit = ANY ($2::text[])) OR ` + approving + ` OR ` + confirming + `)`

const approving = `(r.state = 'signing' AND r.holders[1] = ANY ($2::text[]))`

// confirming tells that an extension waits for a unit of theirs, which stands last among the holders. Of lists, only the one of what
// waits for their word asks it.
const confirming = `(r.state IN ('received', 'open') AND r.holders[2:] && $2::text[])`

// open is the condition under which a viewer sees a restricted request r: they are among those who were named, or stand in for one
// who is. The auditor sees every case.
func open(viewer foi.Actor) string {
	if viewer.Has(foi.Auditor) || viewer.Has(foi.System) {
		return ``
	}
	return ` AND (NOT r.restricted OR EXISTS (SELECT 1 FROM request_reader x WHERE x.request_id = r.id AND x.account_id IN (` + accountsOf(viewer) + `)))`
}

// viewerArgs are what visible takes: whether the viewer sees everything, and the units they work in.
func viewerArgs(viewer foi.Actor) []any {
	return []any{viewer.SeesAll(), pq.StringArray(unitsOf(viewer))}
}

// unitsOf lists the units whose branches the viewer works on.
func unitsOf(viewer foi.Actor) []string {
	units := viewer.Units(foi.UnitOfficial, foi.UnitHead)
	if units == nil {
		units = []string{}
	}
	return units
}

// seesPerson tells whether the viewer may know who asked: those who write to the person. Units and auditors do their
// work without knowing.
func seesPerson(viewer foi.Actor) bool {
	return viewer.Has(foi.TransparencyOfficer) || viewer.Has(foi.Signatory) || viewer.Has(foi.Clerk) || viewer.Has(foi.System)
}
