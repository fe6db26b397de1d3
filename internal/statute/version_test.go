package statute

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goccy/go-yaml"

	"qhana/internal/foi"
	"qhana/workflows"
)

// shipped is one of the shipped files.
func shipped(t *testing.T, name string) []byte {
	t.Helper()
	b, err := workflows.FS.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var loadedOnce = sync.OnceValues(func() (*Library, error) { return Load(workflows.FS) })

// shared are the shipped laws, loaded once: whoever declares anything loads their own.
func shared(t testing.TB) *Library {
	t.Helper()
	l, err := loadedOnce()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// shippedWith are the files of one shipped law, with some text changed: "file", "old", "new", …
func shippedWith(t *testing.T, key string, changes ...string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	var law struct{ Calendar string }
	if err := yaml.Unmarshal(shipped(t, key+"/statute.yaml"), &law); err != nil {
		t.Fatal(err)
	}
	var cal struct{ Include []string }
	if err := yaml.Unmarshal(shipped(t, "calendars/"+law.Calendar+".yaml"), &cal); err != nil {
		t.Fatal(err)
	}
	err := fs.WalkDir(workflows.FS, ".", func(name string, d fs.DirEntry, err error) error {
		folder, file, _ := strings.Cut(name, "/")
		own := folder == key || folder == "bo-la-paz" || folder == "procedures" || file == "" || // one law must be kept by a body
			folder == "calendars" && slices.Contains(append(cal.Include, law.Calendar, "bo", "bo-la-paz"), strings.TrimSuffix(file, ".yaml"))
		if err != nil || d.IsDir() || !own {
			return err
		}
		b, err := workflows.FS.ReadFile(name)
		files[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(changes); i += 3 {
		text := string(files[changes[i]].Data)
		if !strings.Contains(text, changes[i+1]) {
			t.Fatalf("%s has no %q", changes[i], changes[i+1])
		}
		files[changes[i]] = &fstest.MapFile{Data: []byte(strings.Replace(text, changes[i+1], changes[i+2], 1))}
	}
	return files
}

const draftLaw = "bo-la-paz/proyecto-160/statute.yaml"

// course is a request under a law, told action by action.
type course struct {
	t      *testing.T
	law    *Statute
	req    foi.Request
	ledger []foi.Entry
	last   Outcome
}

func begin(t *testing.T, law *Statute, at string, f foi.Filing) *course {
	t.Helper()
	f.Locale = "es"
	c := &course{t: t, law: law, req: foi.Request{ID: 1, Reference: "LP-2026-000001-5", Statute: law.Key(), Locale: "es"}}
	c.do(at, foi.TheCitizen(), foi.Action{Kind: foi.File, Filing: &f})
	return c
}

func (c *course) instant(s string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", s, c.law.Location())
	if err != nil {
		c.t.Fatal(err)
	}
	return at.UTC()
}

// do carries an action out, and checks that the ledger comes to what the decision gave.
func (c *course) do(at string, who foi.Actor, act foi.Action) {
	c.t.Helper()
	if act.Words == nil {
		act.Words = foi.Words{"text": "…", "name": "…", "email": "…"}
	}
	out, err := c.law.Decide(c.req, c.ledger, act, who, c.instant(at))
	if err != nil {
		c.t.Fatalf("%s at %s: %v", act.Kind, at, err)
	}
	c.ledger = append(c.ledger, out.Entries...)
	again := c.law.Replay(c.req, c.ledger)
	if got, want := fmt.Sprintf("%+v %+v %+v", again.Request, again.Deadlines, again.Milestones), fmt.Sprintf("%+v %+v %+v", out.Request, out.Deadlines, out.Milestones); got != want {
		c.t.Fatalf("after %s the ledger comes to\n%s\nand was\n%s", act.Kind, got, want)
	}
	c.req, c.last = out.Request, out
}

// lapse lets a clock run out.
func (c *course) lapse(clock string, branch int) {
	c.t.Helper()
	for _, m := range c.law.Replay(c.req, c.ledger).Milestones {
		if m.Kind == "lapse" && m.Clock == clock && m.Branch == branch {
			c.do(m.At.In(c.law.Location()).Add(time.Minute).Format("2006-01-02 15:04"), foi.TheSystem(),
				foi.Action{Kind: foi.Fire, Clock: clock, Branch: branch, Milestone: "lapse", Due: m.DueOn})
			return
		}
	}
	c.t.Fatalf("%s does not run out: %+v", clock, c.last.Milestones)
}

func (c *course) clock(key string, branch int) *Clock { return c.law.fold(c.ledger).clock(key, branch) }

// due checks on which day a clock ends; "" for one that stands still.
func (c *course) due(key string, branch int, want string) {
	c.t.Helper()
	if got := c.clock(key, branch); got == nil || got.Due.String() != want {
		c.t.Errorf("%s is due on %+v, want %s", key, got, want)
	}
}

func one(role foi.Role, unit string) foi.Actor {
	return foi.Actor{Account: int64(len(role)), Grants: []foi.Grant{{Role: role, Unit: unit}}}
}

var (
	lead   = one(foi.TransparencyOfficer, "transparencia")
	signer = one(foi.Signatory, "secretaria-general")
	change = foi.Action{Kind: foi.ChangeLaw, Version: "proyecto-160"}
)

// A running case moves to a version of ten working days for an answer and of sixty to decide on a jerárquico; what was
// granted, what stands still and what a unit was given stay as they are.
func TestRunningCasesMove(t *testing.T) {
	t.Parallel()
	l, err := Load(shippedWith(t, "bo-la-paz", draftLaw, "response: {amount: 15,", "response: {amount: 10,", draftLaw, "decide: {amount: 90,", "decide: {amount: 60,"))
	if err != nil {
		t.Fatal(err)
	}
	law := l.Body()
	t.Run("Plain", func(t *testing.T) {
		c := begin(t, law, "2026-03-02 10:00", foi.Filing{})
		c.due("response", 0, "2026-03-23")
		c.do("2026-03-04 10:00", foi.TheSystem(), change)
		c.due("response", 0, "2026-03-16")
		if m := c.last.Entries[0].Facts.Moves(); len(m) != 1 || m[0].Old.String() != "2026-03-23" || m[0].New.String() != "2026-03-16" {
			t.Errorf("on record: %+v", m)
		}
	})
	t.Run("Remedy", func(t *testing.T) {
		c := begin(t, law, "2026-03-02 10:00", foi.Filing{Remedy: "jerarquico", Of: "LP-2026-000002-1"})
		c.due("response", 0, "2026-07-13")
		c.do("2026-03-04 10:00", foi.TheSystem(), change)
		c.due("response", 0, "2026-05-27")
		c.lapse("response", 0)
		if got := last(c.last.Entries).Facts.Silence; got != "positive" {
			t.Errorf("the silence on a jerárquico is %s", got)
		}
	})
	t.Run("Extended", func(t *testing.T) {
		c := begin(t, law, "2026-03-02 10:00", foi.Filing{})
		c.do("2026-03-03 10:00", lead, foi.Action{Kind: foi.Extend, Ground: "volume", Amount: 10})
		c.due("response", 0, "2026-04-07")
		c.do("2026-03-04 10:00", foi.TheSystem(), change)
		c.due("response", 0, "2026-03-30")
	})
	t.Run("Suspended", func(t *testing.T) {
		c := begin(t, law, "2026-03-02 10:00", foi.Filing{})
		c.do("2026-03-03 10:00", lead, foi.Action{Kind: foi.AskClarification, Ground: "unclear"})
		c.do("2026-03-04 10:00", foi.TheSystem(), change)
		c.due("response", 0, "")
		c.due("clarification", 0, "2026-03-10")
		c.do("2026-03-05 10:00", foi.TheCitizen(), foi.Action{Kind: foi.Clarify})
		c.due("response", 0, "2026-03-18")
	})
	t.Run("Branch", func(t *testing.T) {
		c := begin(t, law, "2026-03-02 10:00", foi.Filing{})
		c.do("2026-03-03 10:00", lead, foi.Action{Kind: foi.OpenBranch, Unit: "finanzas", Due: foi.MustDate("2026-03-11")})
		c.do("2026-03-04 10:00", foi.TheSystem(), change)
		c.due("branch", 1, "2026-03-11")
		c.due("response", 0, "2026-03-16")
	})
}

// answered is a request that was answered, against which a remedy was taken and decided.
func answered(t *testing.T, law *Statute) *course {
	t.Helper()
	c := begin(t, law, "2026-03-02 10:00", foi.Filing{})
	c.do("2026-03-03 10:00", lead, foi.Action{Kind: foi.Extend, Ground: "volume", Amount: 10})
	c.do("2026-03-24 10:00", lead, foi.Action{Kind: foi.Draft, Outcome: "granted"})
	c.do("2026-03-24 11:00", lead, foi.Action{Kind: foi.Submit})
	c.do("2026-03-24 12:00", signer, foi.Action{Kind: foi.Sign})
	c.do("2026-03-24 13:00", lead, foi.Action{Kind: foi.Deliver})
	c.do("2026-03-25 10:00", foi.TheCitizen(), foi.Action{Kind: foi.FileReview, Remedy: "revocatoria", Other: "LP-2026-000003-8"})
	c.do("2026-04-07 10:00", foi.TheSystem(), foi.Action{Kind: foi.DecideReview, Remedy: "revocatoria", Other: "LP-2026-000003-8", Outcome: "upheld"})
	return c
}

// Past cases under another version: with remedies and authors, and what would have been otherwise than the days.
func TestRehearse(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		changes []string
		of      func(t *testing.T, law *Statute) *course
		want    []string
	}{
		"Same": {nil, func(t *testing.T, law *Statute) *course { return begin(t, law, "2026-03-02 10:00", foi.Filing{}) }, nil},
		"Answered": {[]string{draftLaw, "amount: 5, unit: working, times: 1", "amount: 3, unit: working, times: 1"}, answered,
			[]string{"extension response volume extension_amount", "due response 2026-04-07 2026-03-23 false→true"}},
		"NoExtension": {[]string{draftLaw, "grounds: [volume, consultation, search, complexity]", "grounds: [search]"}, answered,
			[]string{"extension response volume no_extension", "due response 2026-04-07 2026-03-23 false→true"}},
		"Silence": {[]string{draftLaw, "silence: {effect: negative, cite: {article: \"Ley 2341 art. 17.III\"", "silence: {effect: positive, cite: {article: \"Ley 2341 art. 17.III\"",
			draftLaw, "  transfer:", "  delivery: {amount: 5, unit: working, cite: {article: \"x\", certainty: general}}\n  transfer:"},
			func(t *testing.T, law *Statute) *course {
				c := begin(t, law, "2026-03-02 10:00", foi.Filing{})
				c.lapse("response", 0)
				return c
			}, []string{"lapse response negative positive", "starts delivery  2026-03-31 false→false"}},
		"LongerTerm": {[]string{draftLaw, "response: {amount: 15,", "response: {amount: 20,"},
			func(t *testing.T, law *Statute) *course {
				c := begin(t, law, "2026-03-02 10:00", foi.Filing{})
				c.lapse("response", 0)
				return c
			}, []string{"lapse response negative ", "due response 2026-03-23 2026-03-30 true→false"}},
		"NoRemedy": {[]string{draftLaw, "file: {amount: 10, unit: working}, decide: {amount: 90, unit: working}", "file: {amount: 10, unit: working}"},
			func(t *testing.T, law *Statute) *course {
				return begin(t, law, "2026-03-02 10:00", foi.Filing{Remedy: "jerarquico", Of: "LP-2026-000002-1"})
			}, []string{"gone response 2026-07-13  false→false"}},
		"ClarificationGoesOn": {[]string{draftLaw, "lapse: withdrawn", "lapse: continue"},
			func(t *testing.T, law *Statute) *course {
				c := begin(t, law, "2026-03-02 10:00", foi.Filing{})
				c.do("2026-03-03 10:00", lead, foi.Action{Kind: foi.AskClarification, Ground: "unclear"})
				c.lapse("clarification", 0)
				return c
			}, []string{"lapse clarification withdrawn continue", "due response  2026-03-31 false→false"}},
		"MovedAlready": {[]string{draftLaw, "response: {amount: 15,", "response: {amount: 10,"},
			func(t *testing.T, law *Statute) *course {
				c := begin(t, law, "2026-03-02 10:00", foi.Filing{})
				c.do("2026-03-04 10:00", foi.TheSystem(), change)
				return c
			}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := Load(shippedWith(t, "bo-la-paz", x.changes...))
			if err != nil {
				t.Fatal(err)
			}
			c := x.of(t, l.Body())
			var got []string
			for _, ch := range l.Under("bo-la-paz", "proyecto-160").Rehearse(c.req, c.ledger) {
				line := fmt.Sprintf("%s %s %s %s", ch.Kind, ch.Clock, ch.From, ch.To)
				if ch.From == "" {
					line = fmt.Sprintf("%s %s %s %s %t→%t", ch.Kind, ch.Clock, ch.Was, ch.Due, ch.WasLate, ch.Late)
				}
				got = append(got, line)
			}
			if !slices.Equal(got, x.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(x.want, "\n"))
			}
		})
	}
}
