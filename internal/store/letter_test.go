package store_test

import (
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// A letter is archived once; who may not know the person gets neither list nor bytes, nor its document as any other.
func TestLetters(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	req := keep(t, s, sample{branches: []foi.Branch{branch(1, "finanzas", foi.BranchIsOpen, "2026-03-12")}})
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	doc := foi.Document{ID: "DOC1", Request: req.ID, Entry: 1, Purpose: foi.Correspondence, Name: "a.pdf", MediaType: "application/pdf", Size: 3, SHA256: "ab", CreatedAt: at}
	row := store.Letter{Request: req.ID, Entry: 1, N: 1, Kind: "receipt", Locale: "es", Code: "7Q2M9K4TXV0B3HDN", CreatedAt: at, Archived: at}
	for i, want := range []bool{true, false} {
		err := s.InTx(ctx, func(tx *store.Tx) error {
			first, err := tx.AddLetter(ctx, row, doc)
			if first != want {
				t.Errorf("%d: %v", i, first)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		row.Code, doc.ID = "0000000000000000", "DOC2"
	}
	l, err := s.LetterByCode(ctx, "7Q2M9K4TXV0B3HDN")
	if err != nil || l.Reference != req.Reference || l.Document != "DOC1" || l.SHA256 != "ab" {
		t.Errorf("%+v %v", l, err)
	}
	if _, err := s.LetterByCode(ctx, "0000000000000000"); foi.CodeOf(err) != foi.NotFound {
		t.Error(err)
	}
	for role, sees := range map[foi.Role]bool{foi.TransparencyOfficer: true, foi.Signatory: true, foi.Clerk: true, foi.Auditor: false, foi.UnitOfficial: false, foi.Administrator: false} {
		who := foi.Actor{Account: 1, Grants: []foi.Grant{{Role: role, Unit: "finanzas"}}}
		list, err := s.DeskLetters(ctx, req.Reference, who)
		if err != nil || (len(list) == 1) != sees {
			t.Errorf("%s: %d %v", role, len(list), err)
		}
		if _, err := s.DeskLetterDocument(ctx, req.Reference, "DOC1", who); (err == nil) != sees {
			t.Errorf("%s: %v", role, err)
		}
		if _, err := s.Document(ctx, req.Reference, "DOC1", who); foi.CodeOf(err) != foi.NotFound {
			t.Errorf("%s gets a letter as a document: %v", role, err)
		}
	}
	if _, err := s.CaseDocument(ctx, req.ID, "DOC1"); foi.CodeOf(err) != foi.NotFound {
		t.Error(err)
	}
	if _, err := s.LetterDocument(ctx, req.ID, "DOC1"); err != nil {
		t.Error(err)
	}
	if _, err := s.LetterDocument(ctx, req.ID+1, "DOC1"); foi.CodeOf(err) != foi.NotFound {
		t.Error(err)
	}
	c, err := s.CaseByID(ctx, req.ID)
	if err != nil || len(c.Documents) != 0 {
		t.Errorf("letters are no documents of the case: %v %v", c.Documents, err)
	}
	if _, err := s.DB().Exec(`UPDATE letter SET code = 'x'`); err == nil {
		t.Error("an archived letter can be changed")
	}
}

// The newest version of a text counts; of two who write at once the second is told.
func TestLetterTemplates(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	save := func(expected int, kind, body string) error {
		return s.InTx(ctx, func(tx *store.Tx) error {
			return tx.AddLetterTemplate(ctx, expected, store.LetterTemplate{Kind: kind, Locale: "es", Body: body, DeclaredAt: time.Unix(0, 0)})
		})
	}
	for i, body := range []string{"uno", "dos", ""} {
		if err := save(i, "receipt", body); err != nil {
			t.Fatal(err)
		}
	}
	if err := save(2, "receipt", "tarde"); foi.CodeOf(err) != foi.Conflict {
		t.Error(err)
	}
	if err := save(0, "silence", "otro\x00"); foi.CodeOf(err) != foi.Invalid {
		t.Error(err)
	}
	if x, err := s.LetterTemplate(ctx, "receipt", "es"); err != nil || x.Version != 3 || x.Body != "" {
		t.Errorf("%+v %v", x, err)
	}
	if list, err := s.LetterVersions(ctx, "receipt", "es", 3, 10); err != nil || len(list) != 2 || list[0].Body != "dos" {
		t.Errorf("%+v %v", list, err)
	}
	if list, err := s.LetterTemplates(ctx); err != nil || len(list) != 1 || list[0].Version != 3 {
		t.Errorf("%+v %v", list, err)
	}
	if _, err := s.DB().Exec(`DELETE FROM letter_template`); err == nil {
		t.Error("a version can be taken away")
	}
}
