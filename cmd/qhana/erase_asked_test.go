package main

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"qhana/internal/access"
	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// A person asks from their own page, two officials confirm, the person is told by mail, has three days, and then the crew erases: nothing
// holds a word of them, the receipts that they kept still hold, the record has who asked and confirmed, and both verifications find it whole.
func TestErasureByThePerson(t *testing.T) {
	t.Parallel()
	c, out := testCLI(t, testdb.URL(t))
	c.cfg.DataDir = t.TempDir()
	var clock atomic.Int64
	begun := time.Now()
	now := func() time.Time { return time.Unix(0, clock.Load()).Add(time.Since(begun)).UTC() } // the record is signed as time passes
	set := func(at time.Time) { clock.Store(at.Add(-time.Since(begun)).UnixNano()) }
	set(time.Date(2024, 3, 4, 14, 0, 0, 0, time.UTC))
	c.clock = now
	var receipts string
	if err := c.withStore(t.Context(), func(s *store.Store, law *statute.Library) error {
		site, closeSite, err := c.site(s, law, now, nil)
		if err != nil {
			return err
		}
		defer closeSite()
		web := httptest.NewServer(site)
		defer web.Close()
		crew, closeCrew, err := c.crew(s, law, now)
		if err != nil {
			return err
		}
		defer closeCrew()
		n, err := c.notary()
		if err != nil {
			return err
		}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		done := make(chan error, 1)
		go func() { done <- crew.Run(ctx) }()
		desk, err := c.desk(s, law, now)
		if err != nil {
			return err
		}
		w := &watched{t: t, c: c, s: s, web: web, keys: n.keys, desk: desk}

		hash := access.HashPassword("una frase larga y secreta")
		if err := s.InTx(ctx, func(tx *store.Tx) error {
			for _, login := range []string{"ana", "berta"} {
				if _, err := tx.CreateAccount(ctx, foi.Account{Login: login, Name: login, Active: true, Grants: []foi.Grant{{Role: foi.Administrator}}}, hash, now()); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		ref, key := w.fileOf("Zenobia")
		w.until("the person was told of the filing and the withdrawal", func() bool {
			var open bool
			err := s.DB().Get(&open, `SELECT EXISTS (SELECT 1 FROM notice WHERE settled_at IS NULL) OR EXISTS (SELECT 1 FROM unlogged) OR (SELECT count(*) FROM leaf) > (SELECT max(size) FROM checkpoint)`)
			return err == nil && !open
		})

		set(time.Date(2026, 3, 4, 14, 0, 0, 0, time.UTC))
		receipts = w.bundle(ref, key)
		if _, err := s.DB().Exec(`ANALYZE`); err != nil { // the database's own samples of columns have names in them
			return err
		}
		if len(held(t, c, c.cfg.DataDir)) == 0 {
			t.Fatal("nothing is found before the erasure: the search finds nothing")
		}
		person := w.visitor(url.Values{"codigo": {string(ref)}, "clave": {string(key)}}, "/seguir")
		person("/caso/"+string(ref)+"/borrar", url.Values{"hacer": {"pedir"}, "seguro": {"si"}}, "Lo pidió el")
		for i, login := range []string{"ana", "berta"} {
			official := w.visitor(url.Values{"usuario": {login}, "clave": {"una frase larga y secreta"}}, "/entrar")
			official("/admin/borrados/1", url.Values{"hacer": {"confirmar"}, "codigo": {string(ref)}, "clave": {"una frase larga y secreta"}}, []string{"falta otra persona", "se está avisando"}[i])
		}
		var mails []store.Mail
		w.until("the last mail", func() bool {
			mails, err = s.Mails(ctx, 0, 9)
			return err == nil && len(mails) > 0 && strings.HasPrefix(mails[0].MessageID, "erasure.1@")
		})
		if mails[0].Recipient != "zenobia@correo.example" || !strings.Contains(mails[0].Subject, string(ref)) {
			t.Errorf("the last mail is %+v", mails[0])
		}
		whole, err := s.Mail(ctx, mails[0].ID)
		if text := string(whole.Raw); err != nil || !strings.Contains(text, "7 de marzo de 2026") || strings.Contains(text, "alcantarilla") {
			t.Errorf("the last mail does not tell the day, or tells what it was about: %v\n%s", err, text)
		}
		set(time.Date(2026, 3, 7, 13, 55, 0, 0, time.UTC))
		time.Sleep(1500 * time.Millisecond) // more than a sweep
		if e, err := s.ErasureAskedByID(ctx, 1); err != nil || !e.ErasedAt.IsZero() {
			t.Errorf("it was erased before the person had their days: %v %v", e, err)
		}
		set(time.Date(2026, 3, 7, 14, 5, 0, 0, time.UTC))
		w.until("the data are erased", func() bool {
			e, err := s.ErasureAskedByID(ctx, 1)
			return err == nil && !e.DoneAt.IsZero()
		})
		w.until("the record has all of it", func() bool {
			waiting, _, err := s.Waiting(ctx)
			cp, err2 := s.LastCheckpoint(ctx)
			placed, err3 := w.placed()
			return err == nil && err2 == nil && err3 == nil && waiting == 0 && cp.Size == placed
		})
		stop()
		if err := <-done; err != nil {
			return err
		}
		for _, where := range held(t, c, c.cfg.DataDir) {
			t.Error("still there:", where)
		}
		if said := visit(t, c, s); !strings.Contains(said, "personal data of 1 erased") || !strings.Contains(said, "\n0 differences") {
			t.Errorf("from outside the record is not whole, or nobody sees that something was erased:\n%s", said)
		}
		if said, err := w.verify("receipt", receipts); err != nil || strings.Contains(said, "NOT") {
			t.Errorf("the receipts that the person kept: %v\n%s", err, said)
		}
		var acts []string
		err = s.DB().Select(&acts, `SELECT a.kind || ' ' || a.account_id FROM leaf l JOIN admin_entry a ON l.kind = 'admin' AND l.a = a.id WHERE a.subject = 'case:' || $1 ORDER BY a.id`, string(ref))
		if got := strings.Join(acts, ", "); err != nil || got != "erasure_asked 0, erasure_confirmed 1, erasure_confirmed 2" {
			t.Errorf("the record has %q: %v", got, err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if err := check(t.Context(), c); err != nil || !strings.Contains(out.String(), "of them with personal data erased: 0 differences") {
		t.Errorf("inside: %v\n%s", err, out.String())
	}
}

// fileOf has somebody ask, with a file, and take it back.
func (w *watched) fileOf(name string) (foi.Reference, access.Key) {
	w.t.Helper()
	keeper, err := document.OpenDir(filepath.Join(w.c.cfg.DataDir, "documents"))
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = keeper.Close() }()
	doc, err := keeper.Keep(w.t.Context(), strings.NewReader("Así rebalsa el albañal de "+name), "albañal.txt", w.c.clock())
	if err != nil {
		w.t.Fatal(err)
	}
	key := access.NewKey()
	f := foi.Filing{Question: foi.Question{Subject: "La alcantarilla", Body: "¿Quién arregla la alcantarilla?"}, Channel: foi.Web, Locale: "es",
		Requester: foi.Requester{Name: name, Email: "zenobia@correo.example", Phone: "70112233", Identity: "4455667", Address: "Av. Tejada Sorzano", Delivery: "email"}}
	if err := w.s.InTx(w.t.Context(), func(tx *store.Tx) error { return tx.AddDocument(w.t.Context(), doc) }); err != nil {
		w.t.Fatal(err)
	}
	made, err := w.desk.File(w.t.Context(), f, []foi.Document{doc}, foi.TheCitizen(), func(ref foi.Reference) []byte { return access.MAC(w.c.cfg.Pepper, ref, key) }, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.desk.Act(w.t.Context(), made.ID, foi.Action{Kind: foi.Withdraw}, foi.TheCitizen()); err != nil {
		w.t.Fatal(err)
	}
	return made.Reference, key
}

// visitor goes through a door and returns a hand that posts forms behind it and looks for words on the page that comes back.
func (w *watched) visitor(door url.Values, at string) func(path string, form url.Values, want string) {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	post := func(path string, form url.Values, want string) {
		w.t.Helper()
		if said := w.post(client, path, form); !strings.Contains(said, want) {
			w.t.Fatalf("%s does not say %q:\n%s", path, want, said)
		}
	}
	post(at, door, "<main")
	return post
}

func (w *watched) post(client *http.Client, path string, form url.Values) string {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodPost, w.web.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := client.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var b strings.Builder
	if err := res.Write(&b); err != nil {
		w.t.Fatal(err)
	}
	return b.String()
}
