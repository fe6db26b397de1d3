package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"qhana/internal/foi"
)

// firstByte is a writer that says when the first byte came, and then that the reader has gone.
type firstByte struct {
	*httptest.ResponseRecorder
	begun time.Time
	took  time.Duration
	gone  context.CancelFunc
}

// Write keeps the time.
func (w *firstByte) Write(b []byte) (int, error) {
	if w.took == 0 {
		w.took = time.Since(w.begun)
		w.gone()
	}
	return len(b), nil
}

// exports measures the time to the first byte of the lists as files. A spreadsheet is packed as a whole: its first byte comes when all rows
// are in it.
func (d *deskBench) exports() error {
	for _, x := range []struct {
		path  string
		times int
	}{{"/mesa/casos/exportar.csv?cola=all", d.size.times}, {"/mesa/casos/exportar.csv?cola=all_live", d.size.times}, {"/mesa/casos/exportar.csv?q=ornitorrinco", d.size.times},
		{"/mesa/casos/exportar.xlsx?q=ornitorrinco", 10}, {"/mesa/casos/exportar.xlsx?cola=all_live", 1}} {
		var took []time.Duration
		for range x.times {
			one, err := d.export(x.path)
			if err != nil {
				return err
			}
			took = append(took, one)
		}
		slices.Sort(took)
		_, _ = fmt.Fprintf(d.out, "    %-46s %-15s %9s %9s  to the first byte, %d times\n", strings.TrimPrefix(x.path, "/mesa/casos/"), deskOfficer,
			short(took[len(took)/2]), short(took[(len(took)-1)*95/100]), x.times)
	}
	return nil
}

func (d *deskBench) export(path string) (time.Duration, error) {
	ctx, cancel := context.WithCancel(d.ctx)
	defer cancel()
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	req.AddCookie(d.cookies[deskOfficer])
	w := &firstByte{ResponseRecorder: httptest.NewRecorder(), begun: time.Now(), gone: cancel}
	func() {
		defer func() {
			if v := recover(); v != nil && v != http.ErrAbortHandler { // which is how a file that breaks off ends
				panic(v)
			}
		}()
		d.site.ServeHTTP(w, req)
	}()
	if w.took == 0 || w.Code != http.StatusOK {
		return 0, fmt.Errorf("%s gives nothing: %d", path, w.Code)
	}
	return w.took, nil
}

// together asks for all pages from several readers at once, who are many more than processors.
func (d *deskBench) together() error {
	pages, err := d.allPages()
	if err != nil {
		return err
	}
	var next atomic.Int64
	r, err := measure(benchClients, benchTime, func(int, int) error {
		n := int(next.Add(1) * 7919) // which divides none of the counts below: the order is mixed, and each page comes as often as any other
		p := pages[n%len(pages)]
		_, _, err := d.get(p.who, p.paths[n%len(p.paths)])
		return err
	})
	if err == nil {
		r.print(d.out, fmt.Sprintf("    all pages, %d readers at once", benchClients), rate{})
	}
	return err
}

// atOnce extends many cases in one action.
func (d *deskBench) atOnce() error {
	who, err := d.actor(deskOfficer)
	if err != nil {
		return err
	}
	desk, err := d.desk(d.store, d.law, d.now)
	if err != nil {
		return err
	}
	var ids []int64
	const query = `SELECT r.id FROM request r JOIN deadline d ON d.request_id = r.id AND d.clock = 'response' AND d.branch = 0
		 WHERE r.state IN ('received', 'open') AND r.clock = 'running' AND d.extended = 0 AND r.due_on > $1 ORDER BY r.id LIMIT $2`
	if err := d.store.DB().SelectContext(d.ctx, &ids, query, d.law.Body().Today(d.now()).String(), d.size.batch); err != nil {
		return err
	}
	act := foi.Action{Kind: foi.Extend, Ground: "volume", Amount: 5, Words: foi.Words{"text": "El volumen de lo pedido excede lo previsto."}}
	begun := time.Now()
	id, err := desk.Begin(d.ctx, act, ids, nil, who)
	if err != nil {
		return err
	}
	asked := time.Since(begun)
	if _, failed, err := desk.Go(d.ctx); err != nil || failed != nil {
		return errors.Join(append(failed, err)...)
	}
	took := time.Since(begun)
	b, err := d.store.Batch(d.ctx, id, who.Account)
	if err != nil {
		return err
	}
	_, seen, err := d.get(deskOfficer, fmt.Sprintf("/mesa/lote/%d", id))
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(d.out, "    one action on %d cases: begun in %s, all in %.1f s, %.0f/s, %.2f of its target; %d done, %d refused; its page in %s\n",
		len(ids), short(asked), took.Seconds(), float64(len(ids))/took.Seconds(), took.Seconds()/deskAtOnce.Seconds(), b.Done, b.Refused, short(seen))
	return nil
}
