package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// leaf is an act as the record shows it to everybody: its fields in the order in which they are written.
type leaf struct {
	Account   int64           `json:"account,omitempty"`
	At        string          `json:"at"`
	Case      string          `json:"case,omitempty"`
	Channel   string          `json:"channel,omitempty"`
	Documents []leafDocument  `json:"documents,omitempty"`
	Event     string          `json:"event,omitempty"`
	Facts     json.RawMessage `json:"facts,omitempty"`
	Kind      string          `json:"kind"`
	Question  string          `json:"question,omitempty"`
	Requester string          `json:"requester,omitempty"`
	Role      string          `json:"role,omitempty"`
	Seq       int             `json:"seq,omitempty"`
	Unit      string          `json:"unit,omitempty"`
	V         int             `json:"v"`
	Words     string          `json:"words,omitempty"`
}

// leafDocument is a document of an act, by a commitment to the hash of its bytes and its name.
type leafDocument struct {
	Hash string `json:"hash"`
	ID   string `json:"id"`
}

// kinds are what an act of the record can be.
var kinds = []string{"entry", "closure", "force", "admin", "heartbeat", "erasure", "restore", "sight", "letter"}

// readLeaf reads an act. There is one way to write it: bytes that say the same otherwise are an error, and so is a version or a kind that
// is not known.
func readLeaf(b []byte) (l leaf, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return l, err
	}
	if l.V != 1 {
		return l, fmt.Errorf("it is written in version %d, which is not known here", l.V)
	}
	if !slices.Contains(kinds, l.Kind) {
		return l, fmt.Errorf("there is no act of the kind %q", l.Kind)
	}
	if l.Kind == "entry" && (l.Case == "" || l.Event == "" || l.Seq < 1) {
		return l, errors.New("it names no case, number or event")
	}
	if _, ok := instant(l.At); !ok {
		return l, fmt.Errorf("%q is no instant", l.At)
	}
	again := l
	if again.Facts != nil {
		again.Facts = plain(again.Facts)
	}
	if out, err := compact(again); err != nil || !bytes.Equal(out, b) {
		return l, errors.New("it is not written in the record's one way of writing")
	}
	return l, nil
}

// at is when the act was entered, by its own word.
func (l leaf) at() time.Time {
	us, _ := instant(l.At)
	return time.UnixMicro(us).UTC()
}

// plain is JSON in the record's one way of writing it: keys sorted, no spaces, every character as it is.
func plain(b []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil || d.More() {
		return nil
	}
	out, err := compact(v)
	if err != nil {
		return nil
	}
	return out
}

func compact(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
