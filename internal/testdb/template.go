package testdb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"

	"github.com/lib/pq"

	"qhana/internal/store"
	"qhana/migrations"
)

// prepare makes the migrated database that tests get copies of, once per server and set of migrations, whichever
// process comes first.
func (s *server) prepare(ctx context.Context) error {
	hash, err := hashOf(migrations.FS)
	if err != nil {
		return err
	}
	s.template = "migrated_" + hash
	conn, err := s.admin.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(hashtext('qhana.testdb'))`); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	defer func() { _, _ = conn.ExecContext(ctx, `SELECT pg_advisory_unlock(hashtext('qhana.testdb'))`) }()
	var there bool
	if err := conn.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, s.template).Scan(&there); err != nil {
		return fmt.Errorf("look for the template: %w", err)
	}
	if there {
		return nil
	}
	return s.migrate(ctx, "half_"+random())
}

// migrate makes the template under another name first, so that it is there whole or not at all.
func (s *server) migrate(ctx context.Context, half string) error {
	if err := s.run(ctx, `CREATE DATABASE `+pq.QuoteIdentifier(half)); err != nil {
		return fmt.Errorf("make the template: %w", err)
	}
	if err := store.Migrate(ctx, s.url(half)); err != nil {
		return fmt.Errorf("migrate the template: %w", err)
	}
	if err := s.run(ctx, `ALTER DATABASE `+pq.QuoteIdentifier(half)+` RENAME TO `+pq.QuoteIdentifier(s.template)); err != nil {
		return fmt.Errorf("name the template: %w", err)
	}
	return nil
}

// hashOf is a short hash of all files' names and contents.
func hashOf(files fs.FS) (string, error) {
	h := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(files, name)
		_, _ = fmt.Fprintf(h, "%s %d\n%s", name, len(b), b)
		return err
	})
	return hex.EncodeToString(h.Sum(nil)[:8]), err
}
