package statute

// Key is the catalogue's key of what a step says: "why.step.roll.named" with the name of the holiday, "why.step.arrived.cutoff.at"
// with the hour.
func (st *Step) Key() string {
	key := "why.step." + string(st.Kind)
	switch st.Kind {
	case StepArrived:
		key += "." + st.reason()
		if !st.At.IsZero() {
			key += ".at"
		}
	case StepReceived:
		if !st.At.IsZero() {
			key += ".hour"
		}
	case StepRoll:
		if st.Off != "" {
			key += "." + st.reason()
		}
	case StepHoliday, StepClosed:
		if key = "why.step.named"; st.Kind == StepClosed && st.Why.isPeriod() {
			key = "why.step.closed"
		}
	case StepPaused:
		if st.Ground != "" {
			key += ".why"
		}
	case StepMonth:
		if st.Unit == hour {
			key = "why.step.stage"
		}
	case StepCounts:
		if st.Off == StepShort {
			return key + ".short"
		}
		switch {
		case st.Far:
			return "why.step.distance"
		case st.Extend:
			key = "why.step.extended"
		}
		if st.Unit == calendar {
			key += ".calendar"
		}
	case StepDue:
		switch {
		case !st.At.IsZero():
			key += ".hour"
		case st.Unit == calendar || st.Unit == month || st.Unit == hour:
			key += ".calendar"
		}
	}
	return key
}

// reason is what the catalogue calls why a day does not serve: what has a name is named.
func (st *Step) reason() string {
	if st.Off == StepWeekend || st.Off == StepCutoff {
		return string(st.Off)
	}
	return "named"
}

// Args are what the catalogue's words for a step name: the hour, the holiday, the ground of a pause.
func (st *Step) Args(s *Statute, locale string) map[string]string {
	args := map[string]string{"Why": st.Why.Name(locale)}
	if !st.At.IsZero() {
		args["Hour"] = st.At.In(s.Location()).Format("15:04")
	}
	if st.Ground != "" {
		args["Ground"] = s.Text(locale, "ground."+st.Ground)
	}
	return args
}

// Numbered tells whether the step has a place in the count.
func (st *Step) Numbered() bool {
	return st.Kind == StepCounts || st.Kind == StepDue || st.Kind == StepMonth
}
