package server

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// passwordsAtOnce is how many people are given a password at once: each is hashed, and that is slow on purpose.
const passwordsAtOnce = 25

// withoutPassword are the people who have none yet, as they come from a file.
func (s *Server) withoutPassword(ctx context.Context) ([]foi.Account, error) {
	accounts, err := s.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(accounts, func(a foi.Account) bool { return !a.Active || !a.NoPassword }), nil
}

// adminPasswords lists people who have no password yet.
func (s *Server) adminPasswords(w http.ResponseWriter, r *http.Request) error {
	waiting, err := s.withoutPassword(r.Context())
	if err != nil {
		return err
	}
	page := view.AdminPasswords{Waiting: len(waiting)}
	for _, a := range waiting[:min(len(waiting), passwordsAtOnce)] {
		page.People = append(page.People, view.AdminPassword{Name: a.Name, Login: a.Login})
		page.IDs = append(page.IDs, a.ID)
	}
	return s.render(w, r, http.StatusOK, view.AdminPasswordsPage.With(page))
}

// adminPasswordsDo gives the people of a page their first passwords, shown once. Who has got one meanwhile keeps it.
func (s *Server) adminPasswordsDo(w http.ResponseWriter, r *http.Request) error {
	values, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	waiting, err := s.withoutPassword(r.Context())
	if err != nil {
		return err
	}
	waiting = slices.DeleteFunc(waiting, func(a foi.Account) bool { return !slices.Contains(values["persona"], strconv.FormatInt(a.ID, 10)) })
	if len(waiting) == 0 {
		http.Redirect(w, r, "/admin/personas/contrasenas", http.StatusSeeOther)
		return nil
	}
	waiting = waiting[:min(len(waiting), passwordsAtOnce)]
	page, hashes := view.AdminPasswords{Given: true}, make([]string, len(waiting))
	for i, a := range waiting { // before the transaction: nobody waits for it
		p := view.AdminPassword{Name: a.Name, Login: a.Login, Password: rand.Text(), New: true}
		page.People, hashes[i] = append(page.People, p), access.HashPassword(p.Password)
	}
	err = s.store.InTx(r.Context(), func(tx *store.Tx) error {
		if err := tx.LockPeople(r.Context()); err != nil {
			return err
		}
		still, err := s.withoutPassword(r.Context())
		if err != nil {
			return err
		}
		for i, a := range waiting {
			if !slices.ContainsFunc(still, func(o foi.Account) bool { return o.ID == a.ID }) {
				page.People[i].Password = ""
				continue
			}
			if err := tx.SetPassword(r.Context(), a.ID, hashes[i]); err != nil {
				return err
			}
			if err := tx.AddAdminEntry(r.Context(), store.AdminEntry{At: s.now(), Account: actorOf(r).Account, Kind: "password_set", Subject: fmt.Sprintf("account:%d", a.ID)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	page.People = slices.DeleteFunc(page.People, func(p view.AdminPassword) bool { return p.Password == "" })
	rest, err := s.withoutPassword(r.Context())
	if err != nil {
		return err
	}
	page.Waiting = len(rest)
	return s.render(w, r, http.StatusOK, view.AdminPasswordsPage.With(page))
}
