package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// auditCase shows the ledger of a case whole, and what counting it again gives beside what is stored.
func (s *Server) auditCase(w http.ResponseWriter, r *http.Request) error {
	d, c, n, err := s.openCase(r)
	if err != nil {
		return err
	}
	return s.showAudited(w, r, http.StatusOK, d, c, n, view.AuditReveal{})
}

// showAudited shows the ledger of a case, with what became of the wish to know who asked.
func (s *Server) showAudited(w http.ResponseWriter, r *http.Request, status int, d deskReader, c foi.Case, n deskNames, reveal view.AuditReveal) error {
	hashes, err := s.store.WordsHashes(r.Context(), c.Request.ID)
	if err != nil {
		return err
	}
	page := view.AuditCase{Request: c.Request, Reveal: reveal, Subject: c.Question.Subject, Due: caseDue(d.law, d.today, c), Same: true,
		Compared: compare(n, c, d.law.Replay(c.Request, c.Ledger))}
	if gone, err := s.store.ErasureOf(r.Context(), c.Request.ID); err == nil {
		page.Erased, page.ErasedBy = gone.At, erasedBy(gone, localeOf(r))
	} else if foi.CodeOf(err) != foi.NotFound {
		return err
	}
	for _, line := range page.Compared {
		page.Same = page.Same && line.Equal
	}
	for _, e := range c.Ledger {
		page.Entries = append(page.Entries, view.AuditEntry{Seq: e.Seq, At: e.At, Event: e.Event, Title: n.title(e), By: n.actor(e.By), Facts: n.whole(e),
			Words: hashes[e.Seq]})
	}
	return s.render(w, r, status, view.AuditCasePage.With(page))
}

// compare puts what is stored beside what the ledger gives.
func compare(n deskNames, c foi.Case, again statute.Outcome) []view.AuditCompared {
	stored, counted := c.Request, again.Request
	lines := []view.AuditCompared{
		compared(view.Say("audit.case.state"), view.Say("state."+string(stored.State)), view.Say("state."+string(counted.State)), stored.State == counted.State),
		compared(view.Say("audit.case.rev"), view.Verbatim(fmt.Sprint(stored.Rev)), view.Verbatim(fmt.Sprint(counted.Rev)), stored.Rev == counted.Rev),
		compared(view.Say("audit.case.holders"), n.list(stored.Holders, n.unit), n.list(counted.Holders, n.unit), slices.Equal(stored.Holders, counted.Holders)),
	}
	byKey := func(list []foi.Deadline) map[string]foi.Deadline {
		m := map[string]foi.Deadline{}
		for _, d := range list {
			m[deadlineKey(d)] = d
		}
		return m
	}
	one, other := byKey(c.Deadlines), byKey(again.Deadlines)
	for _, key := range keysOf(one, other) {
		a, inStore := one[key]
		b, inLedger := other[key]
		d := a
		if !inStore {
			d = b
		}
		name := view.Say("clock." + d.Clock)
		if d.Clock == "branch" {
			name = view.Say("audit.case.branch", "N", d.Branch, "Unit", n.unit(d.Unit))
		}
		line := compared(name, n.term(a, inStore), n.term(b, inLedger), a == b)
		line.Why = fmt.Sprintf("/auditoria/casos/%s/plazo/%s", c.Request.Reference, d.Clock)
		if d.Branch != 0 {
			line.Why += fmt.Sprintf("?rama=%d", d.Branch)
		}
		lines = append(lines, line)
	}
	return lines
}

func compared(name, stored, counted view.Sentence, equal bool) view.AuditCompared {
	return view.AuditCompared{Name: name, Stored: stored, Replayed: counted, Equal: equal}
}

// term is a term in one line: how it stands, and until when.
func (n deskNames) term(d foi.Deadline, exists bool) view.Sentence {
	if !exists {
		return view.Say("audit.case.none")
	}
	list := []view.Sentence{view.Say("status." + statusOf(d))}
	if !d.DueOn.IsZero() {
		list = append(list, view.Say("audit.case.due", "Day", d.DueOn))
	}
	if !d.EndedOn.IsZero() {
		list = append(list, view.Say("audit.case.ended", "Day", d.EndedOn))
	}
	return view.Listed(list...)
}

// keysOf are the terms that are in either, the person's first, then branches by number.
func keysOf(a, b map[string]foi.Deadline) []string {
	var keys []string
	for _, m := range []map[string]foi.Deadline{a, b} {
		for k := range m {
			if !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
	}
	slices.SortFunc(keys, func(x, y string) int {
		cx, _, _ := strings.Cut(x, ".")
		cy, _, _ := strings.Cut(y, ".")
		if r := clockRank(cx) - clockRank(cy); r != 0 {
			return r
		}
		return strings.Compare(x, y)
	})
	return keys
}
