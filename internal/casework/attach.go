package casework

import (
	"context"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// attach writes what an action brings or settles beside the case itself: new documents, the documents that an answer
// releases, the published answer.
func (d *Desk) attach(ctx context.Context, tx *store.Tx, c store.Change, ledger []foi.Entry, act foi.Action, law *statute.Statute) error {
	switch act.Kind {
	case foi.Restrict:
		return tx.SaveReaders(ctx, c.Request.ID, act.People)
	case foi.Unrestrict:
		return tx.SaveReaders(ctx, c.Request.ID, nil)
	case foi.AnswerBranch, foi.Note, foi.Clarify, foi.AddDocuments, foi.AnswerThird, foi.RecordRuling:
		return tx.SaveDocuments(ctx, c.Request.ID, placed(act, c))
	case foi.ReplaceDocument:
		doc := placed(act, c)[0]
		doc.Branch, doc.Replaces = c.Entries[len(c.Entries)-1].Facts.Branch, act.Replaces
		return tx.ReplaceDocument(ctx, c.Request.ID, doc)
	case foi.Draft, foi.AmendDraft:
		return tx.SaveDocuments(ctx, c.Request.ID, brought(placed(act, c)))
	case foi.AnswerCounter:
		docs := brought(placed(act, c))
		if err := tx.SaveDocuments(ctx, c.Request.ID, docs); err != nil {
			return err
		}
		return tx.ReleaseDocuments(ctx, c.Request.ID, idsOf(docs))
	case foi.AnswerJoined: // copies, which the draft brings
		return tx.PlaceDocuments(ctx, c.Request.ID, last(c.Entries, foi.Drafted).Seq, idsOf(act.Documents))
	case foi.Deliver, foi.DeliverPart:
		return tx.ReleaseDocuments(ctx, c.Request.ID, lastDraft(ledger).Facts.Documents)
	case foi.Publish:
		return tx.SaveDisclosure(ctx, disclosure(c, ledger, act, law))
	}
	return nil
}

// placed gives an action's documents their branch, purpose and entry.
func placed(act foi.Action, c store.Change) []foi.Document {
	docs := make([]foi.Document, len(act.Documents))
	entry := 0
	if n := len(c.Entries); n > 0 {
		entry = c.Entries[n-1].Seq
	}
	for i, doc := range act.Documents {
		if doc.Entry == 0 {
			doc.Branch, doc.Entry = act.Branch, entry
			doc.Purpose = foi.Working
			if act.Kind == foi.Clarify || act.Kind == foi.AddDocuments {
				doc.Purpose = foi.Attachment
			}
		}
		docs[i] = doc
	}
	return docs
}

// brought keeps the documents that are new: a draft also names ones that the case already has.
func brought(docs []foi.Document) []foi.Document {
	var out []foi.Document
	for _, doc := range docs {
		if doc.Request == 0 {
			out = append(out, doc)
		}
	}
	return out
}

// lastDraft is the newest drafted entry, zero when there is none.
func lastDraft(ledger []foi.Entry) foi.Entry { return last(ledger, foi.Drafted) }

func last(ledger []foi.Entry, event foi.Event) foi.Entry {
	for i := len(ledger) - 1; i >= 0; i-- {
		if ledger[i].Event == event {
			return ledger[i]
		}
	}
	return foi.Entry{}
}

// disclosure is the published answer: the words of the publishing official, and facts; nothing of the requester.
func disclosure(c store.Change, ledger []foi.Entry, act foi.Action, law *statute.Statute) foi.Disclosure {
	zone := law.Location()
	received, answered := foi.DateOf(c.Request.FiledAt, zone), foi.DateOf(last(ledger, foi.Delivered).At, zone)
	var units []string
	seen := map[string]bool{}
	for _, b := range c.Branches {
		if b.State == foi.BranchIsApproved && !seen[b.Unit] {
			seen[b.Unit] = true
			units = append(units, b.Unit)
		}
	}
	return foi.Disclosure{
		Request: c.Request.ID, Reference: c.Request.Reference,
		Title: act.Words["title"], Question: act.Words["question"], Answer: act.Words["answer"],
		Outcome: c.Request.Outcome, Units: units, Zone: c.Request.Zone, ReceivedOn: received, AnsweredOn: answered,
		Days: law.WorkingDaysBetween(received, answered), Missed: c.Request.Missed,
		PublishedAt: c.Entries[len(c.Entries)-1].At, Locale: c.Request.Locale,
	}
}
