package server

import (
	"net/http"
	"strconv"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// peopleRows is how many accounts a page of the list has.
const peopleRows = 100

// adminPeople lists the accounts and what each may do, a page at a time, by the words and the unit in the address.
func (s *Server) adminPeople(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	q := r.URL.Query()
	f := store.PeopleFilter{Text: q.Get("q"), Unit: q.Get("unidad"), After: q.Get("desde"), Limit: peopleRows}
	list, err := s.store.People(r.Context(), f)
	if foi.CodeOf(err) == foi.Invalid { // a cursor that is not ours
		http.Redirect(w, r, "/admin/personas", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	page := view.AdminPeople{Text: f.Text, Units: d.unitChoices(f.Unit), Filtered: f.Text != "" || f.Unit != "", Count: list.Count, Waiting: list.Waiting}
	if page.Saved, err = s.savedPerson(r); err != nil {
		return err
	}
	if list.Next != "" {
		page.Next = with(q, "desde", list.Next, "hecho", "")
	}
	if f.After != "" {
		page.First = with(q, "desde", "", "hecho", "")
	}
	for _, a := range list.People {
		p := view.AdminPerson{ID: a.ID, Away: a.Away(s.now()), Name: a.Name, Login: a.Login, Active: a.Active, NoPass: a.Active && a.NoPassword}
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

// savedPerson is the name of the account that was just saved, as the address says; "" for none.
func (s *Server) savedPerson(r *http.Request) (string, error) {
	id, err := strconv.ParseInt(r.URL.Query().Get("hecho"), 10, 64)
	if err != nil {
		return "", nil
	}
	a, err := s.store.AccountByID(r.Context(), id)
	if foi.CodeOf(err) == foi.NotFound {
		return "", nil
	}
	return a.Name, err
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
	for _, u := range d.units {
		if u.Key == r.URL.Query().Get("hecho") {
			page.Saved = u.Name(d.locale)
		}
		if !u.Active {
			page.Dissolved = append(page.Dissolved, view.AdminUnit{Key: u.Key, Name: u.Name(d.locale)})
		}
	}
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
