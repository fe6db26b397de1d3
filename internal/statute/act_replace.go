package statute

import (
	"slices"

	"qhana/internal/foi"
)

// piece is a document that was brought for the answer, in its newest version.
type piece struct {
	id     string
	branch int // 0 for the answer itself
}

// bring takes up the documents of an entry: those for the answer can be replaced until it goes out.
func (d *docket) bring(e *foi.Entry) {
	switch e.Event {
	case foi.BranchAnswered, foi.Drafted:
		for _, id := range e.Facts.Documents {
			if !slices.ContainsFunc(d.pieces, func(w piece) bool { return w.id == id }) {
				d.pieces = append(d.pieces, piece{id, e.Facts.Branch})
			}
		}
	case foi.DocumentReplaced:
		for i, w := range d.pieces {
			if w.id == e.Facts.Replaces {
				d.pieces[i].id = e.Facts.Documents[0]
			}
		}
	case foi.PartDelivered, foi.Delivered:
		d.pieces = nil
	}
}

// Replaceable are the documents of which the actor may bring a new version: those of their unit's branch, until its head has
// approved it; those of the answer, until it is handed on.
func (s *Statute) Replaceable(ledger []foi.Entry, who foi.Actor) []string {
	d := &decision{docket: s.fold(ledger)}
	if !slices.Contains(s.procedure.Actions[foi.ReplaceDocument].From, d.state) {
		return nil
	}
	var out []string
	for _, w := range d.pieces {
		if d.mayReplace(w, who) {
			out = append(out, w.id)
		}
	}
	return out
}

// mayReplace tells whether a document is the actor's to replace, and sets under which grant.
func (d *decision) mayReplace(w piece, who foi.Actor) bool {
	if w.branch == 0 {
		return d.grant(actionRule{Roles: []foi.Role{foi.TransparencyOfficer}}, who, "")
	}
	b := d.branch(w.branch)
	return b != nil && (b.State == foi.BranchIsAccepted || b.State == foi.BranchIsAnswered) && d.grant(actionRule{Roles: []foi.Role{foi.UnitOfficial, foi.UnitHead}}, who, b.Unit)
}

// canReplace checks that there is something to replace, and that what is meant is this actor's.
func (d *decision) canReplace(act foi.Action, who foi.Actor) error {
	for _, w := range d.pieces {
		if (act.Replaces == "" || w.id == act.Replaces) && d.mayReplace(w, who) {
			return nil
		}
	}
	return foi.Refusal("nothing_to_replace")
}

func (d *decision) replaceDocument(act foi.Action) error {
	i := slices.IndexFunc(d.pieces, func(w piece) bool { return w.id == act.Replaces })
	switch {
	case i < 0:
		return missing("replaces")
	case len(act.Documents) != 1:
		return &foi.Error{Code: foi.Invalid, Key: "missing.one_file", Field: "files"}
	}
	d.emit(foi.DocumentReplaced, foi.Facts{Branch: d.pieces[i].branch, Replaces: act.Replaces, Documents: ids(act.Documents)}, act.Words)
	return nil
}
