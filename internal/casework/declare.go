package casework

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// Refresh reads what the body declared about its calendar and its law. Every process does so every few seconds: what was
// decided in between with the calendar of before is counted anew with the rest.
func (d *Desk) Refresh(ctx context.Context) error {
	list, err := d.store.Closures(ctx)
	if err != nil {
		return err
	}
	forces, err := d.store.Forces(ctx)
	if err != nil {
		return err
	}
	d.takeUp(list)
	in := make([]statute.Force, len(forces))
	for i, f := range forces {
		in[i] = statute.Force{Statute: f.Statute, Version: f.Version, From: foi.DateOf(f.From, time.UTC)}
	}
	d.law.Enforce(in)
	return nil
}

// catchUp reads the declarations anew when there is one that this process has not heard of: a case that was counted with it
// must not be counted with the calendar of before.
func (d *Desk) catchUp(ctx context.Context, tx *store.Tx, closures int) error {
	d.known.Lock()
	behind := closures > d.known.closures
	d.known.Unlock()
	if !behind {
		return nil
	}
	list, err := tx.Closures(ctx)
	if err != nil {
		return err
	}
	d.takeUp(list)
	return nil
}

// takeUp tells the law what was declared. Of two that read at once the one that read less comes to nothing.
func (d *Desk) takeUp(list []foi.Closure) {
	d.known.Lock()
	defer d.known.Unlock()
	newest := 0
	for _, c := range list {
		newest = max(newest, c.No)
	}
	if newest >= d.known.closures {
		d.law.Declare(list)
		d.known.closures = newest
	}
}

// Longest range and longest look back of one declaration, in days.
const (
	longestClosure = 366
	farthestBack   = 366
)

// longestName is how many characters the name or the source of a declaration has at most: both stand in the public record.
const longestName = 500

// checkClosures says what is wrong with declarations; the error's field is the number of the one it is about.
func (d *Desk) checkClosures(list []foi.Closure) error {
	today := d.law.Body().Today(d.instant())
	from, to := d.law.Body().Calendar().Years()
	for i, c := range list {
		bad := func(key string) error {
			return &foi.Error{Code: foi.Invalid, Key: key, Field: fmt.Sprint(i)}
		}
		switch {
		case c.Revokes != 0:
		case c.From.IsZero():
			return bad("closure.day")
		case c.To < c.From:
			return bad("closure.order")
		case c.To-c.From >= longestClosure:
			return bad("closure.long")
		case c.From < foi.NewDate(from, 1, 1) || c.To > foi.NewDate(to, 12, 31):
			return bad("closure.years")
		case c.From < today-farthestBack:
			return bad("closure.past")
		case c.Name == "":
			return bad("closure.name")
		case c.Source == "":
			return bad("closure.source")
		case utf8.RuneCountInString(c.Name) > longestName:
			return bad("closure.name_long")
		case utf8.RuneCountInString(c.Source) > longestName:
			return bad("closure.source_long")
		}
		if x := d.overlapping(c, list[:i]); x != nil {
			return &foi.Error{Code: foi.Invalid, Key: "closure.overlap", Field: fmt.Sprint(i), Args: map[string]string{"Name": x.Name, "From": x.From.String(), "To": x.To.String()}}
		}
	}
	if len(list) == 0 {
		return &foi.Error{Code: foi.Invalid, Key: "closure.day", Field: "0"}
	}
	return nil
}

// overlapping is a declaration that says the same of some of the days already, for the same unit or for the whole body.
func (d *Desk) overlapping(c foi.Closure, before []foi.Closure) *foi.Closure {
	if c.Revokes != 0 {
		return nil
	}
	for _, x := range append(d.law.Body().Calendar().InForce(), before...) {
		if x.Revokes == 0 && x.Worked == c.Worked && (x.Unit == "" || x.Unit == c.Unit) && x.From <= c.To && c.From <= x.To {
			return &x
		}
	}
	return nil
}

// numbered are the declarations that stand and the new ones after them, as they would be numbered.
func numbered(cal *statute.Calendar, list []foi.Closure, at time.Time) []foi.Closure {
	stand := cal.Closures()
	out := append([]foi.Closure{}, stand...)
	last := 0
	for _, c := range stand {
		last = max(last, c.No)
	}
	for i, c := range list {
		c.No, c.Calendar, c.DeclaredAt = last+1+i, cal.Key, at
		out = append(out, c)
	}
	return out
}

// Declare writes declarations about the calendar and sets the recount of every running clock off. expected is the number of
// the newest declaration that the declarer had seen; their Document is the id of one that is stored.
func (d *Desk) Declare(ctx context.Context, expected int, list []foi.Closure, who foi.Actor) error {
	if err := d.checkClosures(list); err != nil {
		return err
	}
	for _, c := range list {
		if c.Revokes == 0 && c.Document == "" {
			return &foi.Error{Code: foi.Invalid, Key: "closure.document"}
		}
	}
	at := d.instant()
	key := d.law.Body().CalendarKey()
	err := d.store.InTx(ctx, func(tx *store.Tx) error {
		revives := false
		for i := range list {
			c := &list[i]
			if err := d.takeBack(c); err != nil {
				return err
			}
			c.Calendar, c.DeclaredAt, c.Account = key, at, who.Account
			revives = revives || c.Revives
		}
		last, err := tx.AddClosures(ctx, expected, list)
		if err != nil {
			return err
		}
		for i, c := range list {
			e := store.AdminEntry{At: at, Account: who.Account, Kind: "days_declared", Subject: fmt.Sprintf("closure:%d", last-len(list)+1+i), Facts: map[string]string{"name": c.Name, "source": c.Source}}
			if c.Revokes != 0 {
				e.Kind = "days_revoked"
			}
			if err := tx.AddAdminEntry(ctx, e); err != nil {
				return err
			}
		}
		return tx.AddRecount(ctx, store.Recount{Reason: fmt.Sprintf("closure:%d", last), Revives: revives, StartedAt: at})
	})
	if err != nil {
		return err
	}
	return d.Refresh(ctx)
}

// takeBack fills a revocation with what it revokes.
func (d *Desk) takeBack(c *foi.Closure) error {
	if c.Revokes == 0 {
		return nil
	}
	for _, x := range d.law.Body().Calendar().Closures() {
		if x.No == c.Revokes && x.Revokes == 0 {
			c.From, c.To, c.Unit, c.Worked, c.Name, c.Source = x.From, x.To, x.Unit, x.Worked, x.Name, x.Source
			return nil
		}
	}
	return &foi.Error{Code: foi.NotFound, Key: "not_found"}
}

// Enforce brings a version of the body's statute into force from a day, which may be today or later.
func (d *Desk) Enforce(ctx context.Context, version string, from foi.Date, who foi.Actor) error {
	at := d.instant()
	body := d.law.Body()
	v := d.law.Under(body.Key(), version)
	if v == nil || v == body || version == "" {
		return &foi.Error{Code: foi.Invalid, Key: "force.version", Field: "version"}
	}
	if today := body.Today(at); from < today || from > today+3660 {
		return &foi.Error{Code: foi.Invalid, Key: "force.day", Field: "desde"}
	}
	if from < v.InForce() {
		return &foi.Error{Code: foi.Invalid, Key: "force.early", Field: "desde", Args: map[string]string{"Day": v.InForce().String()}}
	}
	err := d.store.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.AddForce(ctx, body.Key(), version, from, at, who.Account); err != nil {
			return err
		}
		return tx.AddAdminEntry(ctx, store.AdminEntry{At: at, Account: who.Account, Kind: "law_enforced", Subject: "law:" + body.Key(), Facts: map[string]string{"name": version, "from": from.String()}})
	})
	if err != nil {
		return err
	}
	return d.Refresh(ctx)
}
