package store

import (
	"database/sql"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// requestColumns are the columns that requestRow reads, of a table aliased r.
const requestColumns = `r.id, r.reference, r.statute, r.version, r.state, r.rev, r.entries, r.channel, r.locale, r.zone,
	r.unit_asked, r.filed_at, r.due_on, r.clock, r.missed, r.holders, r.outcome, r.updated_at,
	coalesce(r.parent, 0) AS parent, r.remedy, coalesce(r.joined, 0) AS joined, r.restricted,
	coalesce(r.owner, 0) AS owner, r.back`

type requestRow struct {
	ID        int64          `db:"id"`
	Reference string         `db:"reference"`
	Statute   string         `db:"statute"`
	Version   string         `db:"version"`
	State     string         `db:"state"`
	Rev       int            `db:"rev"`
	Entries   int            `db:"entries"`
	Channel   string         `db:"channel"`
	Locale    string         `db:"locale"`
	Zone      string         `db:"zone"`
	UnitAsked string         `db:"unit_asked"`
	FiledAt   time.Time      `db:"filed_at"`
	DueOn     sql.NullTime   `db:"due_on"`
	Clock     string         `db:"clock"`
	Missed    bool           `db:"missed"`
	Holders   pq.StringArray `db:"holders"`
	Outcome   string         `db:"outcome"`
	UpdatedAt time.Time      `db:"updated_at"`

	Parent     int64  `db:"parent"`
	Remedy     string `db:"remedy"`
	Joined     int64  `db:"joined"`
	Restricted bool   `db:"restricted"`
	Owner      int64  `db:"owner"`
	Back       string `db:"back"`
}

func (r requestRow) noun() foi.Request {
	return foi.Request{
		ID: r.ID, Reference: foi.Reference(r.Reference), Statute: r.Statute, Version: r.Version,
		State: foi.State(r.State), Rev: r.Rev, Channel: foi.Channel(r.Channel), Locale: r.Locale, Zone: r.Zone,
		UnitAsked: r.UnitAsked, FiledAt: r.FiledAt.UTC(), DueOn: dateOf(r.DueOn), Clock: foi.Status(r.Clock),
		Missed: r.Missed, Holders: []string(r.Holders), Outcome: r.Outcome, UpdatedAt: r.UpdatedAt.UTC(),
		Parent: r.Parent, Remedy: r.Remedy, Joined: r.Joined, Restricted: r.Restricted, Owner: r.Owner, Back: foi.Event(r.Back),
	}
}

// dateOf reads a date column; NULL is "no day".
func dateOf(t sql.NullTime) foi.Date {
	if !t.Valid {
		return 0
	}
	return foi.DateOf(t.Time, time.UTC)
}
