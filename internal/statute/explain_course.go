package statute

import "qhana/internal/foi"

// part is a stretch of a term that is counted in one unit: the term itself, or what an extension added.
type part struct {
	unit   string
	amount int
	until  foi.Date // of an extension to a day
	extend bool
	far    bool
	cite   Cite
}

// parts are the stretches of the clock's term, in order; weeks of five worked days are worked days.
func (x *explanation) parts() []part {
	t := &x.clock.Term
	out := []part{{unit: t.Unit, amount: t.Amount, cite: t.Cite}}
	for _, a := range x.clock.Added {
		p := part{unit: a.unit(t), amount: a.Amount, until: a.Until, extend: !a.Far, far: a.Far, cite: x.s.citeOfExtension(a)}
		if !a.Until.IsZero() {
			p.unit, p.amount = t.Unit, 0
		}
		out = append(out, p)
	}
	for i := range out {
		if out[i].unit == week5 {
			out[i].unit, out[i].amount = working, 5*out[i].amount
		}
	}
	return out
}

// course tells every day from day one to the last.
func (x *explanation) course() {
	c := x.clock
	last := c.Due
	if last.IsZero() {
		last = x.until
	}
	prev := x.days.eve(c.Start, &c.Term)
	for day := c.Start + 1; day <= prev; day++ {
		x.add(Step{Day: day, Kind: StepBefore, Cite: x.s.law.Counting.Cite})
	}
	parts := x.parts()
	count, of, group := 0, 0, len(x.steps)
	for i, p := range parts {
		if i > 0 && p.unit != parts[i-1].unit { // another unit is counted by itself
			x.close(group, of)
			count, of, group = 0, 0, len(x.steps)
		}
		end := p.until
		if end.IsZero() {
			end = x.days.add(prev, p.amount, p.unit, c.Suspended)
		}
		count = x.stretch(p, prev, min(end, last), end, count)
		of += p.amount
		if !p.until.IsZero() && !c.Due.IsZero() {
			of = count
		}
		prev = end
	}
	x.close(group, of)
	x.rest(parts[len(parts)-1], prev, last)
}

// stretch tells the days after one and up to another of a part, and returns how many had counted by then.
func (x *explanation) stretch(p part, after, last, end foi.Date, count int) int {
	for day := after + 1; day <= last; day++ {
		step := x.kindOf(day, p.unit)
		if p.unit == month && step.Kind != StepPaused {
			if day != end {
				continue
			}
			count += p.amount
			step = Step{Day: day, Kind: StepMonth}
		} else if step.Kind == StepCounts {
			count++
		}
		if step.Kind == StepCounts || step.Kind == StepMonth {
			step.Cite, step.Extend, step.Far = p.cite, p.extend, p.far
		}
		step.Count, step.Unit = count, p.unit
		x.add(step)
	}
	return count
}

// close writes how many there are in all into the steps of one unit.
func (x *explanation) close(from, of int) {
	for i := from; i < len(x.steps); i++ {
		x.steps[i].Of = of
	}
	for i := range x.steps[:from] { // what came before day one has the length of the first part
		if x.steps[i].Of == 0 {
			x.steps[i].Of = of
		}
	}
}

// rest tells how the term comes from where its days are counted to its last day: from a day that does not serve to one that does.
func (x *explanation) rest(p part, end, last foi.Date) {
	c := x.clock
	if c.Due.IsZero() || len(x.steps) == 0 {
		return
	}
	if n := &x.steps[len(x.steps)-1]; n.Day == end && n.Day == c.Due {
		n.Kind = StepDue
	} else if n.Day == end && n.Day < c.Due && (n.Kind == StepCounts || n.Kind == StepMonth) {
		x.roll(n)
	}
	of := x.steps[len(x.steps)-1]
	for day := end + 1; day <= last; day++ {
		step := x.kindOf(day, p.unit)
		step.Count, step.Of, step.Unit, step.Extend = of.Count, of.Of, p.unit, p.extend
		switch {
		case day == c.Due:
			step.Kind, step.Cite, step.Off, step.Why = StepDue, p.cite, "", Holiday{}
		case step.Kind != StepPaused:
			x.roll(&step)
		}
		x.add(step)
	}
}

// roll says that the term would end on a day, and why it does not.
func (x *explanation) roll(step *Step) {
	step.Kind, step.Cite = StepRoll, x.s.law.Counting.Cite
	step.Off, step.Why = x.off(step.Day)
}

// hours tells a term in hours: its pauses, where it would have ended without each extension, and where it ends.
func (x *explanation) hours() {
	c, t := x.clock, &x.clock.Term
	for _, p := range c.Suspended {
		to := p.To
		if to.IsZero() {
			to = x.until
		}
		for day := p.From; day <= to; day++ {
			x.add(Step{Day: day, Kind: StepPaused, Ground: p.Ground, Cite: x.s.citeOf(p.Ground)})
		}
	}
	if !c.Due.IsZero() {
		stages, _ := c.hours(x.days, x.s.calendar.Zone)
		for i, s := range stages {
			step := Step{Day: s.day, Kind: StepMonth, At: s.at, Count: t.Amount, Cite: t.Cite}
			if i > 0 {
				step.Extend, step.Cite = true, x.s.citeOfExtension(c.Added[i-1])
			}
			if i == len(stages)-1 {
				step.Kind = StepDue
			}
			x.add(step)
		}
	}
	x.close(0, t.Amount)
}
