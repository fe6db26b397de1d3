package server

import (
	"archive/zip"
	"context"
	"encoding/json"
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
	"qhana/internal/view"
)

// Notary promises that acts will stand in the public record, and names the keys by which it is checked.
type Notary interface {
	Origin() string
	Keys() []string
	Promise(leaf tlog.Hash, at time.Time) ([]byte, error)
}

// tileSource reads the record's tiles where they are stored.
func (s *Server) tileSource(r *http.Request) ledger.Source {
	return func(level int, n int64, width int) ([]byte, error) {
		row, err := s.store.RecordTile(r.Context(), level, n)
		if err != nil {
			return nil, err
		}
		t, err := ledger.Tile(row).Cut(width)
		return t.Data, err
	}
}

// verifiers are the record's keys, and its witnesses'.
func (s *Server) verifiers() note.Verifiers {
	var list []note.Verifier
	for _, key := range s.notary.Keys() {
		if v, err := note.NewVerifier(key); err == nil {
			list = append(list, v)
		}
	}
	for _, w := range s.witnesses {
		list = append(list, w)
	}
	return note.VerifierList(list...)
}

// recordPage explains the record: how long it is, who signs it, and how anybody checks it.
func (s *Server) recordPage(w http.ResponseWriter, r *http.Request) error {
	page := view.PublicRecord{Origin: s.notary.Origin(), Keys: s.notary.Keys(), Address: siteOf(r) + "/registro"}
	h, err := s.store.RecordHealth(r.Context())
	if err != nil {
		return err
	}
	now := s.now()
	page.Waiting, page.Since, page.Bad, page.Alarms = h.Waiting, now.Add(-h.WaitingFor), h.BadCount, h.Alarms(now)
	c, err := s.store.LastCheckpoint(r.Context())
	if err != nil && foi.CodeOf(err) != foi.NotFound {
		return err
	}
	if err == nil {
		page.Size, page.At, page.Root = int(c.Size), c.At, fmt.Sprintf("%x", c.Root)
	}
	since := s.now().AddDate(0, 0, -lateFigureDays)
	late, longest, err := s.store.LateFigures(r.Context(), s.law.Body().Location(), since)
	if err != nil {
		return err
	}
	page.After = view.PublicAfter{Days: lateFigureDays, Count: int(late), Many: late.More(), Longest: lag(longest)}
	for _, w := range s.witnesses {
		size, at, err := s.store.LastCosigned(r.Context(), w.Name())
		if err != nil {
			return err
		}
		page.Witnesses = append(page.Witnesses, view.PublicWitness{Name: w.Name(), Key: w.Key, Size: int(size), At: at})
	}
	if page.Restored, err = s.restored(r.Context()); err != nil {
		return err
	}
	if page.Laws, err = s.replacements(r.Context(), localeOf(r)); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.PublicRecordPage.With(page))
}

// lateFigureDays is of how many days the page of the record counts what was recorded after the fact.
const lateFigureDays = 90

// restored are the restores from backups, as the record has them.
func (s *Server) restored(ctx context.Context) ([]view.PublicRestore, error) {
	list, err := s.store.Restores(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]view.PublicRestore, len(list))
	for i, one := range list {
		var f struct {
			Size   int        `json:"size"`
			Signed int        `json:"signed"`
			Fork   bool       `json:"fork"`
			Lost   [][2]int64 `json:"lost"`
		}
		if err := json.Unmarshal(one.Facts, &f); err != nil {
			return nil, err
		}
		out[i] = view.PublicRestore{At: one.At, Reason: one.Reason, Fork: f.Fork, Signed: f.Signed, Size: f.Size}
		for _, r := range f.Lost {
			out[i].Lost += int(r[1] - r[0] + 1)
		}
	}
	return out, nil
}

// recordCheckpoint is the newest checkpoint, with its witnesses' lines.
func (s *Server) recordCheckpoint(w http.ResponseWriter, r *http.Request) error {
	c, err := s.store.LastCheckpoint(r.Context())
	if err != nil {
		return err
	}
	text, err := s.witnessed(r, c)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, err = io.WriteString(w, text)
	return err
}

// witnessed is a checkpoint with the lines that witnesses added.
func (s *Server) witnessed(r *http.Request, c store.Checkpoint) (string, error) {
	lines, err := s.store.Cosignatures(r.Context(), c.Size)
	return c.Note + strings.Join(lines, ""), err
}

// recordTile is a tile of the tree, which never changes. One at the right edge is soon asked for by nobody: caches need not keep it.
func (s *Server) recordTile(w http.ResponseWriter, r *http.Request) error {
	t, err := ledger.ParsePath("tile/" + r.PathValue("*"))
	if err != nil {
		return &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	b, err := s.tileSource(r)(t.Level, t.N, t.Width)
	if err != nil {
		return &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	if t.Width < ledger.Width {
		w.Header().Set("Cache-Control", "public, max-age=300")
	}
	_, err = w.Write(b)
	return err
}

// standingsPage is how many cases stand on one page of them.
const standingsPage = 1000

// recordCases is how every case stands, as the site shows it, a line of JSON each: what an auditor compares with what the record
// comes to. After the last line of a page stands the address of the next.
func (s *Server) recordCases(w http.ResponseWriter, r *http.Request) error {
	after, _ := strconv.ParseInt(r.URL.Query().Get("desde"), 10, 64) // none: from the first
	list, err := s.store.Standings(r.Context(), after, standingsPage)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/x-ndjson; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	out := json.NewEncoder(w)
	for _, k := range list {
		line := ledger.Standing{Case: string(k.Reference), Entries: k.Entries, State: string(k.State), Outcome: k.Outcome}
		for _, d := range k.Deadlines {
			line.Clocks = append(line.Clocks, ledger.StandingClock{Clock: d.Clock, Branch: d.Branch, Status: string(d.Status), Due: d.DueOn.String()})
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	if n := len(list); n > 0 {
		return out.Encode(map[string]string{"next": "/registro/casos?desde=" + strconv.FormatInt(list[n-1].ID, 10)})
	}
	return nil
}

// caseProof gives the person who asked the receipt of one act, as a file that anybody can check.
func (s *Server) caseProof(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, _ deskReader) error {
		seq, receipt, err := s.askedReceipt(r, c)
		if err != nil {
			return err
		}
		b, err := receipt.Bytes()
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%d.tlog-proof"`, c.Request.Reference, seq))
		w.Header().Set("Cache-Control", "private, no-store")
		_, err = w.Write(b)
		return err
	})(w, r)
}

// caseProofs gives all receipts of a case in one file.
func (s *Server) caseProofs(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, _ deskReader) error {
		type file struct {
			name string
			data []byte
		}
		var files []file
		for _, e := range c.Ledger {
			if !receiptable(e) {
				continue
			}
			receipt, err := s.receiptOf(r, c, e.Seq)
			if code := foi.CodeOf(err); code == foi.NotFound || code == foi.Conflict {
				continue // a few seconds old, or not what was recorded
			}
			if err != nil {
				return err
			}
			b, err := receipt.Bytes()
			if err != nil {
				return err
			}
			files = append(files, file{fmt.Sprintf("%s-%03d.tlog-proof", c.Request.Reference, e.Seq), b})
		}
		if files == nil {
			return &foi.Error{Code: foi.NotFound, Key: "ledger.pending"}
		}
		w.Header().Set("Content-Type", "application/zip")
		w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.zip"`, c.Request.Reference))
		w.Header().Set("Cache-Control", "private, no-store")
		z := zip.NewWriter(w)
		for _, f := range files {
			part, err := z.Create(f.name)
			if err != nil {
				return err
			}
			if _, err := part.Write(f.data); err != nil {
				return err
			}
		}
		return z.Close()
	})(w, r)
}

// promise is the record's word, at filing, that the filing will stand in it.
func (s *Server) promise(r *http.Request, c foi.Case) (string, error) {
	if s.notary == nil {
		return "", nil
	}
	acts, err := s.store.Recorded(r.Context(), []store.Act{{Kind: ledger.Entry, A: c.Request.ID, B: 1}})
	if err != nil {
		return "", err
	}
	o, err := ledger.Of(acts[0])
	if err != nil {
		return "", err
	}
	b, err := s.notary.Promise(ledger.HashOf(o.Leaf), c.Ledger[0].At)
	return string(b), err
}
