package view_test

import (
	"bytes"
	"context"
	"testing"

	"golang.org/x/sync/errgroup"

	"qhana/internal/view"
)

// Several readers who look at drawings at once each get theirs, and so does whoever comes after one who went away.
func TestDrawingsAtOnce(t *testing.T) {
	t.Parallel()
	const dot = `digraph { a -> b; b -> c; c -> a [label="vuelve"]; a -> d; d -> { e f g h } }`
	gone, cancel := context.WithCancel(t.Context())
	var readers errgroup.Group
	for range 8 {
		readers.Go(func() error { _, _ = view.Drawing(gone, dot); return nil })
		readers.Go(func() error {
			svg, err := view.Drawing(t.Context(), dot)
			if err == nil && !bytes.Contains(svg, []byte("vuelve")) {
				t.Errorf("%s", svg)
			}
			return err
		})
	}
	cancel()
	if err := readers.Wait(); err != nil {
		t.Fatal(err)
	}
}
