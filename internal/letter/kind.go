package letter

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/i18n"
	"qhana/templates"
)

// kind is a kind of letter: the facts that every case of it has, and those that a case may have.
type kind struct {
	name   string
	always []string
	maybe  []string
}

// Facts that all letters have, and that all may have.
var (
	common    = []string{"Body", "Short", "Lead", "Reference", "Subject", "Today", "Received", "Page", "Check"}
	sometimes = []string{"Name", "Behalf", "Article", "Units"}
)

// answered are the facts of an answer, whatever it says.
func answered(outcome string) kind {
	return kind{"delivered_" + outcome, []string{"Outcome", "Answer"}, []string{"Exemptions", "Documents", "Remedies", "Signatory", "Released", "Withheld"}}
}

// kinds has every kind of letter, in the order of a case.
var kinds = []kind{
	{"receipt", []string{"Due"}, []string{"Left", "Remedies"}},
	{"receipt_part", []string{"Due"}, []string{"Left", "Remedies"}},
	{"receipt_remedy", []string{"Due"}, []string{"Left", "Remedies"}},
	{"acknowledged", nil, []string{"Due", "Left", "Remedies"}},
	{"clarification", []string{"Question"}, []string{"Due", "OldDue", "Left", "Ground", "Lapse"}},
	{"clarification_lapsed", nil, []string{"Due", "Remedies"}},
	{"withdrawn", nil, nil},
	{"extended", []string{"Due", "OldDue"}, []string{"Left", "Ground", "Reason"}},
	{"due_changed", []string{"Due", "OldDue"}, []string{"Left", "Reason"}},
	{"law_changed", []string{"Law", "Rule"}, []string{"Due", "OldDue", "Left"}},
	{"transferred", nil, []string{"Reason", "Entity"}},
	{"part_transferred", []string{"Entity", "Part"}, []string{"Reason", "Due", "Left"}},
	{"sent_on", []string{"Entity", "Asked"}, []string{"Part", "Reason", "Contact"}}, // to the body that is competent
	{"third_party", []string{"Question", "Link"}, []string{"Due"}},                  // to whom the information is about
	{"fee", []string{"Fee"}, []string{"PayBy", "Reason"}},
	{"fee_paid", nil, []string{"Due", "Left"}},
	{"fee_waived", nil, []string{"Due", "Left", "Reason"}},
	{"fee_lapsed", nil, nil},
	{"joined", nil, []string{"Due", "Left", "Reason"}},
	{"part_delivered", []string{"Outcome", "Answer"}, []string{"Due", "Left", "Exemptions", "Documents", "Remedies", "Signatory", "Released", "Withheld"}},
	{"reopened", nil, []string{"Reason", "Due", "Left"}},
	{"compliance", []string{"Due"}, []string{"Left"}},
	{"compliance_late", []string{"Due"}, nil},
	answered("granted"), answered("partly"), answered("denied"), answered("not_held"), answered("not_competent"), answered("already_public"),
	answered("upheld"), answered("partly_upheld"), answered("dismissed"), answered("inadmissible"),
	{"silence", []string{"Due"}, []string{"Silence", "Remedies"}},
}

// Kinds lists the kinds of letter.
func Kinds() []string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = k.name
	}
	return out
}

func kindOf(name string) (kind, bool) {
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.name == name })
	if i < 0 {
		return kind{}, false
	}
	return kinds[i], true
}

// KindOf is the kind of letter for a notice: an answer's also says how it ends, and some are of their own for what the case is: a
// "remedy", or a "part" of another. It is "" when there is no such letter.
func KindOf(notice, outcome, what string) string {
	if notice == "delivered" {
		notice += "_" + outcome
	}
	if _, own := kindOf(notice + "_" + what); own {
		notice += "_" + what
	}
	if _, ok := kindOf(notice); !ok {
		return ""
	}
	return notice
}

// Locale is the language in which a letter is written: the person's, where there are letters in it.
func Locale(locale string) string {
	if slices.Contains(i18n.Locales, locale) {
		return locale
	}
	return i18n.Locales[0]
}

// Has lists the facts that a kind of letter can print, those first that it always has; how many these are is the second value.
func Has(name string) (facts []string, always int) {
	k, _ := kindOf(name)
	facts = slices.Concat(common, k.always)
	return slices.Concat(facts, sometimes, k.maybe), len(facts)
}

// Default is the text of a letter as it comes with the program. The files are embedded and tested.
func Default(name, locale string) string {
	b, err := fs.ReadFile(templates.FS, "letter/"+name+"."+Locale(locale)+".txt")
	if err != nil {
		panic(fmt.Errorf("a kind of letter without its text: %w", err))
	}
	return string(b)
}

// Check parses a template for a kind of letter and tries it on a case that has every fact and on one that has only those that
// every case has: it must never print a hole, whichever of the others a case has. Its errors are those of Parse, and "letters.empty", "letters.never" or "letters.lacks"
// with the fact.
func Check(name, locale, text string) error {
	t, err := Parse(text)
	if err != nil {
		return err
	}
	facts, always := Has(name)
	sample := Sample(name, locale, nil)
	if err := never(t, sample.Only(facts)); err != nil {
		return err
	}
	if err := t.sure(t.root, facts[:always]); err != nil {
		return err
	}
	least := sample.Only(facts[:always])
	out, err := t.Print(least)
	if err != nil {
		return err
	}
	for _, name := range facts[len(common):always] { // what somebody wrote for this very letter is what it is sent for
		if x, _ := factOf(name); x.shape == whole && !strings.Contains(out, least.value(name)) {
			return refused("lacks", 1, name)
		}
	}
	if strings.TrimSpace(out) == "" {
		return refused("blank", 1, "")
	}
	return nil
}

// never says that a fact that would be empty even in a case that has everything is never there in letters of this kind.
func never(t *Template, f Facts) error {
	_, err := t.Print(f)
	if e, ok := err.(*foi.Error); ok && e.Key == "letters.empty" {
		e.Key = "letters.never"
	}
	return err
}
