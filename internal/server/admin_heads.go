package server

import (
	"slices"
	"time"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// headsOf are the heads of a unit by name, and who stands in for each: now, where one is away, and else who would. It follows what
// the store lends: the backup of a backup who is away too, nobody whose account is closed, and no auditor.
func (d deskReader) headsOf(accounts []foi.Account, unit string, at time.Time) []view.AdminHead {
	var out []view.AdminHead
	for _, a := range accounts {
		if !a.Active || !slices.Contains(a.Grants, foi.Grant{Role: foi.UnitHead, Unit: unit}) {
			continue
		}
		h := view.AdminHead{ID: a.ID, Name: a.Name, Away: a.Away(at)}
		if h.Away {
			h.Until = foi.DateOf(a.AwayUntil, d.law.Location()) - 1
		}
		if b, ok := standIn(accounts, a, at); ok {
			h.Backup, h.BackupName = b.ID, b.Name
		}
		out = append(out, h)
	}
	return out
}

// standIn is who does the work of an account that is away. Nobody stands in for themselves: the way is no longer than the list.
func standIn(accounts []foi.Account, a foi.Account, at time.Time) (foi.Account, bool) {
	for range accounts {
		i := slices.IndexFunc(accounts, func(o foi.Account) bool { return o.ID == a.Backup && o.Active })
		if i < 0 {
			return foi.Account{}, false
		}
		if a = accounts[i]; !a.Away(at) {
			return a, !a.Actor().Has(foi.Auditor)
		}
	}
	return foi.Account{}, false
}
