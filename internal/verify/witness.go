package verify

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	formats "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
)

// witnessed is whether a witness signed a checkpoint, and when.
type witnessed struct {
	name string
	at   time.Time // zero when not
}

// Witnesses reads the keys of witnesses, or files that have one on each line, perhaps with an address after it. They are read and
// verified by somebody else's code, as everything that is verified from outside.
func Witnesses(named []string) ([]note.Verifier, error) {
	var out []note.Verifier
	for _, text := range named {
		if b, err := os.ReadFile(text); err == nil {
			text = string(b)
		}
		for line := range strings.Lines(text) {
			fields := strings.Fields(line)
			if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
				continue
			}
			key := fields[0]
			if cosigning, err := formats.VKeyToCosignatureV1(key); err == nil { // written as the key of a note
				key = cosigning
			}
			v, err := formats.NewVerifierForCosignatureV1(key)
			if err != nil {
				return nil, fmt.Errorf("-witness %q is neither a key of a witness nor a file with some", fields[0])
			}
			out = append(out, v)
		}
	}
	return out, nil
}

// witnessesOn tells which witnesses signed a checkpoint.
func witnessesOn(checkpoint []byte, wanted []note.Verifier) []witnessed {
	out := make([]witnessed, len(wanted))
	for i, v := range wanted {
		out[i].name = v.Name()
		n, err := note.Open(checkpoint, note.VerifierList(v))
		if err != nil {
			continue
		}
		if at, err := formats.CoSigV1Timestamp(n.Sigs[0]); err == nil && at.Unix() > 0 { // without a time it says nothing of what was before
			out[i].at = at.UTC()
		}
	}
	return out
}

func anyMissing(list []witnessed) bool {
	for _, w := range list {
		if w.at.IsZero() {
			return true
		}
	}
	return false
}

// sayWitnesses writes which witnesses signed, and tells whether one did not.
func sayWitnesses(out io.Writer, list []witnessed) (missing bool) {
	for _, w := range list {
		if w.at.IsZero() {
			_, _ = fmt.Fprintf(out, "NOT SIGNED by the witness %s\n", w.name)
		} else {
			_, _ = fmt.Fprintf(out, "witness   %s signed on %s\n", w.name, w.at.Format("2006-01-02 15:04:05 MST"))
		}
	}
	return anyMissing(list)
}
