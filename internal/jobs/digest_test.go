package jobs_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// digests counts the morning's mails that went out.
func (h *house) digests() (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, times := range h.sent {
		if strings.HasPrefix(id, "digest.") {
			n += times
		}
	}
	return n
}

// The morning's mail goes out once when the office opens, to those who have something to do; not on a holiday, not at night, not
// twice when the process starts anew, and not to who stopped it or cannot come in yet.
func TestMorning(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ids := map[string]int64{}
	err := h.store.InTx(t.Context(), func(tx *store.Tx) error {
		for login, role := range map[string]foi.Role{"rosa": foi.TransparencyOfficer, "jorge": foi.TransparencyOfficer, "carla": foi.Auditor, "ana": foi.UnitOfficial, "oscar": foi.Administrator, "luis": foi.UnitOfficial, "nuevo": foi.TransparencyOfficer} {
			unit := "transparencia"
			if login == "luis" {
				unit = "finanzas"
			}
			a := foi.Account{Login: login, Name: login, Email: login + "@lapaz.example", Active: true, Grants: []foi.Grant{{Role: role, Unit: unit}}}
			hash := "x"
			if login == "nuevo" {
				hash = "" // from a file, without a password yet
			}
			id, err := tx.CreateAccount(t.Context(), a, hash, h.clock())
			if err != nil {
				return err
			}
			ids[login] = id
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.SetDigest(t.Context(), ids["jorge"], false); err != nil {
		t.Fatal(err)
	}
	req := h.file()
	if _, err := h.store.DB().Exec(`INSERT INTO erasure_asked (request_id, asked_at) VALUES ($1, $2)`, req.ID, h.clock()); err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.DB().Exec(`INSERT INTO branch (request_id, no, unit, state, opened_on, due_on, missed) VALUES ($1, 1, 'finanzas', 'accepted', '2026-02-20', '2026-02-27', true)`, req.ID); err != nil {
		t.Fatal(err)
	}
	queued := func(n int) func(foi.Case) bool {
		return func(foi.Case) bool {
			var got int
			if err := h.store.DB().Get(&got, `SELECT count(*) FROM digest WHERE sent_at IS NOT NULL`); err != nil {
				t.Fatal(err)
			}
			return got == n
		}
	}
	h.set("2026-03-03 07:00")
	h.start()
	h.until("the receipt", settled(t, h), req.ID)
	if n := h.digests(); n != 0 {
		t.Fatalf("%d mails before the office opens", n)
	}
	h.set("2026-03-03 09:00")
	h.until("the morning's mail", queued(4), req.ID) // rosa's, oscar's and luis's, and ana's, who has nothing to do and gets none
	if n := h.digests(); n != 3 {
		t.Fatalf("%d mails", n)
	}
	h.mu.Lock()
	branches := func(text string) bool { return strings.Contains(text, "luis") }
	if i := slices.IndexFunc(h.texts, branches); i < 0 || !strings.Contains(h.texts[i], "Hay 1 derivación de su unidad con el plazo interno vencido.") || strings.Contains(h.texts[i], "solicitud vencida") {
		t.Errorf("a late branch is told as a late request:\n%s", h.texts)
	}
	h.texts = slices.DeleteFunc(h.texts, branches)
	administrators := 0
	for _, text := range h.texts[len(h.texts)-2:] {
		if !strings.Contains(text, "1 persona pidió que se borren sus datos y espera que usted lo revise.") {
			t.Errorf("the mail does not tell who waits for an erasure:\n%s", text)
		}
		if strings.Contains(text, "/admin/borrados") && strings.Contains(text, "la primera página de la administración") && !strings.Contains(text, "/mesa") {
			administrators++
		}
	}
	if administrators != 1 {
		t.Errorf("%d mails lead an administrator to what waits for them:\n%s", administrators, h.texts)
	}
	h.mu.Unlock()
	h.stop()
	h.set("2026-03-03 11:00")
	h.start()
	h.until("the sweep to look", settled(t, h), req.ID)
	time.Sleep(100 * time.Millisecond) // several sweeps: nothing may happen
	h.set("2026-04-03 10:00")          // Good Friday
	h.until("everything settled", settled(t, h), req.ID)
	time.Sleep(100 * time.Millisecond)
	if n := h.digests(); n != 3 {
		t.Fatalf("%d mails after a holiday", n)
	}
}
