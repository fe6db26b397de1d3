package statute

import "qhana/internal/foi"

// Cite is where a rule stands, and how sure that is: "read", "general", or "to_confirm" by the body's lawyers.
type Cite struct {
	Article   string `yaml:"article"`
	Certainty string `yaml:"certainty"`
}

// TermRule is a term of the law or of the procedure.
type TermRule struct {
	Amount int    `yaml:"amount"`
	Unit   string `yaml:"unit"`
	Min    int    `yaml:"min"` // least and most that may be chosen, 0 where nothing may
	Max    int    `yaml:"max"`
	Cite   Cite   `yaml:"cite"`
}

// ExtensionRule says how a term may be lengthened.
type ExtensionRule struct {
	Amount  int      `yaml:"amount"` // at most, in the term's unit
	Unit    string   `yaml:"unit"`
	Times   int      `yaml:"times"`
	Grounds []string `yaml:"grounds"`
	Cite    Cite     `yaml:"cite"`
}

// Exemption is a lawful reason to withhold.
type Exemption struct {
	Code string `yaml:"code"`
	Cite Cite   `yaml:"cite"`
}

// Remedy is what a person may do against an answer or a silence. File and Decide are working days.
type Remedy struct {
	Code    string `yaml:"code"`
	File    int    `yaml:"file"`
	Decide  int    `yaml:"decide"`
	Silence string `yaml:"silence"`
	Cite    Cite   `yaml:"cite"`
}

type statuteFile struct {
	Key      string   `yaml:"key"`
	Version  string   `yaml:"version"`
	InForce  foi.Date `yaml:"in_force"`
	Calendar string   `yaml:"calendar"`
	Receipt  struct {
		Cutoff string `yaml:"cutoff"`
		Cite   Cite   `yaml:"cite"`
	} `yaml:"receipt"`
	Terms         map[string]TermRule `yaml:"terms"`
	Extension     ExtensionRule       `yaml:"extension"`
	Clarification struct {
		Times   int      `yaml:"times"`
		Grounds []string `yaml:"grounds"`
		Cite    Cite     `yaml:"cite"`
	} `yaml:"clarification"`
	Silence struct {
		Effect string `yaml:"effect"`
		Cite   Cite   `yaml:"cite"`
	} `yaml:"silence"`
	Outcomes       []string    `yaml:"outcomes"`
	NeedsExemption []string    `yaml:"needs_exemption"`
	Exemptions     []Exemption `yaml:"exemptions"`
	Remedies       []Remedy    `yaml:"remedies"`
}

// Body is the authority that keeps the law.
type Body struct {
	Name    string `yaml:"name"`
	Short   string `yaml:"short"`
	Prefix  string `yaml:"prefix"` // of references
	Address string `yaml:"address"`
	Phone   string `yaml:"phone"`
	Email   string `yaml:"email"`
	Lead    string `yaml:"lead"`    // unit that leads every request
	Signing string `yaml:"signing"` // unit that signs
}

// actionRule says who may do an action, where the request must stand, and where it stands then.
type actionRule struct {
	Roles  []foi.Role        `yaml:"roles"`
	From   []foi.State       `yaml:"from"`
	Next   foi.State         `yaml:"next"`
	Unit   string            `yaml:"unit"`   // "branch": only in the branch's unit
	Branch []foi.BranchState `yaml:"branch"` // states the branch must be in; none for actions on the request
}

type noticeRule struct {
	Kind string `yaml:"kind"`
	To   string `yaml:"to"`
}

type stateRule struct {
	Clock string `yaml:"clock"` // the clock that runs in it
	Final bool   `yaml:"final"`
}

type procedureFile struct {
	Body       Body                          `yaml:"body"`
	Terms      map[string]TermRule           `yaml:"terms"`
	Milestones map[string][]string           `yaml:"milestones"`
	States     map[foi.State]stateRule       `yaml:"states"`
	Actions    map[foi.ActionKind]actionRule `yaml:"actions"`
	Notices    map[string][]noticeRule       `yaml:"notices"`
}
