package statute

import "qhana/internal/foi"

// Cite is where a rule stands, and how sure that is: "read" in a source's text, "general" knowledge, or "to_confirm" by the
// body's lawyers.
type Cite struct {
	Article   string `yaml:"article"`
	Certainty string `yaml:"certainty"`
}

// ExtensionRule says how the response term may be lengthened, on which grounds and by whom.
type ExtensionRule struct {
	Grounds  []string  `yaml:"grounds"`
	Amount   int       `yaml:"amount"`   // at most, in Unit; 0: the law sets no limit and asks for a day (To)
	Double   bool      `yaml:"double"`   // at most as long as the term itself, whatever its track: up to its double
	Unit     string    `yaml:"unit"`     // the term's own when empty
	Total    int       `yaml:"total"`    // at most all extensions together, 0: no such limit
	Times    int       `yaml:"times"`    // how often this rule may be used
	ToDate   bool      `yaml:"to_date"`  // the extension names its new last day
	Within   *TermRule `yaml:"within"`   // it must be told so soon after receipt; nil: before the term ends
	Approval foi.Role  `yaml:"approval"` // role that must confirm it; empty: nobody
	Cite     Cite      `yaml:"cite"`
}

// SuspensionRule is a ground on which the response term stands still until the person, or a third party, has acted. How long they have is
// a term of the law with the ground's name; where the law sets none, NoTerm says that it was looked for: the clock may then wait without
// end, which no file says by silence.
type SuspensionRule struct {
	Ground string `yaml:"ground"`
	Times  int    `yaml:"times"` // 0: as often as needed
	NoTerm *Cite  `yaml:"no_term"`
	Cite   Cite   `yaml:"cite"`
}

// FeeRule says that information may cost something: the person is told how much and pays before it is given. Where the law
// suspends on the ground "fee" the response term stands still meanwhile; a term "fee" is how long they have to pay.
type FeeRule struct {
	Currency string `yaml:"currency"` // ISO 4217
	Cite     Cite   `yaml:"cite"`
}

// ClarificationRule says what asking the person to clarify does to the response term.
type ClarificationRule struct {
	Effect  string   `yaml:"effect"` // "suspend": what ran is kept; "restart": counted anew from the clarification
	Times   int      `yaml:"times"`
	Grounds []string `yaml:"grounds"`
	Lapse   string   `yaml:"lapse"` // of an unanswered one: "withdrawn", or "continue" without it
	Cite    Cite     `yaml:"cite"`
}

// SilenceRule is what the law makes of an answer that does not come: "negative" (taken as denied), "positive" (taken as
// granted), "complaint" (a complaint opens), "none".
type SilenceRule struct {
	Effect string `yaml:"effect"`
	Cite   Cite   `yaml:"cite"`
}

// StartRule says what sets the response term off when it is not receipt: registration, or arrival where the request belongs;
// at the latest so long after receipt.
type StartRule struct {
	At       string   `yaml:"at"` // "registration"
	AtLatest TermRule `yaml:"at_latest"`
	Cite     Cite     `yaml:"cite"`
}

// TrackRule is a course with terms of its own: urgent, by kind of request. By says who puts a request on it: the person who files it, or
// only the body, at its counter. Silence is what the law makes of an answer that does
// not come on it, nil where that is as on any other.
type TrackRule struct {
	Terms   map[string]TermRule `yaml:"terms"`
	By      string              `yaml:"by"` // "body"; empty: whoever files
	Silence *SilenceRule        `yaml:"silence"`
	Cite    Cite                `yaml:"cite"`
}

// DistanceRule gives people from elsewhere more days for what they have to do.
type DistanceRule struct {
	Days    int      `yaml:"days"` // worked days
	Applies []string `yaml:"applies"`
	Cite    Cite     `yaml:"cite"`
}

// TransitionRule says what becomes of running requests when a later version comes into force: they "stay" under theirs, or
// "move" to this one.
type TransitionRule struct {
	Running string `yaml:"running"`
	Cite    Cite   `yaml:"cite"`
}

// Exemption is a lawful reason to withhold.
type Exemption struct {
	Code  string   `yaml:"code"`
	Tests []string `yaml:"tests"` // what must be weighed and written down: "harm", "interest"
	Cite  Cite     `yaml:"cite"`
}

// Remedy is what a person may do against an answer or a silence, and when it must be decided. After names the remedy that
// goes before it; Against is "silence" for one that only opens when no answer came. Opens is how long after receipt its time
// begins, where that is not with the answer or the silence.
type Remedy struct {
	Code    string    `yaml:"code"`
	Against string    `yaml:"against"`
	Opens   *TermRule `yaml:"opens"`
	File    *TermRule `yaml:"file"`   // to file it; nil: no term is set
	Decide  *TermRule `yaml:"decide"` // to decide it; nil: no term is set
	After   string    `yaml:"after"`
	Silence string    `yaml:"silence"`
	Others  bool      `yaml:"others"` // nobody who signed what it is against signs its decision
	Cite    Cite      `yaml:"cite"`
}

type statuteFile struct {
	Key           string               `yaml:"key"`
	Version       string               `yaml:"version"`
	InForce       foi.Date             `yaml:"in_force"`
	Calendar      string               `yaml:"calendar"`
	Transition    TransitionRule       `yaml:"transition"`
	Counting      TermRule             `yaml:"counting"` // what every term of the law takes where it says nothing itself
	Receipt       ReceiptRule          `yaml:"receipt"`
	Start         *StartRule           `yaml:"start"`
	Terms         map[string]TermRule  `yaml:"terms"`
	Tracks        map[string]TrackRule `yaml:"tracks"`
	Extensions    []ExtensionRule      `yaml:"extensions"`
	Clarification ClarificationRule    `yaml:"clarification"`
	Suspensions   []SuspensionRule     `yaml:"suspensions"`
	Fees          *FeeRule             `yaml:"fees"` // nil: nothing costs anything
	Silence       SilenceRule          `yaml:"silence"`
	Distance      *DistanceRule        `yaml:"distance"`
	Outcomes      []string             `yaml:"outcomes"`
	NeedExemption []string             `yaml:"needs_exemption"`
	Exemptions    []Exemption          `yaml:"exemptions"`
	Remedies      []Remedy             `yaml:"remedies"`
}

// Body is the authority that keeps the law.
type Body struct {
	Name    string `yaml:"name"`
	Short   string `yaml:"short"`    // as a sentence begins with it; without it the name
	ShortEN string `yaml:"short_en"` // the same in English
	Prefix  string `yaml:"prefix"`   // of references
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

// approvalRule is a step of approval before the signature, for answers that end so (all when none is named).
type approvalRule struct {
	Step     string   `yaml:"step"`
	Unit     string   `yaml:"unit"`
	Outcomes []string `yaml:"outcomes"`
}

// chaseRule says how often a late branch is asked for again: so many working days after its due day, then every so many, at
// most so often; from the escalate-th time on, those above hear of it too.
type chaseRule struct {
	First    int `yaml:"first"`
	Every    int `yaml:"every"`
	Times    int `yaml:"times"`
	Escalate int `yaml:"escalate"`
}

// Attention says what the desk is warned of: a term that ends in so many working days is due soon, and a case that nobody opened for
// so many days is forgotten.
type Attention struct {
	Soon     int `yaml:"soon"`
	Unopened int `yaml:"unopened"`
}

type procedureFile struct {
	Like       string                        `yaml:"like"` // a file of procedures/ that this one completes
	Body       Body                          `yaml:"body"`
	Terms      map[string]TermRule           `yaml:"terms"`
	Milestones map[string][]string           `yaml:"milestones"`
	States     map[foi.State]stateRule       `yaml:"states"`
	Actions    map[foi.ActionKind]actionRule `yaml:"actions"`
	Notices    map[string][]noticeRule       `yaml:"notices"`
	Approvals  []approvalRule                `yaml:"approvals"`
	Confirms   string                        `yaml:"confirms"` // unit that confirms extensions, where the law has them confirmed; "": whoever has the law's role for it
	Chase      map[string]chaseRule          `yaml:"chase"`
	Attention  Attention                     `yaml:"attention"`
}

// take fills what a procedure does not say itself from the one that it is like.
func (p *procedureFile) take(like procedureFile) {
	if p.Body.Lead == "" {
		p.Body.Lead, p.Body.Signing, p.Body.Prefix = like.Body.Lead, like.Body.Signing, like.Body.Prefix
	}
	p.Terms = under(p.Terms, like.Terms)
	p.Milestones = under(p.Milestones, like.Milestones)
	p.States = under(p.States, like.States)
	p.Actions = under(p.Actions, like.Actions)
	p.Notices = under(p.Notices, like.Notices)
	p.Chase = under(p.Chase, like.Chase)
	if p.Attention == (Attention{}) {
		p.Attention = like.Attention
	}
	if p.Confirms == "" {
		p.Confirms = like.Confirms
	}
	if p.Approvals == nil {
		p.Approvals = like.Approvals
	}
}

func under[K comparable, V any](own, like map[K]V) map[K]V {
	out := map[K]V{}
	for k, v := range like {
		out[k] = v
	}
	for k, v := range own {
		out[k] = v
	}
	return out
}
