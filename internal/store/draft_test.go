package store_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

func aDocument(id string) foi.Document {
	return foi.Document{ID: id, Purpose: foi.Attachment, Name: "nota \u202e.pdf", MediaType: "application/pdf", Size: 3, SHA256: strings.Repeat("0", 64), CreatedAt: noon}
}

func TestDrafts(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	token, later := []byte("t"), noon.Add(time.Hour)
	_, err := s.Draft(ctx, token, noon)
	want(t, err, foi.NotFound)
	want(t, s.AttachToDraft(ctx, token, aDocument("a"), 10), foi.NotFound)

	ok(t, s.SaveDraft(ctx, token, []byte(`{"body": "una"}`), noon, later))
	ok(t, s.SaveDraft(ctx, token, []byte(`{"body": "dos 👍"}`), noon, later))
	d, err := s.Draft(ctx, token, noon)
	ok(t, err)
	if string(d.Form) != `{"body": "dos 👍"}` || d.Request != 0 {
		t.Fatalf("%+v", d)
	}
	_, err = s.Draft(ctx, token, later)
	want(t, err, foi.NotFound)
	want(t, s.SaveDraft(ctx, token, []byte(`{"body": "\u0000"}`), noon, later), foi.Invalid)

	ok(t, s.AttachToDraft(ctx, token, aDocument("a"), 10))
	ok(t, s.AttachToDraft(ctx, token, aDocument("b"), 10))
	ok(t, s.DetachFromDraft(ctx, token, "a"))
	want(t, s.DetachFromDraft(ctx, token, "a"), foi.NotFound)
	want(t, s.DetachFromDraft(ctx, []byte("another"), "b"), foi.NotFound)
	docs, err := s.DraftDocuments(ctx, token)
	ok(t, err)
	kept := aDocument("b")
	kept.Version = 1
	if len(docs) != 1 || docs[0] != kept {
		t.Fatalf("%+v", docs)
	}
}

// TestDraftIsSentOnce: of two sendings of one form at once, one files a request.
func TestDraftIsSentOnce(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	token, later := []byte("t"), noon.Add(time.Hour)
	ok(t, s.SaveDraft(ctx, token, []byte(`{"name": "Ana"}`), noon, later))
	var req foi.Request
	var mu sync.Mutex
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			from := &store.Sending{Token: token, Session: []byte{byte(i)}, Expires: later, Until: later}
			filed, err := file(ctx, s, foi.Question{Subject: "s", Body: "b"}, foi.Requester{Name: "Ana", Delivery: "web"}, nil, from)
			if errs[i] = err; err == nil {
				mu.Lock()
				defer mu.Unlock()
				req = filed
			}
		})
	}
	wg.Wait()
	sent := 0
	for _, err := range errs {
		if err == nil {
			sent++
		} else {
			want(t, err, foi.Conflict)
		}
	}
	d, err := s.Draft(ctx, token, noon)
	ok(t, err)
	if sent != 1 || string(d.Form) != "{}" || d.Request != req.ID {
		t.Fatalf("sent %d times; %+v", sent, d)
	}
	if n, err := s.Counting(ctx, -1, 0, 10); err != nil || len(n) != 1 {
		t.Fatalf("filed: %v %v", n, err)
	}
	want(t, s.SaveDraft(ctx, token, []byte(`{}`), noon, later), foi.Conflict)
	want(t, s.AttachToDraft(ctx, token, aDocument("late"), 10), foi.NotFound)
}

// TestDraftTakesSoManyDocuments also when they come all at once.
func TestDraftTakesSoManyDocuments(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	token := []byte("t")
	ok(t, s.SaveDraft(ctx, token, []byte(`{}`), noon, noon.Add(time.Hour)))
	errs := make([]error, 14)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = s.AttachToDraft(ctx, token, aDocument(fmt.Sprint(i)), 10) })
	}
	wg.Wait()
	taken := 0
	for _, err := range errs {
		if err == nil {
			taken++
		} else {
			want(t, err, foi.TooLarge)
		}
	}
	if taken != 10 {
		t.Fatalf("%d documents taken", taken)
	}
}

// TestDocuments: who may fetch which document, by its purpose.
func TestDocuments(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	req := fileOne(t, s, foi.Question{Subject: "s", Body: "b"}, foi.Requester{Name: "Ana", Delivery: "web"})
	other := fileOne(t, s, foi.Question{Subject: "s", Body: "b"}, foi.Requester{Name: "Eva", Delivery: "web"})
	purposes := []foi.DocumentPurpose{foi.Attachment, foi.Working, foi.Release}
	ok(t, s.InTx(ctx, func(tx *store.Tx) error {
		var docs []foi.Document
		for _, p := range purposes {
			d := aDocument(string(p))
			d.Purpose, d.Entry = p, 1
			docs = append(docs, d)
		}
		return tx.SaveDocuments(ctx, req.ID, docs)
	}))
	unit := func(key string) foi.Actor {
		return foi.Actor{Account: 2, Grants: []foi.Grant{{Role: foi.UnitOfficial, Unit: key}}}
	}
	check := func(who string, want string, get func(id string) (foi.Document, error)) {
		t.Helper()
		var seen []string
		for _, p := range purposes {
			d, err := get(string(p))
			if err == nil && d.Request == req.ID {
				seen = append(seen, string(p))
			} else if foi.CodeOf(err) != foi.NotFound {
				t.Errorf("%s, %s: %+v, %v", who, p, d, err)
			}
		}
		if got := strings.Join(seen, " "); got != want {
			t.Errorf("%s sees %q, want %q", who, got, want)
		}
	}
	staff := func(ref foi.Reference, who foi.Actor) func(string) (foi.Document, error) {
		return func(id string) (foi.Document, error) { return s.Document(ctx, ref, id, who) }
	}
	public := func(id string) (foi.Document, error) { return s.PublicDocument(ctx, req.Reference, id) }
	check("transparency", "attachment working release", staff(req.Reference, anOfficer))
	check("transparency, elsewhere", "", staff(other.Reference, anOfficer))
	check("the unit", "attachment working release", staff(req.Reference, unit("finanzas")))
	check("another unit", "", staff(req.Reference, unit("obras")))
	check("administrator", "", staff(req.Reference, foi.Actor{Account: 3, Grants: []foi.Grant{{Role: foi.Administrator}}}))
	check("the person", "attachment release", func(id string) (foi.Document, error) { return s.CaseDocument(ctx, req.ID, id) })
	check("another person", "", func(id string) (foi.Document, error) { return s.CaseDocument(ctx, other.ID, id) })
	check("anybody, before", "", public)
	ok(t, s.InTx(ctx, func(tx *store.Tx) error {
		return tx.SaveDisclosure(ctx, foi.Disclosure{Request: req.ID, Reference: req.Reference, Title: "t", Question: "q", Answer: "a", Outcome: "granted",
			ReceivedOn: foi.MustDate("2026-03-23"), AnsweredOn: foi.MustDate("2026-03-30"), Days: 5, PublishedAt: noon, Locale: "es"})
	}))
	check("anybody", "release", public)
}
