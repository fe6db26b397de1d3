package verify

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// promiseHeader is the first line of a promise.
const promiseHeader = "qhana-promise/v1\n"

// promise says what a record promised, which is no receipt yet.
func (a *Auditor) promise(b []byte) (string, error) {
	n, err := openNote(b, a.Keys, a.Retired)
	if err != nil {
		return "", fmt.Errorf("it is a promise: %w", err)
	}
	lines := strings.Split(strings.TrimSuffix(n.Text, "\n"), "\n")
	if len(lines) != 5 {
		return "", errors.New("it is a promise, and a part of it is missing")
	}
	if n.Sigs[0].Name != lines[1] {
		return "", fmt.Errorf("it is a promise of the record %q, and the key that signed it is that of %q", lines[1], n.Sigs[0].Name)
	}
	leaf, err := tlog.ParseHash(lines[2])
	at, err2 := time.Parse(time.RFC3339Nano, lines[3])
	seconds, err3 := strconv.ParseInt(lines[4], 10, 32)
	if err != nil || err2 != nil || err3 != nil || seconds < 0 {
		return "", errors.New("it is a promise, and it does not say what or until when")
	}
	return fmt.Sprintf("promise, not a receipt yet\nrecord    %s\nsigned by %s\nact       the one with the hash %x\nsigned    %s\nmust stand in the record before %s; its receipt shows that it does\n",
		lines[1], keyName(n.Sigs[0].Name, n.Sigs[0].Hash), leaf[:], at.UTC().Format(clock), at.UTC().Add(time.Duration(seconds)*time.Second).Format(clock)), nil
}
