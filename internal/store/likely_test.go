package store_test

import (
	"testing"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// What shares uncommon words is found with the words that it shares, for who may see it; what does not is left.
func TestLikely(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	ana := foi.Requester{Name: "Ana", Email: "ana@correo.example", Delivery: "web"}
	mine := fileOne(t, s, foi.Question{Subject: "Alumbrado de Villa Fátima", Body: "Quiero saber del alumbrado público de Villa Fátima."}, ana)
	twin := fileOne(t, s, foi.Question{Subject: "Luminarias en Villa Fátima", Body: "¿Cuándo arreglan el alumbrado de la plaza Villa Fátima?"}, ana)
	fileOne(t, s, foi.Question{Subject: "Presupuesto de culturas", Body: "El presupuesto de la feria."}, ana)
	found, _, err := s.Likely(ctx, mine.ID, officer)
	ok(t, err)
	if len(found) != 1 || found[0].Reference != twin.Reference || !found[0].Person || len(found[0].Words) < 3 {
		t.Fatalf("%+v", found)
	}
	// many ask for the same in the same words: the newest stand first, however common their words have become
	var last foi.Request
	for i := range 110 {
		q := foi.Question{Subject: "Otro asunto", Body: "Otro"}
		if i%11 == 0 {
			q = foi.Question{Subject: "Permisos de construcción en Sopocachi", Body: "Los permisos."}
		}
		if r := fileOne(t, s, q, foi.Requester{Name: "Eva", Delivery: "pickup"}); i%11 == 0 {
			last = r
		}
	}
	again := fileOne(t, s, foi.Question{Subject: "Permisos de construcción en Sopocachi", Body: "Los permisos."}, foi.Requester{Name: "Luz", Delivery: "pickup"})
	if found, _, err := s.Likely(ctx, again.ID, officer); err != nil || len(found) != 5 || found[0].Reference != last.Reference {
		t.Fatalf("%+v, %v", found, err)
	}
	_, err = s.DB().Exec(`UPDATE request SET joined = $1 WHERE id = $2`, mine.ID, last.ID)
	ok(t, err)
	if found, _, err := s.Likely(ctx, again.ID, officer); err != nil || !found[0].Joined || found[1].Joined {
		t.Fatalf("%+v, %v", found, err)
	}
	told := foi.Disclosure{Request: twin.ID, Reference: twin.Reference, Title: "Luminarias en Villa Fátima", Answer: "El alumbrado de Villa Fátima.", Outcome: "granted",
		ReceivedOn: foi.MustDate("2026-01-05"), AnsweredOn: foi.MustDate("2026-01-09"), PublishedAt: filedAt, Locale: "es"}
	ok(t, s.InTx(ctx, func(tx *store.Tx) error { return tx.SaveDisclosure(ctx, told) }))
	if found, published, err := s.Likely(ctx, mine.ID, officer); err != nil || len(found) != 0 || len(published) != 1 || published[0].Reference != twin.Reference {
		t.Fatalf("a published answer and its request: %+v, %+v, %v", found, published, err)
	}
	if found, _, err = s.Likely(ctx, mine.ID, official); err != nil || len(found) != 0 {
		t.Fatalf("a unit without a branch finds %+v, %v", found, err)
	}
}
