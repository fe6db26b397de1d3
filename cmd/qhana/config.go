package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/ledger"
)

// Config is everything that the environment decides. Every default works.
type Config struct {
	DatabaseURL string           // QHANA_DATABASE_URL; "" starts the embedded PostgreSQL in DataDir
	DataDir     string           // QHANA_DATA_DIR: database, documents, secrets
	Addr        string           // QHANA_ADDR: where to listen
	BaseURL     string           // QHANA_BASE_URL: how people reach it, for links in mail
	SMTPURL     string           // QHANA_SMTP_URL; "" keeps mail in an outbox that /dev/mail shows
	From        string           // QHANA_MAIL_FROM: sender of notices; "" is the body's own address
	Statute     string           // QHANA_STATUTE: the law that the body is under
	Laws        string           // QHANA_LAWS: a folder like workflows/ whose laws are read; "" are those that ship
	LogFormat   string           // QHANA_LOG: "text" or "json"
	DemoDay     foi.Date         // QHANA_DEMO_DAY: the day that it is when the demo is first started; zero is today
	DemoYears   int              // QHANA_DEMO_YEARS: how many years of past casework the demo begins with
	Conns       int              // QHANA_DATABASE_CONNS: connections to the database at once
	RecordKey   Secret           // QHANA_RECORD_KEY or QHANA_RECORD_KEY_FILE: keys that sign the public record; made in DataDir when not given
	Witnesses   []ledger.Witness // QHANA_WITNESSES: who cosigns the public record, a line each: public key, then the address that takes checkpoints (without one they are only verified); or a file with those lines
	Pepper      Secret           // QHANA_PEPPER or QHANA_PEPPER_FILE: key of the access keys' HMAC; made in DataDir when not given
}

// Secret never shows itself when it is printed or logged.
type Secret []byte

func (Secret) String() string { return "[hidden]" }

// GoString hides it from %#v too.
func (Secret) GoString() string { return "[hidden]" }

// pepperSize is the least number of bytes that the pepper must have.
const pepperSize = 32

// configOf reads the environment. Each bad value is named, all of them at once.
func configOf(getenv func(string) string) (Config, error) {
	var errs []error
	bad := func(name, value, why string) {
		errs = append(errs, fmt.Errorf("%s=%q: %s", name, value, why))
	}
	or := func(name, fallback string) string {
		if v := strings.TrimSpace(getenv(name)); v != "" {
			return v
		}
		return fallback
	}
	c := Config{
		DatabaseURL: or("QHANA_DATABASE_URL", ""), DataDir: or("QHANA_DATA_DIR", "./var"), Addr: or("QHANA_ADDR", ":8080"),
		BaseURL: or("QHANA_BASE_URL", ""), SMTPURL: or("QHANA_SMTP_URL", ""), From: or("QHANA_MAIL_FROM", ""),
		Statute: or("QHANA_STATUTE", "bo-la-paz"), Laws: or("QHANA_LAWS", ""), LogFormat: or("QHANA_LOG", "text"),
	}
	if c.DatabaseURL != "" && !isURL(c.DatabaseURL, "postgres", "postgresql") {
		bad("QHANA_DATABASE_URL", redactURL(c.DatabaseURL), "must look like postgres://user:password@host/database")
	}
	host, port, err := net.SplitHostPort(c.Addr)
	if n, perr := strconv.Atoi(port); err != nil || perr != nil || n < 0 || n > 65535 {
		bad("QHANA_ADDR", c.Addr, "must look like :8080 or 127.0.0.1:8080")
	}
	if c.BaseURL == "" {
		if host == "" || host == "0.0.0.0" || host == "::" {
			host = "localhost"
		}
		c.BaseURL = "http://" + net.JoinHostPort(host, port)
	}
	if !isURL(c.BaseURL, "http", "https") {
		bad("QHANA_BASE_URL", c.BaseURL, "must look like https://transparencia.example.bo")
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	if c.SMTPURL != "" && !isURL(c.SMTPURL, "smtp", "smtps") {
		bad("QHANA_SMTP_URL", redactURL(c.SMTPURL), "must look like smtp://user:password@host:587 or smtps://host:465")
	}
	if info, err := os.Stat(c.Laws); c.Laws != "" && (err != nil || !info.IsDir()) {
		bad("QHANA_LAWS", c.Laws, "must be a folder with laws, like workflows/")
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		bad("QHANA_LOG", c.LogFormat, "must be text or json")
	}
	if day := or("QHANA_DEMO_DAY", ""); day != "" {
		if c.DemoDay, err = foi.ParseDate(day); err != nil {
			bad("QHANA_DEMO_DAY", day, "must be a day like 2026-01-15")
		}
	}
	if c.DemoYears, err = strconv.Atoi(or("QHANA_DEMO_YEARS", "2")); err != nil || c.DemoYears < 0 || c.DemoYears > 5 {
		bad("QHANA_DEMO_YEARS", getenv("QHANA_DEMO_YEARS"), "must be a number from 0 to 5")
	}
	if c.Conns, err = strconv.Atoi(or("QHANA_DATABASE_CONNS", "24")); err != nil || c.Conns < 6 || c.Conns > 1000 {
		bad("QHANA_DATABASE_CONNS", getenv("QHANA_DATABASE_CONNS"), "must be a number from 6 to 1000")
	}
	if c.Pepper, err = secretOf(getenv, "QHANA_PEPPER"); err != nil {
		errs = append(errs, err)
	}
	if c.RecordKey, err = secretOf(getenv, "QHANA_RECORD_KEY"); err != nil {
		errs = append(errs, err)
	}
	if c.Witnesses, err = witnessesOf(or("QHANA_WITNESSES", "")); err != nil {
		errs = append(errs, fmt.Errorf("QHANA_WITNESSES: %w", err))
	}
	return c, errors.Join(errs...)
}

// witnessesOf reads witnesses, or the file that has them.
func witnessesOf(value string) ([]ledger.Witness, error) {
	if value != "" && !strings.Contains(value, "+") { // every key has one
		b, err := os.ReadFile(value)
		if err != nil {
			return nil, err
		}
		value = string(b)
	}
	return ledger.ParseWitnesses(value)
}

func isURL(s string, schemes ...string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" && u.RawQuery == "" {
		return false
	}
	for _, scheme := range schemes {
		if u.Scheme == scheme {
			return true
		}
	}
	return false
}

// redactURL hides the password of an address that is about to be shown.
func redactURL(s string) string {
	if u, err := url.Parse(s); err == nil {
		return u.Redacted()
	}
	return "[not an address]"
}

// secretOf reads a secret from its variable or its file; nil when neither is given.
func secretOf(getenv func(string) string, name string) (Secret, error) {
	value, file := getenv(name), getenv(name+"_FILE")
	if value != "" && file != "" {
		return nil, fmt.Errorf("%s and %s_FILE: give one of them", name, name)
	}
	if file != "" {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("%s_FILE: %w", name, err)
		}
		name, value = name+"_FILE", strings.TrimSpace(string(b))
	}
	if value == "" {
		return nil, nil
	}
	if len(value) < pepperSize {
		return nil, fmt.Errorf("%s: has %d characters, needs at least %d", name, len(value), pepperSize)
	}
	return Secret(value), nil
}

// withSecrets gives the config a pepper of its own, kept in the data directory, when the environment gave none.
func (c Config) withSecrets() (Config, error) {
	if c.Pepper != nil {
		return c, nil
	}
	path := filepath.Join(c.DataDir, "secrets", "pepper")
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		raw := make([]byte, pepperSize)
		_, _ = rand.Read(raw) // never fails
		b = []byte(hex.EncodeToString(raw) + "\n")
		// Only the secrets are closed to others: PostgreSQL runs as another user when we are root, below the same folder.
		if err := os.MkdirAll(c.DataDir, 0o755); err != nil {
			return c, err
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return c, err
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			return c, err
		}
	} else if err != nil {
		return c, err
	}
	c.Pepper = Secret(strings.TrimSpace(string(b)))
	if len(c.Pepper) < pepperSize {
		return c, fmt.Errorf("%s: has %d characters, needs at least %d", path, len(c.Pepper), pepperSize)
	}
	return c, nil
}

// show prints the config with secrets hidden.
func (c Config) show() string {
	database := "embedded in " + c.DataDir
	if c.DatabaseURL != "" {
		database = redactURL(c.DatabaseURL)
	}
	mail := "outbox, shown at /dev/mail"
	if c.SMTPURL != "" {
		mail = redactURL(c.SMTPURL)
	}
	return fmt.Sprintf("database  %s (%d connections)\ndata      %s\nlisten    %s\nbase URL  %s\nmail      %s\nstatute   %s\nlog       %s\nwitnesses %d\npepper    %s\n",
		database, c.Conns, c.DataDir, c.Addr, c.BaseURL, mail, c.Statute, c.LogFormat, len(c.Witnesses), c.Pepper)
}
