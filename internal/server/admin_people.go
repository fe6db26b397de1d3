package server

import (
	"net/http"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// adminPeople lists the accounts and what each may do.
func (s *Server) adminPeople(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	accounts, err := s.store.Accounts(r.Context())
	if err != nil {
		return err
	}
	var page view.AdminPeople
	for _, a := range accounts {
		p := view.AdminPerson{ID: a.ID, Away: a.Away(s.now()), Name: a.Name, Login: a.Login, Active: a.Active, NoPass: a.Active && a.NoPassword}
		if p.NoPass {
			page.Waiting++
		}
		for _, g := range a.Grants {
			role := view.AdminRole{Role: g.Role}
			if g.Unit != "" {
				role.Unit = d.unitName(g.Unit)
			}
			p.Roles = append(p.Roles, role)
		}
		page.People = append(page.People, p)
	}
	return s.render(w, r, http.StatusOK, view.AdminPeoplePage.With(page))
}

// adminUnits lists the units as a tree, with who heads each and how many people it has.
func (s *Server) adminUnits(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	accounts, err := s.store.Accounts(r.Context())
	if err != nil {
		return err
	}
	people := map[string]int{}
	for _, a := range accounts {
		seen := map[string]bool{}
		for _, g := range a.Grants {
			if a.Active && g.Unit != "" && !seen[g.Unit] {
				seen[g.Unit] = true
				people[g.Unit]++
			}
		}
	}
	var page view.AdminUnits
	d.tree("", 0, func(u foi.Unit, depth int) {
		row := view.AdminUnit{Name: u.Name(d.locale), Key: u.Key, Email: u.Email, People: people[u.Key], Heads: d.headsOf(accounts, u.Key, s.now()), Depth: depth}
		if u.Parent != "" {
			row.Parent = d.unitName(u.Parent)
		}
		page.Units = append(page.Units, row)
	})
	return s.render(w, r, http.StatusOK, view.AdminUnitsPage.With(page))
}

// tree visits the units below one, each before its own. Nobody is their own superior's superior: the depth is bounded.
func (d deskReader) tree(parent string, depth int, visit func(foi.Unit, int)) {
	if depth > 8 {
		return
	}
	for _, u := range d.units {
		if u.Parent == parent && u.Active {
			visit(u, depth)
			d.tree(u.Key, depth+1, visit)
		}
	}
}
