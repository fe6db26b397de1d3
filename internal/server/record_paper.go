package server

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/letter"
)

// caseProofPaper gives the person who asked the receipt of one act on paper, in the case's language, with the receipt inside.
func (s *Server) caseProofPaper(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, d deskReader) error {
		seq, receipt, err := s.askedReceipt(r, c)
		if err != nil {
			return err
		}
		paper, err := s.paperOf(r, c, d, receipt)
		if err != nil {
			return err
		}
		paper.Proof.Name = fmt.Sprintf("%s-%d.tlog-proof", c.Request.Reference, seq)
		pdf, err := paper.Render()
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/pdf")
		w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%d.pdf"`, c.Request.Reference, seq))
		w.Header().Set("Cache-Control", "private, no-store")
		_, err = w.Write(pdf)
		return err
	})(w, r)
}

// askedReceipt is the receipt of the act that an address names.
func (s *Server) askedReceipt(r *http.Request, c foi.Case) (seq int, receipt ledger.Receipt, err error) {
	seq, err = strconv.Atoi(pathValue(r, "seq"))
	if err != nil || seq < 1 || seq > len(c.Ledger) || !receiptable(c.Ledger[seq-1]) {
		return 0, receipt, &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	receipt, err = s.receiptOf(r, c, seq)
	if foi.CodeOf(err) == foi.NotFound {
		err = &foi.Error{Code: foi.NotFound, Key: "ledger.pending"}
	}
	return seq, receipt, err
}

// paperOf is what the paper of a receipt says. A receipt that does not hold gets no paper: what it would say is not so.
func (s *Server) paperOf(r *http.Request, c foi.Case, d deskReader, receipt ledger.Receipt) (letter.Receipt, error) {
	leaf, cp, by, err := receipt.Check(s.notary.Origin(), s.verifiers())
	if err != nil {
		return letter.Receipt{}, fmt.Errorf("the receipt of %s does not hold: %w", c.Request.Reference, err)
	}
	proof, err := receipt.Bytes()
	if err != nil {
		return letter.Receipt{}, err
	}
	at, err := time.Parse(time.RFC3339Nano, leaf.At)
	zone, body, site := d.law.Location(), d.law.Authority(), siteOf(r)
	hash := ledger.HashOf(receipt.Opening.Leaf)
	return letter.Receipt{Locale: c.Request.Locale, Reference: leaf.Case, Event: actKey(leaf), At: at.In(zone), Index: int(receipt.Index) + 1, Size: int(cp.N), Signed: cp.At.In(zone), By: by,
		Body: letter.Authority{Name: body.Name, Address: body.Address, Phone: body.Phone, Email: body.Email}, Hash: fmt.Sprintf("%x", hash[:]),
		Place: fmt.Sprintf("%s/verificar/%d/%x", site, receipt.Index, hash[:]), Check: site + "/verificar", Record: site + "/registro",
		Private: receipt.Opening.Question != nil || receipt.Opening.Requester != nil, Made: s.now().In(zone), Proof: letter.File{Bytes: proof}}, err
}
