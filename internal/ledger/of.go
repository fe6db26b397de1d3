package ledger

import "qhana/internal/foi"

// Of is the leaf that an act becomes, and what opens its commitments.
func Of(r foi.Recorded) (Opening, error) {
	l := Leaf{Kind: r.Kind, Case: string(r.Case), Seq: r.Number, At: Instant(r.At), Event: r.Event, Role: r.Role, Unit: r.Unit, Channel: r.Channel, Account: r.Account, Words: r.WordsHash}
	if r.Kind != Entry {
		l.Seq = int(r.Request)
	}
	if len(r.Facts) > 0 && string(r.Facts) != "{}" {
		l.Facts = r.Facts
	}
	o := Opening{Salts: map[string][]byte{}}
	if r.Words != nil {
		o.Words, o.Salts["words"] = r.Words.Value, r.Words.Salt
	}
	for _, part := range []struct {
		name   string
		sealed *foi.Sealed
		into   *string
	}{{"question", r.Question, &l.Question}, {"requester", r.Requester, &l.Requester}} {
		if part.sealed == nil {
			continue
		}
		b, err := Canonical(part.sealed.Value)
		if err != nil {
			return o, err
		}
		*part.into = Commit(part.sealed.Salt, b)
		o.Salts[part.name] = part.sealed.Salt
		if part.name == "question" {
			o.Question = b
		} else {
			o.Requester = b
		}
	}
	for _, doc := range r.Documents {
		l.Documents = append(l.Documents, LeafDocument{ID: doc.ID, Hash: CommitDocument(doc.Salt, doc.SHA256, doc.Name)})
		o.Documents = append(o.Documents, OpenDocument{ID: doc.ID, Name: doc.Name, SHA256: doc.SHA256, Salt: doc.Salt})
	}
	var err error
	o.Leaf, err = l.Bytes()
	return o, err
}
