package store

import (
	"context"
	"fmt"

	"qhana/internal/foi"
)

// EraseAccount takes out what is personal of an official whose account is closed: name, login and address, when they were away and who
// stood in for them. Their number stays in the ledgers, and the public record keeps the hashes of what is gone. It fails with Conflict and
// "erase.active" while the account may still come in, with NotFound when there is none, and with Invalid and "erase.basis".
func (t *Tx) EraseAccount(ctx context.Context, account int64, e Erasure) error {
	if e.Basis == "" {
		return &foi.Error{Code: foi.Invalid, Key: "erase.basis"}
	}
	var active bool
	if err := t.GetContext(ctx, &active, `SELECT active FROM account WHERE id = $1 FOR UPDATE`, account); err != nil {
		return err
	}
	if active {
		return &foi.Error{Code: foi.Conflict, Key: "erase.active"}
	}
	subject := fmt.Sprintf("account:%d", account)
	for _, query := range []string{
		`UPDATE account SET name = '` + erased + `', login = $1, email = '', password_hash = '', backup = NULL, away_from = NULL, away_until = NULL WHERE 'account:' || id = $1`,
		`DELETE FROM act_words w USING admin_entry a WHERE w.kind = 'admin' AND w.a = a.id AND a.subject = $1`,
	} {
		if _, err := t.ExecContext(ctx, query, subject); err != nil {
			return err
		}
	}
	return t.AddAdminEntry(ctx, AdminEntry{At: e.At, Account: e.Account, Kind: "account_erased", Subject: subject, Words: foi.Words{"basis": e.Basis}})
}
