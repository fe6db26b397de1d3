// Package interop has the public record read by a verifier that others wrote: the fsck of transparency-dev's Tessera. It is a
// module of its own, so that Qhana needs nothing of what that verifier needs; cmd/qhana/interop_test.go runs it on a site.
package interop

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
)

// workers are more than a record's wrong tiles: fsck waits for ever once each of its workers has met one.
const workers = 64

// The checkpoint is signed by the key, the entries give its root, and every tile is the one that the entries give.
func TestRecord(t *testing.T) {
	site, key := os.Getenv("QHANA_RECORD_URL"), os.Getenv("QHANA_RECORD_KEY")
	if site == "" || key == "" {
		t.Fatal("QHANA_RECORD_URL is to be the address of a record, and QHANA_RECORD_KEY the key that signs it")
	}
	root, err := url.Parse(site)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		t.Fatal(err)
	}
	from, err := client.NewHTTPFetcher(root, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	f := fsck.New(verifier.Name(), verifier, from, leaves, fsck.Opts{N: workers})
	if err := f.Check(ctx); err != nil {
		t.Fatal(err)
	}
	seen := f.Status()
	t.Logf("%d files read\n%v", seen.ResourcesFetched, seen)
}

// leaves are the hashes of a bundle's entries.
func leaves(bundle []byte) ([][]byte, error) {
	var b api.EntryBundle
	if err := b.UnmarshalText(bundle); err != nil {
		return nil, fmt.Errorf("a bundle of entries: %w", err)
	}
	out := make([][]byte, 0, len(b.Entries))
	for _, e := range b.Entries {
		out = append(out, rfc6962.DefaultHasher.HashLeaf(e))
	}
	return out, nil
}
