package server

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// recipient says who gets a notice, from the form in which the ledger keeps it: "requester", "unit_head@finanzas",
// "superior@finanzas".
func (n deskNames) recipient(to string) view.Sentence {
	role, unit, _ := strings.Cut(to, "@")
	return view.Say("to."+role, "Unit", n.unit(unit))
}

// preview says what an outcome would change: where the case goes, how its terms move, who is told.
func (n deskNames) preview(c foi.Case, out statute.Outcome) view.DeskPreview {
	var p view.DeskPreview
	if out.Request.State != c.Request.State && out.Request.State != "" {
		p.Lines = append(p.Lines, view.Say("preview.state", "State", view.Say("state."+string(out.Request.State))))
	}
	p.Lines = append(p.Lines, n.terms(c, out)...)
	told := map[string]bool{}
	for _, notice := range out.Notices {
		what := "notice." + notice.Kind
		if notice.Kind == "to_sign" && notice.To.Role == foi.Reviewer {
			what += ".review"
		}
		line := view.Say("preview.notify", "Notice", view.Say(what), "To", n.recipient(notice.To.String()))
		if key := notice.Kind + notice.To.String(); !told[key] {
			told[key] = true
			p.Lines = append(p.Lines, line)
		}
	}
	if len(out.Notices) == 0 {
		p.Lines = append(p.Lines, view.Say("preview.silent"))
	}
	return p
}

// anyUnit says of what would be sent to one unit that it is sent to the one that will be chosen.
func (n deskNames) anyUnit(lines []view.Sentence, unit string) []view.Sentence {
	var out []view.Sentence
	for _, line := range lines {
		if to, ok := line.Args["To"].(view.Sentence); ok && line.Key == "preview.notify" && to.Args["Unit"] == n.unit(unit) {
			line = view.Say("preview.notify", "Notice", line.Args["Notice"], "To", view.Say("to.chosen"))
		}
		if !slices.ContainsFunc(out, func(said view.Sentence) bool { return reflect.DeepEqual(said, line) }) {
			out = append(out, line)
		}
	}
	return out
}

// terms says how each term of the case moves.
func (n deskNames) terms(c foi.Case, out statute.Outcome) []view.Sentence {
	before := map[string]foi.Deadline{}
	for _, d := range c.Deadlines {
		before[deadlineKey(d)] = d
	}
	var lines []view.Sentence
	for _, d := range out.Deadlines {
		old, existed := before[deadlineKey(d)]
		name := view.Say("clock." + d.Clock)
		if d.Clock == "branch" {
			name = view.Say("preview.branch", "Unit", n.unit(d.Unit))
		}
		if d.Clock == "response" {
			lines = append(lines, response(old, d))
			continue
		}
		switch {
		case !existed && !d.DueOn.IsZero() && (d.Status == foi.Running || d.Status == foi.Suspended):
			lines = append(lines, view.Say("preview.clock.starts", "Clock", name, "To", d.DueOn))
		case existed && old.Status != d.Status && d.Status == foi.Met:
			lines = append(lines, view.Say("preview.clock.met", "Clock", name))
		case existed && old.Status != d.Status && d.Status == foi.Stopped:
			lines = append(lines, view.Say("preview.clock.stopped", "Clock", name))
		}
	}
	return lines
}

func deadlineKey(d foi.Deadline) string { return fmt.Sprintf("%s.%04d", d.Clock, d.Branch) }

// response says how the legal term moves.
func response(old, now foi.Deadline) view.Sentence {
	switch {
	case now.Status == foi.Suspended && old.Status != foi.Suspended:
		return view.Say("preview.due.suspended")
	case now.Status != foi.Suspended && old.Status == foi.Suspended && !now.DueOn.IsZero():
		return view.Say("preview.due.resumes", "To", now.DueOn)
	case now.Status == foi.Met && old.Status != foi.Met && now.Missed:
		return view.Say("preview.due.met_late")
	case now.Status == foi.Met && old.Status != foi.Met:
		return view.Say("preview.due.met")
	case now.Status == foi.Stopped && old.Status != foi.Stopped:
		return view.Say("preview.due.stopped")
	case now.DueOn != old.DueOn && !now.DueOn.IsZero():
		return view.Say("preview.due.moves", "From", old.DueOn, "To", now.DueOn)
	case now.Status == foi.Suspended:
		return view.Say("preview.due.paused")
	case now.Status == foi.Running || now.Status == foi.Missed:
		return view.Say("preview.due.same", "To", now.DueOn)
	}
	return view.Say("preview.due.over")
}

// refusal is an error as a sentence, when it is one that a person can be told.
func (n deskNames) refusal(err error) (*view.Sentence, bool) {
	var e *foi.Error
	if !errors.As(err, &e) || (e.Code != foi.Refused && e.Code != foi.Forbidden && e.Code != foi.Invalid && e.Code != foi.Conflict) {
		return nil, false
	}
	s := view.Sentence{Key: "error." + e.Key, Args: n.said(e)}
	return &s, true
}

// said are the values of an error's message, with names in place of codes.
func (n deskNames) said(e *foi.Error) map[string]any {
	args := map[string]any{}
	for k, v := range e.Args {
		switch {
		case k == "unit":
			args[k] = n.unit(v)
		case k == "fact" && e.Key == "letters.here":
			args[k] = view.Say("letters.fact." + strings.ToLower(v))
		case k == "at":
			at, _ := time.Parse(time.RFC3339, v) // as it was written
			args[k] = at
		case k == "max":
			n, _ := strconv.Atoi(v) // a number has its thousands marked
			args[k] = n
		case k == "state" && e.Key == "branch_not_now":
			args[k] = view.Say("branch.state." + v)
		case k == "state":
			args[k] = view.Say("state." + v)
		default:
			args[k] = v
		}
	}
	return args
}
