package casework

import (
	"context"
	"time"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// Erasable says of a case how it stands with an erasure that the person asks for: for how long the body keeps what is personal, and from
// which day on they may ask. Nobody can ask where the body declared no term, or while the case runs: then From is no day.
type Erasable struct {
	Kept    statute.Retention
	From    foi.Date
	Open    bool // the case has not ended, or somebody is still to be told
	Already bool // erased before
}

// May tells whether the person may ask on a day.
func (e Erasable) May(today foi.Date) bool {
	return !e.Already && !e.Open && e.From != 0 && e.From <= today
}

// Erasable tells how it stands with erasing a case.
func (d *Desk) Erasable(ctx context.Context, request int64) (out Erasable, err error) {
	err = d.store.InTx(ctx, func(tx *store.Tx) error {
		out, err = d.erasable(ctx, tx, request)
		return err
	})
	return out, err
}

func (d *Desk) erasable(ctx context.Context, tx *store.Tx, request int64) (Erasable, error) {
	body := d.law.Body()
	out := Erasable{Kept: body.Retention()}
	last, open, already, err := tx.Erasable(ctx, request)
	if err != nil {
		return out, err
	}
	out.Open, out.Already = open, already
	if out.Kept.Years > 0 && !open {
		out.From = out.Kept.From(foi.DateOf(last, body.Location()))
	}
	return out, nil
}

// AskErasure writes down, in the record too, that the person asks that what is personal in their case be erased. It is Refused with
// "erase.undeclared", "erase.open", "erase.done" or "erase.early" and the day from which they may, and a Conflict with "erase.asked".
func (d *Desk) AskErasure(ctx context.Context, request int64, ref foi.Reference) error {
	at := d.instant()
	return d.store.InTx(ctx, func(tx *store.Tx) error {
		e, err := d.erasable(ctx, tx, request)
		if err != nil {
			return err
		}
		today := d.law.Body().Today(at)
		for _, refused := range []struct {
			when bool
			key  string
		}{{e.Already, "erase.done"}, {e.Kept.Years == 0, "erase.undeclared"}, {e.Open, "erase.open"}, {!e.May(today), "erase.early"}} {
			if refused.when {
				return &foi.Error{Code: foi.Refused, Key: refused.key, Args: map[string]string{"day": e.From.String()}}
			}
		}
		if err := tx.AddErasureAsked(ctx, request, at); err != nil {
			return err
		}
		return tx.AddAdminEntry(ctx, store.AdminEntry{At: at, Role: foi.Citizen, Kind: "erasure_asked", Subject: "case:" + string(ref)})
	})
}

// StopErasure takes the person's wish back. It is a Conflict with "erase.ended" when there is none that still waits.
func (d *Desk) StopErasure(ctx context.Context, id int64) error {
	return d.endErasure(ctx, id, foi.Actor{}, foi.Citizen, "")
}

// RefuseErasure ends the person's wish, with the reason that they are told.
func (d *Desk) RefuseErasure(ctx context.Context, id int64, who foi.Actor, reason string) error {
	return d.endErasure(ctx, id, who, erases(who), reason)
}

func (d *Desk) endErasure(ctx context.Context, id int64, who foi.Actor, role foi.Role, reason string) error {
	return d.onErasure(ctx, id, func(tx *store.Tx, e *store.ErasureAsked, at time.Time) (store.AdminEntry, error) {
		e.EndedAt, e.EndedBy, e.Refusal = at, who.Account, reason
		entry := store.AdminEntry{Account: who.Account, Role: role, Kind: "erasure_stopped"}
		if role != foi.Citizen {
			entry.Kind, entry.Words = "erasure_refused", foi.Words{"reason": reason}
		}
		return entry, nil
	})
}

// ConfirmErasure confirms the person's wish: the first, and as somebody else the second time, after which the job carries it out. It is
// Refused with "erase.same" for whoever confirmed it first, and a Conflict with "erase.ended" when it needs nobody any more.
func (d *Desk) ConfirmErasure(ctx context.Context, id int64, who foi.Actor) error {
	return d.onErasure(ctx, id, func(tx *store.Tx, e *store.ErasureAsked, at time.Time) (store.AdminEntry, error) {
		entry := store.AdminEntry{Account: who.Account, Role: erases(who), Kind: "erasure_confirmed", Facts: map[string]string{"step": "1"}}
		switch {
		case e.Confirmed():
			return entry, &foi.Error{Code: foi.Conflict, Key: "erase.ended"}
		case e.FirstBy == who.Account:
			return entry, &foi.Error{Code: foi.Refused, Key: "erase.same"}
		case e.FirstBy == 0:
			e.FirstBy, e.FirstAt = who.Account, at
		default:
			_, open, already, err := tx.Erasable(ctx, e.Request)
			if err != nil {
				return entry, err
			}
			if open || already { // taken up again since
				return entry, &foi.Error{Code: foi.Refused, Key: "erase.open"}
			}
			e.SecondBy, e.SecondAt = who.Account, at
			entry.Facts["step"] = "2"
		}
		return entry, nil
	})
}

// onErasure changes a wish that still waits, with the act of the record that says so.
func (d *Desk) onErasure(ctx context.Context, id int64, change func(*store.Tx, *store.ErasureAsked, time.Time) (store.AdminEntry, error)) error {
	at := d.instant()
	return d.store.InTx(ctx, func(tx *store.Tx) error {
		e, err := tx.ErasureAsked(ctx, id)
		if err != nil {
			return err
		}
		if !e.Live() {
			return &foi.Error{Code: foi.Conflict, Key: "erase.ended"}
		}
		entry, err := change(tx, &e, at)
		if err != nil {
			return err
		}
		if err := tx.SaveErasureAsked(ctx, e); err != nil {
			return err
		}
		entry.At, entry.Subject = at, "case:"+string(e.Reference)
		return tx.AddAdminEntry(ctx, entry)
	})
}

// erases is the role in which somebody decides on an erasure.
func erases(who foi.Actor) foi.Role {
	if who.Has(foi.Administrator) {
		return foi.Administrator
	}
	return foi.TransparencyOfficer
}
