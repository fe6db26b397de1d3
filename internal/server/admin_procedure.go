package server

import (
	"net/http"
	"slices"
	"unicode"
	"unicode/utf8"

	"qhana/internal/foi"
	"qhana/internal/i18n"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// adminProcedure shows the procedure in force as its file says it. It is read here and changed there.
func (s *Server) adminProcedure(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	p := procedureWords{d.under(s.today(s.law.Body().Key())), i18n.Of(localeOf(r))}
	return s.render(w, r, http.StatusOK, view.AdminProcedurePage.With(p.page()))
}

// procedureWords says a procedure in the reader's language.
type procedureWords struct {
	deskReader
	words *i18n.Catalogue
}

func (p procedureWords) page() view.AdminProcedure {
	law, proc := p.law, p.law.Procedure()
	page := view.AdminProcedure{Body: law.Authority().Name, Law: law.Text(p.locale, "name"), Version: law.Version(), LawURL: "/leyes/" + law.Key(), Files: proc.Files,
		File: p.doing(proc.File), Signs: law.Does(foi.Sign), Soon: p.days(proc.Attention.Soon), Unopened: p.days(proc.Attention.Unopened)}
	for _, x := range proc.Stages {
		stage := view.AdminStage{Name: p.word("state." + string(x.State)), Final: x.Final}
		if x.Clock != "" {
			stage.Term = p.word("clock."+x.Clock) + p.bracketed(law.Term(x.Clock))
		}
		for _, does := range x.Does {
			stage.Does = append(stage.Does, p.doing(does))
		}
		page.Stages = append(page.Stages, stage)
	}
	for _, key := range proc.Terms {
		t := law.Term(key)
		row := view.AdminInternalTerm{Name: termName(p.locale, key), Length: p.words.N("term."+t.Unit, t.Amount), First: t.FirstDay}
		if t.Max > 0 {
			row.Shortest, row.Longest = p.words.Number(max(1, t.Min)), p.words.N("term."+t.Unit, t.Max)
		}
		page.Terms = append(page.Terms, row)
	}
	for _, x := range proc.Milestones {
		row := view.AdminWatch{Term: termName(p.locale, x.Clock)}
		for _, name := range x.Names {
			row.What = append(row.What, view.Milestone(name))
		}
		page.Watches = append(page.Watches, row)
	}
	for _, x := range proc.Chases {
		page.Chases = append(page.Chases, view.AdminChase{Term: termName(p.locale, x.Clock), First: p.days(x.First), Every: p.days(x.Every), Times: x.Times, Escalate: x.Escalate})
	}
	for _, x := range proc.Approvals {
		row := view.AdminApproval{Step: law.Text(p.locale, "step."+x.Step), Unit: p.unit(x.Unit)}
		for _, outcome := range x.Outcomes {
			row.Outcomes = append(row.Outcomes, law.Text(p.locale, "outcome."+outcome))
		}
		page.Approvals = append(page.Approvals, row)
	}
	if proc.Confirms != "" {
		page.Confirms = p.unit(proc.Confirms)
	}
	for _, x := range proc.Notices {
		page.Tellings = append(page.Tellings, p.telling(x, len(proc.Approvals) > 0))
	}
	return page
}

func (p procedureWords) word(key string) string { return p.words.T(key, nil) }

// days is a number of working days.
func (p procedureWords) days(n int) string { return p.words.N("term.working", n) }

// bracketed is how long a term is, behind its name; nothing for one without a length.
func (p procedureWords) bracketed(t statute.TermRule) string {
	if t.Amount == 0 {
		return ""
	}
	return " (" + p.words.N("term."+t.Unit, t.Amount) + ")"
}

func (p procedureWords) doing(x statute.Doing) view.AdminDoing {
	out := view.AdminDoing{What: p.word("action." + string(x.Action)), Own: x.Branch}
	for _, role := range x.Roles {
		if role != foi.System {
			out.Who = append(out.Who, p.word("role."+string(role)))
		}
	}
	if x.Next != "" {
		out.Next = p.word("state." + string(x.Next))
	}
	return out
}

// telling is an event in the words of the timeline, whatever unit it is of.
func (p procedureWords) telling(x statute.Telling, approved bool) view.AdminTelling {
	key, clock := "event."+string(x.Event), ""
	if x.Clock != "" {
		clock = termName(p.locale, x.Clock)
	}
	if x.Event == "chase_escalated" { // no event of its own: a chase that has come far
		key = "procedure.chase_escalated"
	}
	out := view.AdminTelling{When: capital(p.words.T(key, map[string]string{"Unit": p.word("procedure.where.any"), "Clock": clock}))}
	if clock != "" && x.Event != foi.Lapsed {
		out.When += ": " + clock
	}
	for _, n := range x.Notices {
		out.Notices = append(out.Notices, view.AdminTold{Kind: capital(p.word("notice." + n.Kind)), To: capital(p.to(n, approved))})
	}
	return out
}

// to says whom a notice goes to.
func (p procedureWords) to(n statute.Notified, approved bool) string {
	where := ""
	switch n.Where {
	case "":
		return p.word("role." + string(n.Role))
	case "lead":
		where = p.unit(p.law.Authority().Lead)
	case "signing":
		where = p.unit(p.law.Authority().Signing)
	default:
		where = p.word("procedure.where." + n.Where)
	}
	switch n.Role {
	case "superior", foi.UnitHead:
		return p.words.T("to."+string(n.Role), map[string]string{"Unit": where})
	case foi.UnitOfficial:
		return p.words.T("procedure.to.officials", map[string]string{"Unit": where})
	}
	to := p.word("role."+string(n.Role)) + " · " + where
	if n.Where == "signing" && approved {
		to += "; " + p.word("procedure.to.approving")
	}
	return to
}

// unit is a unit's name. One that the procedure names and nobody has made yet is named as the file does, and said to be missing.
func (p procedureWords) unit(key string) string {
	if !slices.ContainsFunc(p.units, func(u foi.Unit) bool { return u.Key == key && u.Active }) {
		return p.words.T("procedure.unit.missing", map[string]string{"Key": key})
	}
	return p.unitName(key)
}

// capital begins a text with a capital letter.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}
