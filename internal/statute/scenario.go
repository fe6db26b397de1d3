package statute

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"qhana/internal/foi"
)

// scenario is one request told step by step, as a statute's scenarios.yaml has it.
type scenario struct {
	Name  string         `yaml:"name"`
	Steps []scenarioStep `yaml:"steps"`
}

// scenarioStep is one action: when (in the body's zone), by whom ("requester", "system", "transparency_officer@transparencia"),
// what; and what must come of it.
type scenarioStep struct {
	At        string   `yaml:"at"`
	By        string   `yaml:"by"`
	Do        string   `yaml:"do"`
	Unit      string   `yaml:"unit"`
	Branch    int      `yaml:"branch"`
	Ground    string   `yaml:"ground"`
	Amount    int      `yaml:"amount"`
	Fee       int      `yaml:"fee"` // hundredths
	Until     string   `yaml:"until"`
	Track     string   `yaml:"track"`
	Outcome   string   `yaml:"outcome"`
	Exempt    []string `yaml:"exemptions"`
	Clock     string   `yaml:"clock"`
	Milestone string   `yaml:"milestone"`

	State   string   `yaml:"state"`   // of the request afterwards
	Due     string   `yaml:"due"`     // of the response clock afterwards, "none" while it is suspended
	Missed  bool     `yaml:"missed"`  // the response clock ran out
	Notices []string `yaml:"notices"` // kinds, in order
	Refused string   `yaml:"refused"` // key of the refusal
}

// RunScenarios tells every scenario of every statute and calls report for each. A file that cannot be read is an error.
func RunScenarios(l *Library, fsys fs.FS, report func(name string, err error)) error {
	files, err := fs.Glob(fsys, "*/scenarios.yaml")
	if err != nil {
		return err
	}
	for _, name := range files {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		var all []scenario
		if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&all); err != nil {
			return fmt.Errorf("%s:%s", name, place(yaml.FormatError(err, false, false)))
		}
		law := l.Statute(strings.TrimSuffix(name, "/scenarios.yaml"))
		if law == nil {
			return fmt.Errorf("%s: there is no such statute", name)
		}
		for _, sc := range all {
			report(law.Key()+": "+sc.Name, sc.run(law))
		}
	}
	return nil
}

func (sc scenario) run(law *Statute) error {
	req := foi.Request{ID: 1, Reference: foi.NewReference(law.Prefix(), 2026, 1), Statute: law.Key(), Version: law.Version(), Locale: "es"}
	var ledger []foi.Entry
	for i, step := range sc.Steps {
		out, err := step.decide(law, req, ledger)
		if step.Refused != "" {
			var e *foi.Error
			if err == nil || !asError(err, &e) || e.Key != step.Refused {
				return fmt.Errorf("step %d, %s: got %v, want the refusal %q", i+1, step.Do, err, step.Refused)
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("step %d, %s: %w", i+1, step.Do, err)
		}
		req, ledger = out.Request, append(ledger, out.Entries...)
		if err := step.compare(out); err != nil {
			return fmt.Errorf("step %d, %s: %w", i+1, step.Do, err)
		}
	}
	return nil
}

func asError(err error, e **foi.Error) bool {
	known, ok := err.(*foi.Error)
	*e = known
	return ok
}

func (st scenarioStep) decide(law *Statute, req foi.Request, ledger []foi.Entry) (Outcome, error) {
	at, err := time.ParseInLocation("2006-01-02 15:04", st.At, law.Location())
	if err != nil {
		return Outcome{}, err
	}
	act := foi.Action{Kind: foi.ActionKind(st.Do), Branch: st.Branch, Unit: st.Unit, Ground: st.Ground, Amount: st.Amount, Fee: st.Fee, Outcome: st.Outcome,
		Exemptions: st.Exempt, Clock: st.Clock, Milestone: st.Milestone,
		Words: foi.Words{"text": "…", "summary": "…", "title": "…", "question": "…", "answer": "…"}}
	if st.Until != "" {
		if act.Until, err = foi.ParseDate(st.Until); err != nil {
			return Outcome{}, err
		}
	}
	for _, code := range st.Exempt {
		for _, field := range law.reasons(code) {
			act.Words[field] = "…"
		}
	}
	switch act.Kind {
	case foi.File:
		act.Filing = &foi.Filing{Locale: "es", Track: st.Track}
	case foi.Fire:
		for _, m := range law.Replay(req, ledger).Milestones {
			if m.Clock == st.Clock && m.Branch == st.Branch && m.Name() == st.Milestone {
				act.Due = m.DueOn
			}
		}
	}
	return law.Decide(req, ledger, act, st.actor(), at)
}

// actor is who acts. Each name is a person of its own.
func (st scenarioStep) actor() foi.Actor {
	switch st.By {
	case "requester":
		return foi.TheCitizen()
	case "system":
		return foi.TheSystem()
	}
	role, unit, _ := strings.Cut(st.By, "@")
	id := int64(7)
	for _, r := range st.By {
		id = id*31 + int64(r)
	}
	return foi.Actor{Account: id & 0xffffff, Grants: []foi.Grant{{Role: foi.Role(role), Unit: unit}}}
}

func (st scenarioStep) compare(out Outcome) error {
	due := "none"
	if !out.Request.DueOn.IsZero() {
		due = out.Request.DueOn.String()
	}
	if st.State != "" && string(out.Request.State) != st.State {
		return fmt.Errorf("state %s, want %s", out.Request.State, st.State)
	}
	if st.Due != "" && due != st.Due {
		return fmt.Errorf("due %s, want %s", due, st.Due)
	}
	if st.Missed != out.Request.Missed {
		return fmt.Errorf("missed: %t, want %t", out.Request.Missed, st.Missed)
	}
	var kinds []string
	for _, n := range out.Notices {
		kinds = append(kinds, n.Kind)
	}
	if st.Notices != nil && fmt.Sprint(kinds) != fmt.Sprint(st.Notices) {
		return fmt.Errorf("notices %v, want %v", kinds, st.Notices)
	}
	return nil
}
