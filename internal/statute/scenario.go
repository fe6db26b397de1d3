package statute

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

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
	Distant   bool     `yaml:"distant"` // who files lives elsewhere
	Remedy    string   `yaml:"remedy"`
	Position  string   `yaml:"position"` // of a third party
	Outcome   string   `yaml:"outcome"`
	Exempt    []string `yaml:"exemptions"`
	Clock     string   `yaml:"clock"`
	Milestone string   `yaml:"milestone"`

	State   string   `yaml:"state"`   // of the request afterwards
	Due     string   `yaml:"due"`     // of the response clock afterwards, "none" while it is suspended
	Missed  bool     `yaml:"missed"`  // the response clock ran out
	Notices []string `yaml:"notices"` // kinds, in order
	Refused string   `yaml:"refused"` // key of the refusal

	Clocks  map[string]string `yaml:"clocks"`  // last days of other clocks afterwards, "none" for one that does not run
	Third   map[string]string `yaml:"third"`   // last days of the third parties, by the number of their consultation, "none" for one that is over
	Windows map[string]string `yaml:"windows"` // last days of what may still be done on that day, "none" for what may not
}

// RunScenarios tells every scenario of every statute, of one folder when it is named, and calls report for each: the error begins
// with file, line and column of the step that came out otherwise. A file that cannot be read is an error.
func RunScenarios(l *Library, fsys fs.FS, only string, report func(name string, err error)) error {
	var problems []error
	for _, key := range l.Keys() {
		for _, law := range l.Versions(key) {
			if folder, _, _ := strings.Cut(law.dir, "/"); only == "" || folder == only {
				problems = append(problems, law.runScenarios(fsys, report))
			}
		}
	}
	return errors.Join(problems...)
}

// CheckScenarios says what is wrong with the files of scenarios themselves, of one folder when it is named: where the laws cannot be
// read, they are told by nobody.
func CheckScenarios(fsys fs.FS, only string) error {
	var problems []error
	for _, pattern := range []string{"/scenarios.yaml", "/*/scenarios.yaml"} {
		names, err := fs.Glob(fsys, cmp.Or(only, "*")+pattern)
		if err != nil {
			return err
		}
		for _, name := range names {
			b, err := readFile(fsys, name)
			if err == nil {
				err = parse(name, b, &[]scenario{})
			}
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

// runScenarios tells the scenarios of one version, which stand in its own folder.
func (s *Statute) runScenarios(fsys fs.FS, report func(name string, err error)) error {
	name := s.dir + "/scenarios.yaml"
	b, err := readFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var all []scenario
	if err := parse(name, b, &all); err != nil {
		return err
	}
	for i, sc := range all {
		step, err := sc.run(s)
		if err != nil {
			err = fmt.Errorf("%s:%s: step %d, %s: %w", name, placeIn(b, fmt.Sprintf("[%d].steps[%d]", i, step)), step+1, sc.Steps[step].Do, err)
		}
		report(s.dir+": "+sc.Name, err)
	}
	return nil
}

// run tells the scenario; where it comes out otherwise, it says at which step.
func (sc scenario) run(law *Statute) (int, error) {
	req := foi.Request{ID: 1, Reference: foi.NewReference(law.Prefix(), 2026, 1), Statute: law.Key(), Version: law.Version(), Locale: "es"}
	var ledger []foi.Entry
	for i, step := range sc.Steps {
		out, err := step.decide(law, req, ledger)
		if step.Refused != "" {
			var e *foi.Error
			if err == nil || !errors.As(err, &e) || e.Key != step.Refused {
				return i, fmt.Errorf("got %v, want the refusal %q", err, step.Refused)
			}
			continue
		}
		if err != nil {
			return i, err
		}
		req, ledger = out.Request, append(ledger, out.Entries...)
		if err := step.compare(out); err != nil {
			return i, err
		}
		if err := step.compareTerms(law, ledger, out); err != nil {
			return i, err
		}
	}
	return 0, nil
}

func (st scenarioStep) decide(law *Statute, req foi.Request, ledger []foi.Entry) (Outcome, error) {
	at, err := time.ParseInLocation("2006-01-02 15:04", st.At, law.Location())
	if err != nil {
		return Outcome{}, err
	}
	act := foi.Action{Kind: foi.ActionKind(st.Do), Remedy: st.Remedy, Position: st.Position, Branch: st.Branch, Unit: st.Unit, Ground: st.Ground, Amount: st.Amount, Fee: st.Fee, Outcome: st.Outcome,
		Exemptions: st.Exempt, Clock: st.Clock, Milestone: st.Milestone,
		Words: foi.Words{"text": "…", "summary": "…", "title": "…", "question": "…", "answer": "…", "name": "…", "email": "tercero@example.org"}}
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
		act.Filing = &foi.Filing{Locale: "es", Track: st.Track, Distant: st.Distant}
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
	case "third_party":
		return foi.TheThirdParty()
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

// compareTerms compares the clocks and the windows that the step names.
func (st scenarioStep) compareTerms(law *Statute, ledger []foi.Entry, out Outcome) error {
	at, err := time.ParseInLocation("2006-01-02 15:04", st.At, law.Location())
	if err != nil {
		return err
	}
	today, got, third := law.Today(at), map[string]string{}, map[string]string{}
	for _, d := range out.Deadlines {
		if d.Branch == 0 && d.Status == foi.Running {
			got[d.Clock] = d.DueOn.String()
		}
		if d.Clock == "consultation" && d.Status == foi.Running {
			third[strconv.Itoa(d.Branch)] = d.DueOn.String()
		}
	}
	if err := sameDays("the time of the third party", st.Third, third); err != nil {
		return err
	}
	if err := sameDays("the clock", st.Clocks, got); err != nil {
		return err
	}
	clear(got)
	for _, w := range append(law.Windows(ledger, today), law.Reviewable(ledger, today)...) {
		got[w.Key] = w.Due.String()
	}
	return sameDays("the time for", st.Windows, got)
}

func sameDays(what string, want, got map[string]string) error {
	for _, key := range sorted(want) {
		if have := cmp.Or(got[key], "none"); have != want[key] {
			return fmt.Errorf("%s %s ends on %s, want %s", what, key, have, want[key])
		}
	}
	return nil
}
