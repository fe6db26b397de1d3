package access

import "qhana/internal/foi"

// Permission tells whether an actor may use a route at all. What they then see is filtered by the database, and what
// they may do there is the statute's.
type Permission func(foi.Actor) bool

// Anyone may, without logging in.
func Anyone(foi.Actor) bool { return true }

// LoggedIn are all who have an account.
func LoggedIn(a foi.Actor) bool { return a.Account != 0 }

// Staff works on requests: the clerk, the transparency unit, the units' people, the signatory.
func Staff(a foi.Actor) bool { return holds(a, desk...) }

// Transparency leads the requests.
func Transparency(a foi.Actor) bool { return holds(a, foi.TransparencyOfficer) }

// Counter enters requests for people who are there, or who wrote or rang.
func Counter(a foi.Actor) bool { return holds(a, foi.Clerk, foi.TransparencyOfficer) }

// Auditor sees everything and changes nothing.
func Auditor(a foi.Actor) bool { return holds(a, foi.Auditor) }

// Administrator keeps people, units, calendar and machinery, and sees no request.
func Administrator(a foi.Actor) bool { return holds(a, foi.Administrator) }

// desk are the roles that work on requests.
var desk = []foi.Role{foi.TransparencyOfficer, foi.Signatory, foi.Reviewer, foi.UnitHead, foi.UnitOfficial, foi.Clerk}

func holds(a foi.Actor, roles ...foi.Role) bool {
	for _, role := range roles {
		if a.Account != 0 && a.Has(role) {
			return true
		}
	}
	return false
}

// Home is where an account begins after logging in.
func Home(a foi.Actor) string {
	switch {
	case Staff(a):
		return "/mesa"
	case Auditor(a):
		return "/auditoria"
	case Administrator(a):
		return "/admin"
	}
	return "/"
}
