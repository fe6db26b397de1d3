package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/attached"
)

// opened is what a receipt's extra line opens.
type opened struct {
	Leaf      []byte            `json:"leaf"`
	Salts     map[string][]byte `json:"salts"`
	Words     json.RawMessage   `json:"words"`
	Question  json.RawMessage   `json:"question"`
	Requester json.RawMessage   `json:"requester"`
}

// verifyReceipt checks the receipt of one act, without network and without our own reader.
func (c *cli) verifyReceipt(file string, keys note.Verifiers, wanted []note.Verifier) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if attached.IsPDF(b) {
		if b, err = attached.Receipt(b); err != nil {
			_, _ = fmt.Fprintf(c.out, "WRONG %s: %v\n", file, err)
			return errSaid
		}
	}
	if strings.HasPrefix(string(b), promiseHeader) {
		said, err := checkPromise(b, keys)
		if err != nil {
			_, _ = fmt.Fprintf(c.out, "WRONG %s: %v\n", file, err)
			return errSaid
		}
		_, _ = fmt.Fprint(c.out, said)
		return nil
	}
	said, err := checkReceipt(b, keys)
	if err != nil {
		_, _ = fmt.Fprintf(c.out, "WRONG %s: %v\n", file, err)
		return errSaid
	}
	_, _ = fmt.Fprint(c.out, said)
	if _, checkpoint, _ := strings.Cut(string(b), "\n\n"); sayWitnesses(c.out, witnessesOn([]byte(checkpoint), wanted)) {
		return errSaid
	}
	return nil
}

func checkReceipt(b []byte, keys note.Verifiers) (string, error) {
	head, checkpoint, ok := strings.Cut(string(b), "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "extra ") || !strings.HasPrefix(lines[2], "index ") {
		return "", fmt.Errorf("it is not a receipt, or a part of it is missing")
	}
	extra, err := base64.StdEncoding.DecodeString(lines[1][len("extra "):])
	if err != nil {
		return "", fmt.Errorf("it is cut off")
	}
	var o opened
	if err := json.Unmarshal(extra, &o); err != nil {
		return "", fmt.Errorf("it is cut off")
	}
	index, err := strconv.ParseInt(lines[2][len("index "):], 10, 64)
	if err != nil {
		return "", fmt.Errorf("it names no place in the record")
	}
	var path tlog.RecordProof
	for _, line := range lines[3:] {
		h, err := tlog.ParseHash(line)
		if err != nil {
			return "", fmt.Errorf("it is cut off")
		}
		path = append(path, h)
	}
	n, err := note.Open([]byte(checkpoint), keys)
	if err != nil {
		return "", fmt.Errorf("the record that signed it is not one whose key was given")
	}
	text := strings.Split(n.Text, "\n")
	if len(text) < 4 {
		return "", fmt.Errorf("its checkpoint is cut off")
	}
	size, err := strconv.ParseInt(text[1], 10, 64)
	root, err2 := tlog.ParseHash(text[2])
	if err != nil || err2 != nil || size > 1<<50 {
		return "", fmt.Errorf("its checkpoint is cut off")
	}
	if tlog.CheckRecord(path, size, root, index, tlog.RecordHash(o.Leaf)) != nil {
		return "", fmt.Errorf("the act does not stand in the record at that place: it was changed")
	}
	var a struct {
		publicAct
		Question  string `json:"question"`
		Requester string `json:"requester"`
	}
	if err := json.Unmarshal(o.Leaf, &a); err != nil {
		return "", fmt.Errorf("the act is not one")
	}
	for _, part := range []struct {
		name, commitment string
		value            []byte
	}{{"words", a.Words, o.Words}, {"question", a.Question, o.Question}, {"requester", a.Requester, o.Requester}} {
		if part.value == nil {
			continue
		}
		sum := sha256.Sum256(append(bytes.Clone(o.Salts[part.name]), plain(part.value)...))
		if hex.EncodeToString(sum[:]) != part.commitment {
			return "", fmt.Errorf("the %s are not those of the act", part.name)
		}
	}
	var by []string
	for _, s := range n.Sigs {
		by = append(by, s.Name)
	}
	return fmt.Sprintf("authentic\nact       %s %s\nrecorded  %s\nplace     %d of %d\nrecord    %s\nsigned by %s\n", a.Case, a.Event, a.At.Format("2006-01-02 15:04:05 MST"), index+1, size, text[0], strings.Join(by, ", ")), nil
}

// promiseHeader is the first line of a promise.
const promiseHeader = "qhana-promise/v1\n"

// checkPromise says what a record promised, which is no receipt yet.
func checkPromise(b []byte, keys note.Verifiers) (string, error) {
	n, err := note.Open(b, keys)
	if err != nil {
		return "", fmt.Errorf("it is a promise, and the record that signed it is not one whose key was given, or it was changed")
	}
	lines := strings.Split(strings.TrimSuffix(n.Text, "\n"), "\n")
	if len(lines) != 5 {
		return "", fmt.Errorf("it is a promise, and a part of it is missing")
	}
	leaf, err := tlog.ParseHash(lines[2])
	at, err2 := time.Parse(time.RFC3339Nano, lines[3])
	seconds, err3 := strconv.ParseInt(lines[4], 10, 32)
	if err != nil || err2 != nil || err3 != nil || seconds < 0 {
		return "", fmt.Errorf("it is a promise, and it does not say what or until when")
	}
	const clock = "2006-01-02 15:04:05 MST"
	return fmt.Sprintf("promise, not a receipt yet\nrecord    %s\nsigned by %s\nact       the one with the hash %x\nsigned    %s\nmust stand in the record before %s; its receipt shows that it does\n",
		lines[1], n.Sigs[0].Name, leaf[:], at.UTC().Format(clock), at.UTC().Add(time.Duration(seconds)*time.Second).Format(clock)), nil
}

// plain is JSON in the record's one way of writing it: keys sorted, no spaces, every character as it is.
func plain(b []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil {
		return nil
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}
