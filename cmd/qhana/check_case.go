package main

import (
	"fmt"
	"slices"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// filing compares what a case's row says of how it came in with its first entry.
func filing(k store.Kept) (out []string) {
	first := k.Ledger[0]
	at, unit := first.At, first.Facts.Unit
	if t, err := time.Parse(time.RFC3339, first.Facts.ReceivedAt); err == nil {
		at = t
	}
	if !k.Request.FiledAt.Truncate(time.Second).Equal(at.Truncate(time.Second)) {
		out = append(out, fmt.Sprintf("it is stored as filed at %s, and was at %s", k.Request.FiledAt.Format(time.RFC3339), at.Format(time.RFC3339)))
	}
	if k.Request.UnitAsked != unit {
		out = append(out, fmt.Sprintf("the unit asked is stored as %q, and was %q", k.Request.UnitAsked, unit))
	}
	if string(k.Parent) != first.Facts.Other {
		out = append(out, fmt.Sprintf("it is stored as belonging to %q, and belongs to %q", k.Parent, first.Facts.Other))
	}
	for i := 1; i < len(k.Ledger); i++ {
		if k.Ledger[i].At.Before(k.Ledger[i-1].At) {
			out = append(out, fmt.Sprintf("entry %d is dated before entry %d", k.Ledger[i].Seq, k.Ledger[i-1].Seq))
		}
	}
	return out
}

// published compares what everybody reads of a case with what was published.
func published(k store.Kept) []string {
	sum, since := "", []time.Time(nil)
	for _, e := range k.Ledger {
		if e.Event == foi.PublishedLog {
			sum, since = e.Facts.Published, append(since, e.At)
		}
	}
	switch {
	case since == nil && k.Published == nil:
	case since == nil:
		return []string{"an answer stands published, and nobody published it"}
	case k.Published == nil:
		return []string{"its answer was published, and does not stand published"}
	case k.Published.Reference != k.Request.Reference || k.Published.Sum() != sum:
		return []string{"its published answer is not what was published"}
	case !slices.ContainsFunc(since, k.Published.PublishedAt.Equal):
		return []string{fmt.Sprintf("its answer is said to have been published at %s", k.Published.PublishedAt.Format(time.RFC3339))}
	}
	return nil
}

// papers compares the documents of a case with the entries that brought and released them. That an entry brought them is in its leaf.
func papers(k store.Kept) (out []string) {
	released, newer := map[string]bool{}, map[string]string{}
	var draft []string
	for _, e := range k.Ledger {
		switch e.Event {
		case foi.Drafted:
			draft = slices.Clone(e.Facts.Documents)
			for i, id := range draft {
				for newer[id] != "" {
					id = newer[id]
				}
				draft[i] = id
			}
		case foi.DocumentReplaced:
			if len(e.Facts.Documents) != 1 {
				continue
			}
			newer[e.Facts.Replaces] = e.Facts.Documents[0]
			for i, id := range draft {
				if id == e.Facts.Replaces {
					draft[i] = e.Facts.Documents[0]
				}
			}
		case foi.Delivered, foi.PartDelivered:
			for _, id := range draft {
				released[id] = true
			}
		}
	}
	for _, d := range k.Documents {
		if d.Entry < 1 || d.Entry > len(k.Ledger) {
			out = append(out, fmt.Sprintf("the document %q (%s) was brought by no entry: it was written past the record", d.Name, d.ID))
			continue
		}
		if of := k.Ledger[d.Entry-1].Facts.Replaces; d.Replaces != of {
			out = append(out, fmt.Sprintf("the document %q (%s) of entry %d is kept as a version of %q, and is one of %q", d.Name, d.ID, d.Entry, d.Replaces, of))
		}
		should := foi.Working
		switch k.Ledger[d.Entry-1].Event {
		case foi.Filed, foi.Clarified, foi.DocumentsAdded:
			should = foi.Attachment
		}
		if released[d.ID] {
			should = foi.Release
		}
		if d.Purpose != should {
			out = append(out, fmt.Sprintf("the document %q (%s) of entry %d is kept as %s, the ledger makes it %s", d.Name, d.ID, d.Entry, d.Purpose, should))
		}
	}
	return out
}
