package access

import (
	"testing"

	"qhana/internal/foi"
)

func TestPermissions(t *testing.T) {
	with := func(roles ...foi.Role) foi.Actor {
		a := foi.Actor{Account: 7}
		for _, r := range roles {
			a.Grants = append(a.Grants, foi.Grant{Role: r, Unit: "finanzas"})
		}
		return a
	}
	type may struct{ anyone, loggedIn, staff, transparency, auditor, administrator bool }
	for _, c := range []struct {
		name string
		who  foi.Actor
		want may
		home string
	}{
		{"Anonymous", foi.Actor{}, may{anyone: true}, "/"},
		{"Citizen", foi.TheCitizen(), may{anyone: true}, "/"},
		{"NoGrants", foi.Actor{Account: 7}, may{anyone: true, loggedIn: true}, "/"},
		{"Clerk", with(foi.Clerk), may{anyone: true, loggedIn: true, staff: true}, "/mesa"},
		{"TransparencyOfficer", with(foi.TransparencyOfficer), may{anyone: true, loggedIn: true, staff: true, transparency: true}, "/mesa"},
		{"UnitOfficial", with(foi.UnitOfficial), may{anyone: true, loggedIn: true, staff: true}, "/mesa"},
		{"UnitHead", with(foi.UnitHead), may{anyone: true, loggedIn: true, staff: true}, "/mesa"},
		{"Signatory", with(foi.Signatory), may{anyone: true, loggedIn: true, staff: true}, "/mesa"},
		{"Auditor", with(foi.Auditor), may{anyone: true, loggedIn: true, auditor: true}, "/auditoria"},
		{"Administrator", with(foi.Administrator), may{anyone: true, loggedIn: true, administrator: true}, "/admin"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := may{Anyone(c.who), LoggedIn(c.who), Staff(c.who), Transparency(c.who), Auditor(c.who), Administrator(c.who)}
			if got != c.want || Home(c.who) != c.home {
				t.Errorf("got %+v, %s; want %+v, %s", got, Home(c.who), c.want, c.home)
			}
		})
	}
}
