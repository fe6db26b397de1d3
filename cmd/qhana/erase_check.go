package main

import (
	"context"
	"slices"

	"qhana/internal/ledger"
)

// withErased is an act of an erased case with the commitments that its leaf has and the database can no longer compute. Only what is
// gone is taken from the leaf: what stands there again must fit it.
func withErased(was, now ledger.Leaf) ledger.Leaf {
	if now.Question == "" {
		now.Question = was.Question
	}
	if now.Requester == "" {
		now.Requester = was.Requester
	}
	if !slices.ContainsFunc(now.Documents, func(d ledger.LeafDocument) bool { return !slices.Contains(was.Documents, d) }) {
		now.Documents = was.Documents
	}
	return now
}

// erasures names what is gone without an erasure that the record knows, and what stands again where it was erased.
func (k *recordCheck) erasures(ctx context.Context) error {
	forged, err := k.s.UnloggedErasures(ctx, 20)
	if err != nil {
		return err
	}
	for _, ref := range forged {
		k.say("the erasure of %s was never given to the record: it was written past it", ref)
	}
	refilled, err := k.s.Refilled(ctx, 20)
	if err != nil {
		return err
	}
	for _, ref := range refilled {
		k.say("%s was erased, and something personal stands in it again", ref)
	}
	loose, err := k.s.LooseActs(ctx, 20)
	if err != nil {
		return err
	}
	for _, act := range loose {
		k.say("%s", act)
	}
	gone, err := k.s.WordsGone(ctx, 20)
	if err != nil {
		return err
	}
	for _, e := range gone {
		k.say("%s entry %d: its words are gone, and nobody erased them", e.Case, e.Number)
	}
	return nil
}
