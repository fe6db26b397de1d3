package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/store"
)

// How long a witness may take to answer, how soon one that did not sign is asked again, and how long that wait becomes.
const (
	witnessAnswer = 10 * time.Second
	witnessAgain  = 5 * time.Second
	witnessRarely = 5 * time.Minute
)

// asking has one witness cosign every checkpoint that is the newest when it is asked (C2SP tlog-witness).
type asking struct {
	cfg     Config
	witness ledger.Witness
	http    *http.Client
	news    chan struct{}
}

// asked are the witnesses to whom checkpoints are sent.
func asked(cfg Config) []*asking {
	var out []*asking
	for _, w := range cfg.Witnesses {
		if w.URL != "" {
			out = append(out, &asking{cfg: cfg, witness: w, http: &http.Client{Timeout: witnessAnswer}, news: make(chan struct{}, 1)})
		}
	}
	return out
}

// wake says that there is a new checkpoint. It never waits.
func (a *asking) wake() {
	select {
	case a.news <- struct{}{}:
	default: // it will see the newest anyway
	}
}

// run asks until ctx ends: at the start, whenever there is a new checkpoint, and again when it was not signed.
func (a *asking) run(ctx context.Context) {
	wait := witnessAgain
	for ctx.Err() == nil {
		err := a.once(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			a.cfg.Log.Error("a witness did not sign the public record", "witness", a.witness.Name(), "err", err)
			pause(ctx, wait) // news do not shorten it: who does not answer is not asked every two seconds
			wait = min(2*wait, witnessRarely)
			continue
		}
		wait = witnessAgain
		select {
		case <-ctx.Done():
		case <-a.news:
		}
	}
}

// once has the newest checkpoint signed, unless it is already.
func (a *asking) once(ctx context.Context) error {
	cp, err := a.cfg.Store.LastCheckpoint(ctx)
	if foi.CodeOf(err) == foi.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	old, _, err := a.cfg.Store.LastCosigned(ctx, a.witness.Name())
	if err != nil || old >= cp.Size {
		return err
	}
	answer, err := a.offer(ctx, cp, old)
	var other otherSize
	if errors.As(err, &other) && int64(other) != old && int64(other) <= cp.Size { // it remembers better than we do, or forgot
		answer, err = a.offer(ctx, cp, int64(other))
	}
	if err != nil {
		return err
	}
	line, at, err := ledger.Cosigned([]byte(cp.Note), answer, a.witness)
	var stranger *note.UnverifiedNoteError
	if errors.As(err, &stranger) {
		return errors.New("it answered with a signature that is not of its key")
	}
	if err != nil {
		return err
	}
	return a.cfg.Store.AddCosignature(ctx, cp.Size, a.witness.Name(), line, at)
}

// otherSize is a witness's word that it last signed a record of another size than we said.
type otherSize int64

func (o otherSize) Error() string {
	return fmt.Sprintf("it last signed %d acts of the record, and refuses this one", int64(o))
}

// offer sends a checkpoint with the proof that it continues the one of size old, and returns the answer.
func (a *asking) offer(ctx context.Context, cp store.Checkpoint, old int64) ([]byte, error) {
	tree := tlog.Tree{N: cp.Size}
	copy(tree.Hash[:], cp.Root)
	proof, err := ledger.Prove(old, tree, TileSource(ctx, a.cfg.Store))
	if err != nil {
		return nil, err
	}
	body := ledger.Offer{Old: old, Proof: proof, Checkpoint: []byte(cp.Note)}.Bytes()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.witness.URL+"/add-checkpoint", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	res, err := a.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil {
		return nil, err
	}
	switch {
	case res.StatusCode == http.StatusOK:
		return answer, nil
	case res.StatusCode == http.StatusConflict && strings.HasPrefix(res.Header.Get("Content-Type"), "text/x.tlog.size"):
		n, err := strconv.ParseInt(strings.TrimSpace(string(answer)), 10, 64)
		if err != nil || n < 0 {
			return nil, errors.New("it names a size that is none")
		}
		return nil, otherSize(n)
	}
	return nil, fmt.Errorf("it answered %s: %.200q", res.Status, answer)
}
