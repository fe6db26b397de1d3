package store_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

var (
	keyMAC    = bytes.Repeat([]byte{7}, 32)
	anOfficer = foi.Actor{Account: 1, Grants: []foi.Grant{{Role: foi.TransparencyOfficer, Unit: "transparencia"}}}
)

// fileOne writes a new request with one entry, one branch (of finanzas), one clock and one pending milestone.
func fileOne(t *testing.T, s *store.Store, q foi.Question, p foi.Requester) foi.Request {
	t.Helper()
	req, err := file(t.Context(), s, q, p, foi.Words{"text": q.Body}, nil)
	ok(t, err)
	return req
}

func file(ctx context.Context, s *store.Store, q foi.Question, p foi.Requester, words foi.Words, from *store.Sending) (foi.Request, error) {
	id, number, err := s.NextNumber(ctx)
	if err != nil {
		return foi.Request{}, err
	}
	due := foi.MustDate("2026-04-14")
	req := foi.Request{ID: id, Reference: foi.NewReference("LP", 2026, number), Statute: "bo-la-paz", Version: "1", State: foi.Received, Rev: 1,
		Channel: foi.Web, Locale: "es", FiledAt: noon, DueOn: due, Clock: foi.Running, Holders: []string{"transparencia"}, UpdatedAt: noon}
	c := store.Change{
		Request:    req,
		Entries:    []foi.Entry{{Seq: 1, At: noon, Event: foi.Filed, By: foi.By{Role: foi.Citizen}, Facts: foi.Facts{Due: due}, Words: words}},
		Branches:   []foi.Branch{{No: 1, Unit: "finanzas", State: foi.BranchIsOpen, OpenedOn: foi.MustDate("2026-03-23"), DueOn: due}},
		Deadlines:  []foi.Deadline{{Clock: "response", Unit: "transparencia", Status: foi.Running, StartedOn: foi.MustDate("2026-03-23"), DueOn: due}},
		Milestones: []foi.Milestone{{Clock: "response", Kind: "remind", Before: 5, DueOn: due, At: noon.Add(24 * time.Hour)}},
	}
	f := foi.Filing{Reference: req.Reference, Question: q, Requester: p, KeyMAC: keyMAC}
	return req, s.InTx(ctx, func(tx *store.Tx) error { return tx.SaveFiled(ctx, f, nil, c, from) })
}

func TestCaseWhole(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	q := foi.Question{Subject: "Presupuesto", Body: "¿Cuánto se gastó?"}
	p := foi.Requester{Name: "Ana Mamani", Identity: "123 LP", Email: "a@example.bo", Phone: "7", Address: "El Alto", Delivery: "email"}
	req := fileOne(t, s, q, p)
	c, err := s.CaseByID(ctx, req.ID)
	ok(t, err)
	if fmt.Sprint(c.Request) != fmt.Sprint(req) || c.Question != q || c.Requester != p {
		t.Fatalf("request %+v\nwant    %+v\n%+v %+v", c.Request, req, c.Question, c.Requester)
	}
	if len(c.Ledger) != 1 || c.Ledger[0].Words.Text() != q.Body || c.Ledger[0].Facts.Due != req.DueOn || !c.Ledger[0].At.Equal(noon) {
		t.Fatalf("ledger %+v", c.Ledger)
	}
	if len(c.Branches) != 1 || len(c.Deadlines) != 1 || len(c.Milestones) != 1 || c.Milestones[0].Name() != "remind.5" || c.Milestones[0].DueOn != req.DueOn {
		t.Fatalf("%+v %+v %+v", c.Branches, c.Deadlines, c.Milestones)
	}
	_, err = s.CaseByID(ctx, 0)
	want(t, err, foi.NotFound)
	if got, err := s.RequestByReference(ctx, req.Reference); err != nil || got.ID != req.ID {
		t.Fatalf("%+v, %v", got, err)
	}
	_, err = s.RequestByReference(ctx, "LP-2026-999999-0")
	want(t, err, foi.NotFound)
}

func TestCheckKey(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	req := fileOne(t, s, foi.Question{Subject: "s", Body: "b"}, foi.Requester{Name: "Ana", Delivery: "web"})
	unknown := foi.NewReference("LP", 2026, 999_999)
	for _, c := range []struct {
		name string
		ref  foi.Reference
		mac  []byte
		ok   bool
	}{
		{"Right", req.Reference, keyMAC, true},
		{"WrongKey", req.Reference, bytes.Repeat([]byte{8}, 32), false},
		{"NoKey", req.Reference, nil, false},
		{"UnknownReference", unknown, keyMAC, false},
		{"KeyOfNobody", unknown, make([]byte, 32), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			id, right, err := s.CheckKey(ctx, c.ref, c.mac)
			if err != nil || right != c.ok || (id != 0) != c.ok {
				t.Fatalf("%d, %v, %v", id, right, err)
			}
		})
	}
}

// TestTextIsKept: what people write comes back byte for byte, whatever script it is in.
func TestTextIsKept(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	for name, text := range map[string]string{
		"Emoji":       "👩🏽‍⚖️ ¿y la 🏛️?",
		"RightToLeft": "\u202eطلب معلومات\u202c שלום",
		"Combining":   "Pen\u0303a y Peña",
		"Markup":      `<script>alert("x")</script> {{.}} '; DROP TABLE request; -- \u0041 %s \\`,
		"Controls":    "a\tb\r\nc\x01\x7f\u0085\u2028",
		"Aymara":      "Kunas jach’a qullqi? ñ Ä ü",
		"Long":        strings.Repeat("áé 👍 ", 10_000),
		"OneLongWord": strings.Repeat("x", 100_000),
		"OddSpaces":   "  \u00a0\u3000 ",
	} {
		t.Run(name, func(t *testing.T) {
			subject := text[:min(len(text), 40)]
			req, err := file(ctx, s, foi.Question{Subject: strings.ToValidUTF8(subject, ""), Body: text}, foi.Requester{Name: text, Delivery: "web"}, foi.Words{"text": text}, nil)
			ok(t, err)
			c, err := s.CaseByID(ctx, req.ID)
			ok(t, err)
			if c.Question.Body != text || c.Requester.Name != text || c.Ledger[0].Words.Text() != text {
				t.Fatal("the text has changed")
			}
		})
	}
}

// TestTextThatCannotBeKept: null bytes and broken UTF-8 are the person's to mend, not a failure of ours.
func TestTextThatCannotBeKept(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	for name, text := range map[string]string{"NullByte": "a\x00b", "BrokenUTF8": "a\xff\xfeb"} {
		t.Run(name, func(t *testing.T) {
			good := foi.Question{Subject: "s", Body: "b"}
			person := foi.Requester{Name: "Ana", Delivery: "web"}
			_, err := file(ctx, s, foi.Question{Subject: "s", Body: text}, person, nil, nil)
			want(t, err, foi.Invalid)
			_, err = file(ctx, s, good, foi.Requester{Name: text, Delivery: "web"}, nil, nil)
			want(t, err, foi.Invalid)
			_, _, err = s.AccountByLogin(ctx, text)
			want(t, err, foi.Invalid)
			_, err = s.Case(ctx, foi.Reference(text), anOfficer)
			want(t, err, foi.Invalid)
			_, _, err = s.CheckKey(ctx, foi.Reference(text), keyMAC)
			want(t, err, foi.Invalid)
			_, err = s.PublicDocument(ctx, foi.Reference("x"), text)
			want(t, err, foi.Invalid)
			_, err = s.Requests(ctx, store.RequestFilter{Viewer: anOfficer, Text: text})
			want(t, err, foi.Invalid)
			_, err = s.Disclosures(ctx, store.DisclosureFilter{Query: text})
			want(t, err, foi.Invalid)
		})
	}
	t.Run("NullByteInWords", func(t *testing.T) {
		_, err := file(ctx, s, foi.Question{Subject: "s", Body: "b"}, foi.Requester{Name: "Ana", Delivery: "web"}, foi.Words{"text": "a\x00b"}, nil)
		want(t, err, foi.Invalid)
	})
}

// TestLedgerIsAppendOnly: the database itself refuses to change what has been recorded; words can be erased.
func TestLedgerIsAppendOnly(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	req := fileOne(t, s, foi.Question{Subject: "s", Body: "b"}, foi.Requester{Name: "Ana", Delivery: "web"})
	for _, query := range []string{
		`UPDATE entry SET event = 'acknowledged'`,
		`UPDATE entry SET at = at`,
		`DELETE FROM entry`,
		`TRUNCATE entry CASCADE`,
		`DELETE FROM request`,
	} {
		if _, err := s.DB().ExecContext(ctx, query); err == nil {
			t.Errorf("%s: done", query)
		}
	}
	for _, query := range []string{`DELETE FROM entry_words`, `DELETE FROM question`, `DELETE FROM requester`} {
		if _, err := s.DB().ExecContext(ctx, query); err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
	c, err := s.CaseByID(ctx, req.ID)
	ok(t, err)
	if len(c.Ledger) != 1 || c.Ledger[0].Event != foi.Filed || c.Ledger[0].Words.Text() != "" || c.Question != (foi.Question{}) || c.Requester != (foi.Requester{}) {
		t.Fatalf("after erasure: %+v", c)
	}
}
