package server

import (
	"net/http"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/store"
)

// receiptOf is the receipt of an act of a case; NotFound while the act has no place that was signed.
func (s *Server) receiptOf(r *http.Request, c foi.Case, seq int) (ledger.Receipt, error) {
	var out ledger.Receipt
	index, err := s.store.LeafOf(r.Context(), ledger.Entry, c.Request.ID, seq)
	if err != nil {
		return out, err
	}
	cp, err := s.store.CheckpointAfter(r.Context(), index)
	if err != nil {
		return out, err
	}
	acts, err := s.store.Recorded(r.Context(), []store.Act{{Kind: ledger.Entry, A: c.Request.ID, B: seq}})
	if err != nil {
		return out, err
	}
	if out.Opening, err = ledger.Of(acts[0]); err != nil {
		return out, err
	}
	if e := c.Ledger[seq-1]; e.By.Role != foi.Citizen { // what officials wrote for each other stays inside
		out.Opening.Documents = nil
		if !slices.Contains(toldWords, e.Event) {
			out.Opening.Words = nil
			delete(out.Opening.Salts, "words")
		}
	}
	tree := tlog.Tree{N: cp.Size}
	copy(tree.Hash[:], cp.Root)
	if out.Opening.Leaf, err = ledger.LeafAt(tree, index, s.tileSource(r)); err != nil { // as it was recorded, whatever the database says now
		return out, err
	}
	leaf, err := ledger.ParseLeaf(out.Opening.Leaf)
	if err == nil {
		err = out.Opening.Fits(leaf)
	}
	if err != nil { // nobody is handed a receipt that no verifier would take
		s.log.Error("the database does not hold what was recorded", "case", c.Request.Reference, "entry", seq, "err", err)
		return out, &foi.Error{Code: foi.Conflict, Key: "ledger.unfit", Cause: err}
	}
	if out.Path, err = tlog.ProveRecord(tree.N, index, ledger.Hashes(tree, s.tileSource(r))); err != nil {
		return out, err
	}
	text, err := s.witnessed(r, cp)
	out.Index, out.Checkpoint = index, []byte(text)
	return out, err
}

// receiptable tells of which acts a person gets a receipt: those that concern them.
func receiptable(e foi.Entry) bool {
	return e.Event != foi.NoticeSent && e.Event != foi.NoticeFailed && e.Event != foi.Noted && e.Event != foi.Reminded && e.Event != foi.Escalated &&
		e.Event != foi.UnitAsked && e.Event != foi.Assigned && e.Event != foi.UnitAnswered && e.Event != foi.Restricted && e.Event != foi.Unrestricted && e.Event != foi.Drafted
}
