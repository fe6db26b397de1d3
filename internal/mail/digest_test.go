package mail

import (
	"net/mail"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
)

// The morning's mail says how far it looks ahead as the procedure has it, and speaks to a unit of its branches.
func TestDigestAhead(t *testing.T) {
	d := Digest{To: mail.Address{Name: "Ana", Address: "ana@lapaz.example"}, Base: "https://qhana.example", Host: "qhana.example", At: time.Date(2026, 3, 2, 13, 0, 0, 0, time.UTC), Zone: laPaz,
		Day: foi.MustDate("2026-03-02"), Within: 3, Desk: true, Locale: "es", Soon: []DigestLine{{Reference: "LP-2026-000123-7", Subject: "Mercado", Due: foi.MustDate("2026-03-04")}}}
	for branches, want := range map[bool]string{false: "Vencen en los próximos 3 días hábiles:", true: "Derivaciones cuyo plazo interno vence en los próximos 3 días hábiles:"} {
		d.Branches = branches
		if m, err := d.Render(); err != nil || !strings.Contains(strings.ReplaceAll(m.Text, "\n", " "), want) {
			t.Errorf("%v, it does not say %q:\n%s", err, want, m.Text)
		}
	}
}
