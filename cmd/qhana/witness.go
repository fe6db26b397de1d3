package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"qhana/internal/ledger"
)

// A witness cosigns the checkpoints of a record that it has seen grow and nothing else (C2SP tlog-witness). Another public body
// runs it, with its own key, on its own machine.

// maxOffer is how long what a witness is sent may be.
const maxOffer = 64 << 10

// witness remembers the last tree that it cosigned, and cosigns what continues it.
type witness struct {
	origin string
	logs   note.Verifiers
	key    *ledger.Cosigner
	state  string
	now    func() time.Time
	log    *slog.Logger

	mu sync.Mutex // from reading what was signed last to remembering what is signed now
}

// witnessCmd runs a witness until it is told to stop.
func witnessCmd(ctx context.Context, c *cli) error {
	flags := flag.NewFlagSet("witness", flag.ContinueOnError)
	flags.SetOutput(c.out)
	var logs list
	flags.Var(&logs, "log-key", "key of the record, as its page shows it; several while it changes")
	origin := flags.String("origin", "", "name of the record; the key's name when not given")
	key := flags.String("key", "", "file with the witness's secret key; made when there is none and -name is given")
	name := flags.String("name", "", "name of a new key, a domain and path of your own: testigo.example/w1")
	state := flags.String("state", "", "directory that remembers what was signed last; do not lose it")
	listen := flags.String("listen", ":8090", "where to listen")
	if err := flags.Parse(c.args); err != nil {
		return err
	}
	if len(logs) == 0 || *key == "" || *state == "" || flags.NArg() > 0 {
		return errors.New("witness -log-key KEY [-origin NAME] -key FILE [-name NAME] -state DIR [-listen ADDR]")
	}
	var verifiers []note.Verifier
	for _, k := range logs {
		v, err := note.NewVerifier(k)
		if err != nil {
			return fmt.Errorf("-log-key %q is not a key of a record", k)
		}
		verifiers = append(verifiers, v)
	}
	if *origin == "" {
		*origin = verifiers[0].Name()
	}
	cosigner, err := witnessKey(*key, *name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(*state, 0o700); err != nil {
		return err
	}
	w := &witness{origin: *origin, logs: note.VerifierList(verifiers...), key: cosigner, state: filepath.Join(*state, "witnessed.json"), now: time.Now, log: c.log}
	last, err := readTree(w.state)
	if err != nil {
		return err
	}
	c.cfg.Addr = *listen
	return c.listen(ctx, w.handler(), func() {
		_, _ = fmt.Fprintf(c.out, "witness of %s, which had %d acts; the record needs this line in QHANA_WITNESSES, with your address:\n%s https://…\n", w.origin, last.N, cosigner.VerifierKey())
	})
}

// witnessKey reads a witness's key, or makes one with a name.
func witnessKey(path, name string) (*ledger.Cosigner, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && name != "" {
		var secret string
		if secret, _, err = note.GenerateKey(rand.Reader, name); err != nil {
			return nil, err
		}
		b, err = []byte(secret), os.WriteFile(path, []byte(secret+"\n"), 0o600)
	}
	if err != nil {
		return nil, err
	}
	k, err := ledger.ParseCosigner(strings.TrimSpace(string(b)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return k, nil
}

func (w *witness) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /add-checkpoint", func(out http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(http.MaxBytesReader(out, r.Body, maxOffer))
		if err != nil {
			http.Error(out, "too long", http.StatusBadRequest)
			return
		}
		status, answer := w.add(b)
		if status == http.StatusConflict {
			out.Header().Set("Content-Type", "text/x.tlog.size")
		} else {
			out.Header().Set("Content-Type", "text/plain; charset=utf-8")
		}
		if status >= http.StatusConflict {
			w.log.Warn("not witnessed", "status", status, "answer", strings.TrimSpace(answer))
		}
		out.WriteHeader(status)
		_, _ = io.WriteString(out, answer)
	})
	return mux
}

// add judges an offer, and cosigns it once it is remembered.
func (w *witness) add(b []byte) (status int, answer string) {
	o, err := ledger.ParseOffer(b)
	if err != nil {
		return http.StatusBadRequest, err.Error() + "\n"
	}
	if ledger.OriginOf(o.Checkpoint) != w.origin {
		return http.StatusNotFound, "this witness knows no such record\n"
	}
	cp, _, err := ledger.OpenCheckpoint(o.Checkpoint, w.origin, w.logs)
	var unknown *note.UnverifiedNoteError
	var forged *note.InvalidSignatureError
	switch {
	case errors.As(err, &unknown), errors.As(err, &forged):
		return http.StatusForbidden, "no signature of a key that this witness knows\n"
	case err != nil:
		return http.StatusBadRequest, err.Error() + "\n"
	case o.Old > cp.N:
		return http.StatusBadRequest, "the old size is larger than the checkpoint\n"
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	last, err := readTree(w.state)
	if err != nil {
		return w.broken(err)
	}
	if o.Old != last.N || cp.N == last.N && last.N > 0 && cp.Hash != last.Hash {
		return http.StatusConflict, fmt.Sprintf("%d\n", last.N)
	}
	if err := ledger.Continues(last, cp.Tree, o.Proof); err != nil {
		return http.StatusUnprocessableEntity, err.Error() + "\n"
	}
	now := w.now()
	if cp.Tree != last && cp.N > 0 {
		if err := keepTree(w.state, signed{Size: cp.N, Root: cp.Hash.String(), At: now.UTC()}); err != nil {
			return w.broken(err)
		}
	}
	line, err := w.key.Cosign(o.Checkpoint, now)
	if err != nil {
		return w.broken(err)
	}
	return http.StatusOK, string(line)
}

func (w *witness) broken(err error) (int, string) {
	w.log.Error("the witness cannot sign", "err", err)
	return http.StatusInternalServerError, "the witness cannot sign now\n"
}
