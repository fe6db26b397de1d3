package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// How long a session lasts: at most half a day from logging in, and half an hour without use (tighter than NIST SP
// 800-63B-4 at AAL2).
const (
	SessionLife = 12 * time.Hour
	SessionIdle = 30 * time.Minute
)

// tokenBytes is 256 bits of chance.
const tokenBytes = 32

// Door lets people with an account in and out. Its sessions are in the database, by the hash of their token only.
type Door struct {
	store    *store.Store
	now      func() time.Time
	throttle *Throttle
}

// NewDoor returns a door onto the accounts of a store. now gives the time of day.
func NewDoor(s *store.Store, now func() time.Time) *Door {
	return &Door{store: s, now: now, throttle: NewThrottle()}
}

// LogIn opens a session for a login and its password, from the network an address belongs to, and ends the session of
// the token given, if any: a session never outlives a change of person. It returns the session's token, which is shown
// to the browser alone. It fails with Forbidden and the key "login.wrong" (the same for an unknown login, a wrong
// password and a closed account, after the same time), or "login.wait" with how many seconds to wait.
func (d *Door) LogIn(ctx context.Context, login, password, remote, old string) (string, foi.Account, error) {
	at, network := d.now(), Network(remote)
	name := loginName(login)
	if wait := d.throttle.Wait(name, network, at); wait > 0 {
		return "", foi.Account{}, waitError(wait)
	}
	account, err := d.check(ctx, login, password)
	if err != nil {
		if foi.CodeOf(err) == foi.Forbidden {
			d.throttle.Failed(name, network, at)
		}
		return "", foi.Account{}, err
	}
	d.throttle.Passed(name)
	token := newToken()
	if old != "" {
		if err := d.store.DeleteSession(ctx, HashToken(old)); err != nil {
			return "", foi.Account{}, err
		}
	}
	if err := d.store.CreateSession(ctx, HashToken(token), account.ID, at, at.Add(SessionLife)); err != nil {
		return "", foi.Account{}, err
	}
	return token, account, nil
}

// Again makes sure that whoever is logged in is the one at the keyboard: they type their password once more, before what is grave. Wrong
// ones count as failed log-ins do. It fails with Forbidden and the key "password.again", or "login.wait" with how many seconds to wait.
func (d *Door) Again(ctx context.Context, account foi.Account, password, remote string) error {
	at, network, name := d.now(), Network(remote), loginName(account.Login)
	if wait := d.throttle.Wait(name, network, at); wait > 0 {
		return waitError(wait)
	}
	known, err := d.check(ctx, account.Login, password)
	if foi.CodeOf(err) == foi.Forbidden || err == nil && known.ID != account.ID {
		d.throttle.Failed(name, network, at)
		return &foi.Error{Code: foi.Forbidden, Key: "password.again", Field: "password"}
	}
	if err == nil {
		d.throttle.Passed(name)
	}
	return err
}

// check finds the account and verifies the password; an unknown login is verified against nobody's hash, so that it
// takes as long.
func (d *Door) check(ctx context.Context, login, password string) (foi.Account, error) {
	account, hash, err := d.store.AccountByLogin(ctx, login)
	known := err == nil && account.Active
	if err != nil && foi.CodeOf(err) != foi.NotFound && foi.CodeOf(err) != foi.Invalid {
		return foi.Account{}, err
	}
	if !known || hash == "" { // no password yet
		hash = nobody
	}
	if len(password) > 4*MaxPassword {
		password = ""
	}
	if !VerifyPassword(hash, password) || !known {
		return foi.Account{}, &foi.Error{Code: foi.Forbidden, Key: "login.wrong", Field: "login"}
	}
	return account, nil
}

// Who returns the account whose session a token opens, and NotFound when there is none (any more).
func (d *Door) Who(ctx context.Context, token string) (foi.Account, error) {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return foi.Account{}, &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	return d.store.SessionAccount(ctx, HashToken(token), d.now(), SessionIdle)
}

// LogOut ends the session of a token.
func (d *Door) LogOut(ctx context.Context, token string) error {
	return d.store.DeleteSession(ctx, HashToken(token))
}

// Revoke ends all sessions of an account.
func (d *Door) Revoke(ctx context.Context, account int64) error {
	return d.store.DeleteAccountSessions(ctx, account)
}

func newToken() string {
	raw := make([]byte, tokenBytes)
	_, _ = rand.Read(raw) // never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

// HashToken is what the database keeps of a token. A token is chance enough that a plain hash gives nothing away.
func HashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
