package server

import (
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/view"
)

// verifyPlace tells anybody whether the record of today has an act at a place, and which: what the code on a receipt's paper
// leads to. It says only what the record shows to everybody.
func (s *Server) verifyPlace(w http.ResponseWriter, r *http.Request) error {
	place, err := s.placeOf(r)
	if err != nil {
		return err
	}
	status := http.StatusOK
	switch place.State {
	case "bad":
		status = http.StatusUnprocessableEntity
	case "beyond", "other", "broken":
		status = http.StatusNotFound
	}
	return s.render(w, r, status, view.PublicVerifyPage.With(view.PublicVerify{Record: true, Place: place}))
}

// placeOf says what stands at the place that an address names.
func (s *Server) placeOf(r *http.Request) (*view.PublicPlace, error) {
	index, err := strconv.ParseInt(pathValue(r, "index"), 10, 64)
	want, err2 := hex.DecodeString(strings.ToLower(pathValue(r, "hash")))
	if err != nil || err2 != nil || index < 0 || len(want) != tlog.HashSize {
		return &view.PublicPlace{State: "bad"}, nil
	}
	out := &view.PublicPlace{Index: int(index) + 1, Hash: hex.EncodeToString(want), State: "beyond"}
	last, err := s.store.LastCheckpoint(r.Context())
	if foi.CodeOf(err) == foi.NotFound {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	out.Size, out.Signed = int(last.Size), last.At
	if index >= last.Size {
		return out, nil
	}
	tree := tlog.Tree{N: last.Size}
	copy(tree.Hash[:], last.Root)
	var failed error // of the store, which says nothing about the record
	leaf, err := ledger.LeafAt(tree, index, func(level int, n int64, width int) ([]byte, error) {
		row, err := s.store.RecordTile(r.Context(), level, n)
		if err != nil {
			if foi.CodeOf(err) != foi.NotFound {
				failed = err
			}
			return nil, err
		}
		t, err := ledger.Tile(row).Cut(width)
		return t.Data, err
	})
	if failed != nil {
		return nil, failed
	}
	if err != nil {
		s.log.Error("the record does not agree with what was signed", "place", index, "size", last.Size, "err", err)
		out.State = "broken"
		return out, nil
	}
	if hash := ledger.HashOf(leaf); string(hash[:]) != string(want) {
		out.State = "other"
		return out, nil
	}
	l, err := ledger.ParseLeaf(leaf)
	if err != nil {
		out.State = "broken"
		return out, nil
	}
	out.State, out.Case, out.Act, out.Leaf = "good", l.Case, actKey(l), string(leaf)
	out.At, err = time.Parse(time.RFC3339Nano, l.At)
	return out, err
}
