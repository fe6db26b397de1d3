package postgres

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Dump writes a whole database into a file, as it stood at one instant, with PostgreSQL's own pg_dump. The database may be in use.
func Dump(ctx context.Context, url, file string) error {
	tool, err := toolFor(ctx, url, "pg_dump")
	if err != nil {
		return err
	}
	return runTool(ctx, tool, "--format=custom", "--no-owner", "--no-privileges", "--file="+file, "--dbname="+url)
}

// Load reads what Dump wrote into an empty database: all of it, or nothing.
func Load(ctx context.Context, url, file string) error {
	tool, err := toolFor(ctx, url, "pg_restore")
	if err != nil {
		return err
	}
	return runTool(ctx, tool, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname="+url, file)
}

// toolFor finds a program of PostgreSQL's that is at least as new as the server, which they ask for.
func toolFor(ctx context.Context, url, name string) (string, error) {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return "", err
	}
	defer func() { _ = db.Close() }()
	var number string
	if err := db.QueryRowContext(ctx, `SHOW server_version_num`).Scan(&number); err != nil {
		return "", fmt.Errorf("ask the database for its version: %w", err)
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return "", fmt.Errorf("the server's version is %q", number)
	}
	major := n / 10_000
	var newer string
	for _, b := range installations(os.Getenv("PATH"), places) {
		tool := filepath.Join(b.dir, name)
		if _, err := os.Stat(tool); err != nil || b.major < major {
			continue
		}
		if b.major == major {
			return tool, nil
		}
		newer = tool
	}
	if newer == "" { // a machine with the clients alone has no server beside them
		if tool, err := exec.LookPath(name); err == nil {
			if m, err := majorOf(tool); err == nil && m >= major {
				newer = tool
			}
		}
	}
	if newer == "" {
		return "", fmt.Errorf("there is no %s of PostgreSQL %d here: %s", name, major, installCommand(major))
	}
	return newer, nil
}

func runTool(ctx context.Context, tool string, args ...string) error {
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, tool, args...)
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", filepath.Base(tool), err), errors.New(strings.TrimSpace(said.String())))
	}
	return nil
}
