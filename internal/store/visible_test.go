package store_test

import (
	"testing"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// TestWhoSeesTheCase: the case has a branch of finanzas. Everybody else's unit gets NotFound, as if there were none, and
// only those who write to the person learn who asked.
func TestWhoSeesTheCase(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	req := fileOne(t, s, foi.Question{Subject: "Presupuesto", Body: "b"}, foi.Requester{Name: "Ana Mamani", Delivery: "web"})
	for _, c := range []struct {
		name         string
		grants       []foi.Grant
		sees, person bool
	}{
		{"Transparency", []foi.Grant{{Role: foi.TransparencyOfficer, Unit: "transparencia"}}, true, true},
		{"Signatory", []foi.Grant{{Role: foi.Signatory, Unit: "alcaldia"}}, true, true},
		{"Clerk", []foi.Grant{{Role: foi.Clerk, Unit: "transparencia"}}, true, true},
		{"Auditor", []foi.Grant{{Role: foi.Auditor}}, true, false},
		{"OfficialOfTheUnit", []foi.Grant{{Role: foi.UnitOfficial, Unit: "finanzas"}}, true, false},
		{"HeadOfTheUnit", []foi.Grant{{Role: foi.UnitHead, Unit: "finanzas"}}, true, false},
		{"TwoUnits", []foi.Grant{{Role: foi.UnitHead, Unit: "obras"}, {Role: foi.UnitOfficial, Unit: "finanzas"}}, true, false},
		{"AnotherUnit", []foi.Grant{{Role: foi.UnitOfficial, Unit: "obras"}}, false, false},
		{"Administrator", []foi.Grant{{Role: foi.Administrator}}, false, false},
		{"AdministratorInTheUnit", []foi.Grant{{Role: foi.Administrator, Unit: "finanzas"}}, false, false},
		{"Citizen", []foi.Grant{{Role: foi.Citizen}}, false, false},
		{"Nobody", nil, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			viewer := foi.Actor{Account: 9, Grants: c.grants}
			got, err := s.Case(ctx, req.Reference, viewer)
			page, lerr := s.Requests(ctx, store.RequestFilter{Viewer: viewer})
			ok(t, lerr)
			if !c.sees {
				want(t, err, foi.NotFound)
				if got.Request.ID != 0 || len(page.Requests) != 0 {
					t.Fatalf("sees %+v, %+v", got, page)
				}
				return
			}
			ok(t, err)
			if got.Question.Subject != "Presupuesto" || len(page.Requests) != 1 {
				t.Fatalf("%+v, %+v", got.Question, page)
			}
			if (got.Requester.Name != "") != c.person || (page.Requests[0].Requester != "") != c.person {
				t.Fatalf("name of the person: %q in the case, %q in the list", got.Requester.Name, page.Requests[0].Requester)
			}
		})
	}
}
