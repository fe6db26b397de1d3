package server

import (
	"net/http"
	"slices"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// jobStates are the states of the queue's jobs, in the order in which a job goes through them.
var jobStates = []string{"available", "scheduled", "pending", "running", "retryable", "completed", "cancelled", "discarded"}

// adminMachinery shows what happens next by itself, and what is stuck. It says nothing of what requests are about.
func (s *Server) adminMachinery(w http.ResponseWriter, r *http.Request) error {
	now := s.now()
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	m, err := s.store.Machinery(r.Context(), now)
	if err != nil {
		return err
	}
	page := view.AdminMachinery{Now: now, Oldest: m.Oldest, Late: int(m.Late), LateMany: m.Late.More(), Unsent: int(m.Unsent), UnsentMany: m.Unsent.More()}
	if page.Erasures, err = s.store.ErasuresWaiting(r.Context(), actorOf(r).Account); err != nil {
		return err
	}
	needed := []foi.Role{foi.TransparencyOfficer}
	for _, x := range []struct {
		does foi.ActionKind
		role foi.Role
	}{{foi.ApproveDraft, foi.Reviewer}, {foi.Sign, foi.Signatory}} {
		if d.law.Does(x.does) {
			needed = append(needed, x.role)
		}
	}
	units, roles, err := s.store.Vacant(r.Context(), needed)
	if err != nil {
		return err
	}
	for _, u := range units {
		page.Headless = append(page.Headless, view.AdminUnit{Key: u, Name: d.unitName(u)})
	}
	page.Unheld = roles
	page.Overdue, page.Upcoming = milestones(m.Overdue), milestones(m.Upcoming)
	n := deskNames{units: map[string]string{}}
	for _, u := range d.units {
		n.units[u.Key] = u.Name(d.locale)
	}
	for _, u := range m.Notices {
		page.Notices = append(page.Notices, view.AdminNotice{Reference: u.Reference, Kind: u.Kind, To: n.recipient(u.To.String()), Since: u.CreatedAt, Tried: u.TriedAt})
	}
	for _, state := range jobStates {
		if m.Jobs[state] > 0 || slices.Contains([]string{"available", "running", "retryable", "discarded"}, state) {
			page.Jobs = append(page.Jobs, view.AdminJobs{State: state, Count: m.Jobs[state]})
		}
	}
	for _, j := range m.Stuck {
		page.Stuck = append(page.Stuck, view.AdminStuckJob{Kind: j.Kind, State: j.State, Since: j.Since, Attempt: j.Attempt, Error: j.Error})
	}
	h, err := s.store.RecordHealth(r.Context())
	if err != nil {
		return err
	}
	page.Record = view.AdminKept{Alarms: h.Alarms(now), Since: now.Add(-h.WaitingFor), Size: int(h.Size), At: h.Signed, Count: h.BadCount}
	for _, b := range h.Bad {
		page.Record.Bad = append(page.Record.Bad, view.AdminBadAct{Name: b.Name(), Why: b.Problem, Since: b.Since})
	}
	page.Well = len(page.Record.Alarms) == 0 && page.Late == 0 && len(page.Stuck) == 0 && !waiting(m, now)
	return s.render(w, r, http.StatusOK, view.AdminMachineryPage.With(page))
}

func milestones(list []store.Pending) []view.AdminMilestone {
	var out []view.AdminMilestone
	for _, p := range list {
		out = append(out, view.AdminMilestone{At: p.FallsAt, Reference: p.Reference, Clock: p.Clock, Branch: p.Branch, Name: p.Name, Due: p.DueOn()})
	}
	return out
}

// patience is how long a job or a notice may wait before somebody should look.
const patience = 10 * time.Minute

// waiting tells whether the queue or the notices stand still.
func waiting(m store.Machinery, now time.Time) bool {
	if !m.Oldest.IsZero() && now.Sub(m.Oldest) > patience {
		return true
	}
	return len(m.Notices) > 0 && now.Sub(m.Notices[0].CreatedAt) > patience
}
