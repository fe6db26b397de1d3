package ledger

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// What a record sends its witness, and what comes back (C2SP tlog-witness).

// maxProof is how many hashes a proof that a tree grew has at most.
const maxProof = 63

// Offer is a checkpoint that a witness is asked to cosign, with the proof that it continues the one of size Old.
type Offer struct {
	Old        int64
	Proof      tlog.TreeProof
	Checkpoint []byte // signed note
}

// Prove is the proof that a tree continues its own beginning; empty when there is nothing to prove.
func Prove(old int64, tree tlog.Tree, from Source) (tlog.TreeProof, error) {
	if old > tree.N {
		return nil, fmt.Errorf("a record of %d cannot continue one of %d", tree.N, old)
	}
	if old == 0 || old == tree.N {
		return nil, nil
	}
	return tlog.ProveTree(tree.N, old, Hashes(tree, from))
}

// Continues checks that a tree is an older one with more appended. The proof must be empty when there is nothing to prove.
func Continues(older, newer tlog.Tree, proof tlog.TreeProof) error {
	bad := fmt.Errorf("the record of %d does not continue that of %d", newer.N, older.N)
	switch {
	case older.N > newer.N, older.N == newer.N && older.N > 0 && older.Hash != newer.Hash:
		return bad
	case older.N == 0 || older.N == newer.N:
		if len(proof) > 0 {
			return errors.New("there is nothing to prove, and yet a proof")
		}
		return nil
	}
	if tlog.CheckTree(proof, newer.N, newer.Hash, older.N, older.Hash) != nil {
		return bad
	}
	return nil
}

// Bytes are the offer as it is sent.
func (o Offer) Bytes() []byte {
	b := fmt.Appendf(nil, "old %d\n", o.Old)
	for _, h := range o.Proof {
		b = append(base64.StdEncoding.AppendEncode(b, h[:]), '\n')
	}
	return append(append(b, '\n'), o.Checkpoint...)
}

// ParseOffer reads an offer. It checks nothing yet.
func ParseOffer(b []byte) (o Offer, err error) {
	bad := errors.New("not a checkpoint that is offered to a witness")
	head, checkpoint, ok := bytes.Cut(b, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	size, ok2 := strings.CutPrefix(lines[0], "old ")
	if !ok || !ok2 || len(lines) > 1+maxProof {
		return o, bad
	}
	if o.Old, err = strconv.ParseInt(size, 10, 64); err != nil || o.Old < 0 || strconv.FormatInt(o.Old, 10) != size {
		return o, bad
	}
	for _, line := range lines[1:] {
		raw, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(raw) != tlog.HashSize {
			return o, bad
		}
		o.Proof = append(o.Proof, tlog.Hash(raw))
	}
	o.Checkpoint = checkpoint
	return o, nil
}

// OriginOf is the name of the record that a checkpoint says it is of. It checks nothing.
func OriginOf(checkpoint []byte) string {
	origin, _, _ := bytes.Cut(checkpoint, []byte("\n"))
	return string(origin)
}

// Cosign is the line that a witness adds to a checkpoint.
func (c *Cosigner) Cosign(checkpoint []byte, at time.Time) ([]byte, error) {
	text, err := unsigned(checkpoint)
	if err != nil {
		return nil, err
	}
	b, err := note.Sign(&note.Note{Text: text}, c.At(at))
	return bytes.TrimPrefix(b, []byte(text+"\n")), err
}

// Cosigned finds in what a witness answered its own line for a checkpoint, verifies it, and tells when it was signed.
func Cosigned(checkpoint, answer []byte, witness note.Verifier) (line string, at time.Time, err error) {
	text, err := unsigned(checkpoint)
	if err != nil {
		return "", at, err
	}
	n, err := note.Open(append([]byte(text+"\n"), answer...), note.VerifierList(witness))
	if err != nil {
		return "", at, err
	}
	s := n.Sigs[0]
	if at, err = CosignatureTime(s); err != nil {
		return "", at, err
	}
	if at.Unix() <= 0 { // so it is written by who signed without looking at what was before
		return "", at, fmt.Errorf("the signature of %q has no time", s.Name)
	}
	return "— " + s.Name + " " + s.Base64 + "\n", at, nil
}

// unsigned is a note without its signatures.
func unsigned(msg []byte) (string, error) {
	i := bytes.LastIndex(msg, []byte("\n\n"))
	if i < 0 {
		return "", errors.New("not a signed checkpoint")
	}
	return string(msg[:i+1]), nil
}
