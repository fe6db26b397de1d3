package store_test

import (
	"slices"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	names := map[foi.Reference]string{}
	refs := map[string]foi.Reference{}
	for _, x := range []sample{
		{subject: "Iluminación pública", body: "¿Cuánto cuesta el alumbrado de la avenida Buenos Aires?"},
		{subject: "Obras", body: "Informacion sobre el alumbrado; el alumbrado público de la ZONA; alumbrado.", words: foi.Words{"text": "Las luminarias están en bodega", "name": "Fulano Secreto"}, branches: []foi.Branch{branch(1, "u1", foi.BranchIsOpen, "2026-03-12")}},
		{subject: "Niños en guarderías", body: "Lista de espera. مدينة לה פס 🏔️ O'Higgins; DROP TABLE request; -- \"'%_\\"},
	} {
		r := keep(t, s, x)
		names[r.Reference], refs[x.subject] = x.subject, r.Reference
	}
	in(t, s, func(tx *store.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO document (id, request_id, purpose, name, media_type, size, sha256, created_at)
			SELECT 'D1', id, 'working', 'Planos_del-catastro.pdf', 'application/pdf', 1, '', now() FROM request WHERE reference = $1`, string(refs["Niños en guarderías"]))
		return err
	})
	for _, c := range []struct {
		who    foi.Actor
		text   string
		expect []string
	}{
		{officer, "alumbrado", []string{"Obras", "Iluminación pública"}},
		{officer, "ALUMBRADO PUBLICO", []string{"Obras", "Iluminación pública"}},
		{officer, "informacion", []string{"Obras"}},
		{officer, "información", []string{"Obras"}},
		{officer, "informacio\u0301n", []string{"Obras"}},
		{officer, "iluminacion", []string{"Iluminación pública"}},
		{officer, "ninos", []string{"Niños en guarderías"}},
		{officer, `"buenos aires" -obras`, []string{"Iluminación pública"}},
		{officer, "مدينة", []string{"Niños en guarderías"}},
		{official, "alumbrado", []string{"Obras"}},
		{admin, "alumbrado", nil},
		{officer, "luminaria", []string{"Obras"}},
		{official, "LUMINARIAS bodega", []string{"Obras"}},
		{officer, "fulano secreto", nil},
		{officer, "catastro planos", []string{"Niños en guarderías"}},
		{official, "catastro", nil},
		{officer, "nandu", []string{"Niños en guarderías", "Obras", "Iluminación pública"}},
		{official, "nandu", nil},
		{auditor, "nandu", nil},
		{officer, "alumb", []string{"Obras", "Iluminación pública"}}, // a part of a word, where no word is so
		{officer, "buenos alumbr", []string{"Iluminación pública"}},
		{official, "ALUMB", []string{"Obras"}},
		{officer, "guarde", []string{"Niños en guarderías"}},
		{officer, `"alumb"`, nil},
		{officer, "obras -alumb", []string{"Obras"}},
		{officer, "al", nil},
		{officer, "fula", nil},
		{officer, "de la que", nil},
		{officer, "' OR true --", nil},
		{officer, `\ & | ! ( ) : * <->`, nil},
		{officer, string(refs["Obras"]), []string{"Obras"}},
		{officer, " lp 2026 " + string(refs["Obras"])[8:], []string{"Obras"}},
		{official, string(refs["Iluminación pública"]), nil},
	} {
		var got []string
		for _, ref := range all(t, s, store.RequestFilter{Viewer: c.who, Text: c.text, Limit: 1}) {
			got = append(got, names[ref])
		}
		if !slices.Equal(got, c.expect) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.expect)
		}
	}
	_, err := s.Requests(t.Context(), store.RequestFilter{Viewer: officer, Text: "a\x00b"})
	want(t, err, foi.Invalid)
	_, err = s.Requests(t.Context(), store.RequestFilter{Viewer: officer, Text: "a\xff"})
	want(t, err, foi.Invalid)
}
