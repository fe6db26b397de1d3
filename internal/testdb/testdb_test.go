package testdb

import (
	"fmt"
	"testing"
)

func TestEachTestHasItsOwn(t *testing.T) {
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			s := New(t)
			empty, err := s.Empty(t.Context())
			if err != nil || !empty {
				t.Fatalf("a fresh database: %v, %v", empty, err)
			}
			if _, err := s.DB().ExecContext(t.Context(), `INSERT INTO unit (key, name_es, name_en, kind) VALUES ('x', 'x', 'x', 'x')`); err != nil {
				t.Fatal(err)
			}
		})
	}
}
