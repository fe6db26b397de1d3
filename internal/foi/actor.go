package foi

// Role is what an account may do in a unit.
type Role string

const (
	Citizen             Role = "requester"            // the person who asked, known by the access key
	ThirdParty          Role = "third_party"          // somebody whom the information is about, known by their link
	OtherBody           Role = "other_body"           // the body to which a request, or a part of it, is sent on
	System              Role = "system"               // Qhana itself: deadlines, notices, calendar
	Clerk               Role = "clerk"                // registers requests at the counter
	TransparencyOfficer Role = "transparency_officer" // leads every request, consolidates the answer
	UnitOfficial        Role = "unit_official"        // answers a branch
	UnitHead            Role = "unit_head"            // approves the branches of the unit
	Reviewer            Role = "reviewer"             // approves the answer before the signature, where the procedure asks for it
	Signatory           Role = "signatory"            // signs the answer
	Auditor             Role = "auditor"              // sees everything, changes nothing
	Administrator       Role = "administrator"        // people, units, calendar, machinery; no content
)

// Roles lists what an account can be granted, in the order in which pages show it.
var Roles = []Role{Clerk, TransparencyOfficer, UnitOfficial, UnitHead, Reviewer, Signatory, Auditor, Administrator}

// Grant is one role in one unit. Unit is empty for roles that hold for the whole body.
type Grant struct {
	Role Role
	Unit string
}

// Actor is who acts: an account with its grants, the requester, or the system.
type Actor struct {
	Account int64 // 0 for the requester and the system
	Name    string
	Grants  []Grant
	For     []int64 // accounts for which it stands in while they are away
}

// Accounts are the actor's own account and those for which it stands in.
func (a Actor) Accounts() []int64 { return append([]int64{a.Account}, a.For...) }

// TheSystem and TheCitizen are the actors without an account.
func TheSystem() Actor  { return Actor{Grants: []Grant{{Role: System}}} }
func TheCitizen() Actor { return Actor{Grants: []Grant{{Role: Citizen}}} }

// TheThirdParty is somebody who was asked about information that is about them.
func TheThirdParty() Actor { return Actor{Grants: []Grant{{Role: ThirdParty}}} }

// Has tells whether the actor holds the role in any unit.
func (a Actor) Has(role Role) bool {
	for _, g := range a.Grants {
		if g.Role == role {
			return true
		}
	}
	return false
}

// In tells whether the actor holds the role in the unit (or for the whole body).
func (a Actor) In(role Role, unit string) bool {
	for _, g := range a.Grants {
		if g.Role == role && (g.Unit == unit || g.Unit == "") {
			return true
		}
	}
	return false
}

// Units lists the units in which the actor holds one of the roles.
func (a Actor) Units(roles ...Role) []string {
	var units []string
	for _, g := range a.Grants {
		for _, r := range roles {
			if g.Role == r && g.Unit != "" {
				units = append(units, g.Unit)
				break
			}
		}
	}
	return units
}

// SeesAll tells whether the actor may see every request: the transparency unit, the signatory, the clerk, the
// auditor. Everybody else sees the requests in which their unit has a branch; the administrator sees none.
func (a Actor) SeesAll() bool {
	return a.Has(TransparencyOfficer) || a.Has(Signatory) || a.Has(Reviewer) || a.Has(Auditor) || a.Has(Clerk) || a.Has(System)
}

// By is who did what an entry records: account, and the grant under which it was done.
type By struct {
	Account int64  `json:"account,omitempty"`
	Role    Role   `json:"role"`
	Unit    string `json:"unit,omitempty"`
}
