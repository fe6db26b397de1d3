package main

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// deskPage is one page of the desk, by one of several addresses in turn.
type deskPage struct {
	name, who string
	paths     []string
	long      bool // the case with 2,000 entries

	took   []time.Duration
	spent  time.Duration
	weight int // bytes of the heaviest, compressed
}

// deskPatience is how long one page is measured.
const deskPatience = 20 * time.Second

func (p *deskPage) target() time.Duration {
	if p.long {
		return deskLong
	}
	return deskTarget
}

// at is the time within which so many of 100 answers came.
func (p *deskPage) at(percent int) time.Duration { return p.took[(len(p.took)-1)*percent/100] }

// pages asks for every page as often as the size says, all in one random order, so that none has its rows in memory for being asked
// for just before.
func (d *deskBench) pages() error {
	pages, err := d.allPages()
	if err != nil {
		return err
	}
	for i := range pages { // plans, templates and what every page needs
		if _, _, err := d.get(pages[i].who, pages[i].paths[0]); err != nil {
			return err
		}
	}
	order := make([]int, 0, len(pages)*d.size.times)
	for i := range pages {
		order = append(order, slices.Repeat([]int{i}, d.size.times)...)
	}
	rng := rand.New(rand.NewPCG(demoSeed, 1))
	rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	for _, i := range order {
		p := &pages[i]
		if p.spent > deskPatience {
			continue // its figures will not be better for more
		}
		body, took, err := d.get(p.who, p.paths[len(p.took)%len(p.paths)])
		if err != nil {
			return err
		}
		if n := len(p.took); n < len(p.paths) || n == 0 {
			p.weight = max(p.weight, compressed(body.Bytes()))
		}
		p.took, p.spent = append(p.took, took), p.spent+took
	}
	d.printPages(pages)
	return nil
}

func (d *deskBench) printPages(pages []deskPage) {
	_, _ = fmt.Fprintf(d.out, "    %-46s %-15s %9s %9s %9s\n", "page", "for", "p50", "p95", "kB gzip")
	var over []string
	worst, heaviest := pages[0], pages[0]
	for _, p := range pages {
		slices.Sort(p.took)
		mark := ""
		if p.at(95) > p.target() || p.weight > deskWeight {
			mark = "  over"
			over = append(over, p.name)
		}
		who := p.who
		if who == "" {
			who = "anyone"
		}
		_, _ = fmt.Fprintf(d.out, "    %-46s %-15s %9s %9s %9.1f%s\n", p.name, who, short(p.at(50)), short(p.at(95)), float64(p.weight)/1000, mark)
		if !p.long && p.at(95) > worst.took[(len(worst.took)-1)*95/100] {
			worst = p
		}
		if p.weight > heaviest.weight {
			heaviest = p
		}
	}
	if len(over) == 0 {
		over = []string{deskAnswers}
	}
	_, _ = fmt.Fprintf(d.out, "    %d pages, each %d times: worst p95 %s (%s), %.2f of its target; biggest page %.1f kB (%s), %.2f of its target; %s\n",
		len(pages), d.size.times, short(worst.at(95)), worst.name, float64(worst.at(95))/float64(worst.target()),
		float64(heaviest.weight)/1000, heaviest.name, float64(heaviest.weight)/deskWeight, strings.Join(over, ", "))
}

// compressed is what a page weighs on its way.
func compressed(b []byte) int {
	var n counter
	z := gzip.NewWriter(&n)
	_, _ = z.Write(b)
	_ = z.Close()
	return int(n)
}

type counter int

// Write counts.
func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

var _ io.Writer = new(counter)

// allPages lists what is asked for.
func (d *deskBench) allPages() ([]deskPage, error) {
	var all []deskPage
	add := func(name, who string, paths ...string) {
		if len(paths) > 0 {
			all = append(all, deskPage{name: name, who: who, paths: paths})
		}
	}
	add("today", deskOfficer, "/mesa")
	add("today", deskUnit, "/mesa")
	add("notices", deskOfficer, "/mesa/avisos")
	for _, list := range []struct {
		who    string
		queues []string
	}{
		{deskOfficer, []string{store.QueueLate, store.QueueDueWeek, store.QueueNew, store.QueueBack, store.QueueWaitingCitizen, store.QueueToSign,
			store.QueueSigned, store.QueueWatched, store.QueueAllLive, store.QueueClosed, store.QueueAll}},
		{deskUnit, []string{store.QueueMine, store.QueueLate, store.QueueDueWeek, store.QueueNew, store.QueueWatched, store.QueueClosed, store.QueueAll}},
	} {
		for _, queue := range list.queues {
			address := "/mesa/casos?cola=" + queue
			add("queue "+queue, list.who, address)
			next, err := d.deepRequests(list.who, queue)
			if err != nil {
				return nil, err
			}
			if next != "" {
				add("queue "+queue+", deep", list.who, address+"&desde="+next)
			}
		}
	}
	for _, f := range []string{"unidad=finanzas", "unidad=zongo", "cola=all_live&unidad=finanzas", "cola=all_live&unidad=zongo", "estado=open", "estado=signing", "estado=published",
		"estado=withdrawn", "plazo=running", "plazo=suspended", "plazo=missed", "plazo=met", "plazo=stopped", "cola=late&unidad=obras&estado=open",
		"cola=all_live&orden=filed", "cola=all_live&orden=-due", "cola=closed&orden=filed", "q=presupuesto", "q=presupuesto&cola=all_live", "q=ornitorrinco",
		"q=ornitorrinco&cola=all_live", "q=mantenimiento+vias&unidad=finanzas", "q=nadie+pregunta+esto"} {
		add(f, deskOfficer, "/mesa/casos?"+f)
	}
	for _, f := range []string{"q=presupuesto", "q=ornitorrinco", "estado=published", "plazo=missed"} {
		add(f, deskUnit, "/mesa/casos?"+f)
	}
	if err := d.casePages(add); err != nil {
		return nil, err
	}
	for i := range all {
		all[i].long = strings.HasPrefix(all[i].name, "long ")
	}
	if err := d.auditPages(add); err != nil {
		return nil, err
	}
	return all, d.publicPages(add)
}

// casePages are the pages of single cases.
func (d *deskBench) casePages(add func(name, who string, paths ...string)) error {
	const live = `SELECT r.reference FROM request r WHERE r.state IN ('received', 'open', 'signing', 'signed') AND r.id % 401 = 0`
	for _, c := range []struct{ name, who, query string }{
		{"open case", deskOfficer, live + ` ORDER BY r.id LIMIT 100`},
		{"open case", deskUnit, live + ` AND EXISTS (SELECT 1 FROM branch b WHERE b.request_id = r.id AND b.unit = 'finanzas') ORDER BY r.id LIMIT 100`},
		{"closed case", deskOfficer, `SELECT r.reference FROM request r WHERE r.id % 9001 = 0 AND r.state NOT IN ('received', 'open', 'signing', 'signed') ORDER BY r.id LIMIT 100`},
		{"long case", deskOfficer, `SELECT r.reference FROM request r WHERE r.id = (SELECT request_id FROM question WHERE subject = '` + longSubject + `')`},
		{"long case", deskAuditor, `SELECT r.reference FROM request r WHERE r.id = (SELECT request_id FROM question WHERE subject = '` + longSubject + `')`},
		{"case", deskAuditor, live + ` ORDER BY r.id DESC LIMIT 100`},
	} {
		var refs []string
		if err := d.store.DB().SelectContext(d.ctx, &refs, c.query); err != nil {
			return err
		}
		prefix := "/mesa/casos/"
		if c.who == deskAuditor {
			prefix = "/auditoria/casos/"
		}
		paths := func(format string) []string {
			out := make([]string, len(refs))
			for i, ref := range refs {
				out[i] = prefix + ref + format
			}
			return out
		}
		add(c.name, c.who, paths("")...)
		add(c.name+", why this date", c.who, paths("/plazo/response")...)
		if c.who == deskOfficer && c.name != "closed case" {
			add(c.name+", form of a note", c.who, paths("/note")...)
		}
		if c.name == "open case" && c.who == deskOfficer {
			var searches []string
			for _, ref := range refs {
				searches = append(searches, "/mesa/casos?q="+url.QueryEscape(ref))
			}
			add("search by reference", c.who, searches...)
		}
	}
	for _, list := range []string{"cola=all_live", "cola=due_week", "cola=all_live&unidad=finanzas", "cola=all_live&unidad=economia", "cola=all_live&unidad=zongo"} {
		address := "/mesa/lote?" + url.Values{"accion": {string(foi.Extend)}, "lista": {list}, "todas": {"si"}}.Encode()
		if _, _, err := d.get(deskOfficer, address); err == nil { // not more than one action takes, and not none
			add("before a bulk action", deskOfficer, address)
			return nil
		}
	}
	return errors.New("no list has as many cases as one action takes")
}

// auditPages are the auditor's.
func (d *deskBench) auditPages(add func(name, who string, paths ...string)) error {
	for _, path := range []string{"/auditoria", "/auditoria?plazo=branch", "/auditoria/administracion", "/auditoria/plazos", "/auditoria/plazos?plazo=response&estado=running",
		"/auditoria/plazos?plazo=response&estado=missed", "/auditoria/plazos?plazo=response&estado=met_late", "/auditoria/plazos?estado=suspended", "/auditoria/plazos?estado=stopped",
		"/auditoria/plazos?plazo=clarification", "/auditoria/plazos?unidad=finanzas", "/auditoria/plazos?unidad=zongo&estado=running", "/auditoria/plazos?prorroga=si",
		"/auditoria/plazos?unidad=finanzas&prorroga=si", "/auditoria/plazos?mes=2025-09", "/auditoria/plazos?mes=2025-09&plazo=branch&estado=met_late"} {
		add(strings.TrimPrefix(path, "/"), deskAuditor, path)
	}
	who, err := d.actor(deskAuditor)
	if err != nil {
		return err
	}
	f := store.DeadlineFilter{Viewer: who, Limit: 200}
	for n := 0; n < d.size.deep; n += f.Limit {
		page, err := d.store.Deadlines(d.ctx, f)
		if err != nil {
			return err
		}
		if f.After = page.Next; f.After == "" {
			return nil
		}
	}
	add("auditoria/plazos, deep", deskAuditor, "/auditoria/plazos?desde="+f.After)
	return nil
}

// publicPages are the published answers, which everybody reads.
func (d *deskBench) publicPages(add func(name, who string, paths ...string)) error {
	for _, path := range []string{"/", "/respuestas", "/respuestas?q=presupuesto", "/respuestas?q=ornitorrinco", "/respuestas?q=nadie+pregunta+esto", "/respuestas?unidad=finanzas",
		"/respuestas?unidad=zongo", "/respuestas?zona=sur", "/respuestas?resultado=denied", "/respuestas?gestion=2025", "/respuestas?q=presupuesto&unidad=finanzas&gestion=2025"} {
		add(path, "", path)
	}
	f := store.DisclosureFilter{Limit: 200}
	for n := 0; n < d.size.deep; n += f.Limit {
		page, err := d.store.Disclosures(d.ctx, f)
		if err != nil {
			return err
		}
		if f.After = page.Next; f.After == "" {
			break
		}
	}
	if f.After != "" {
		add("/respuestas, deep", "", "/respuestas?desde="+f.After)
	}
	var refs []string
	const query = `SELECT reference FROM disclosure WHERE request_id % 6007 = 0 ORDER BY request_id LIMIT 100`
	if err := d.store.DB().SelectContext(d.ctx, &refs, query); err != nil {
		return err
	}
	for i := range refs {
		refs[i] = "/respuestas/" + refs[i]
	}
	add("a published answer", "", refs...)
	return nil
}

// deepRequests is the cursor of a page deep in a queue, as its next links lead there; "" of a queue that is not so long.
func (d *deskBench) deepRequests(login, queue string) (string, error) {
	who, err := d.actor(login)
	if err != nil {
		return "", err
	}
	law := d.law.Body()
	today := law.Today(d.now())
	f := store.RequestFilter{Viewer: who, Queue: queue, Until: law.Calendar().AsOf(today).After(today, 5), Limit: 200}
	last := ""
	for n := 0; n < d.size.deep; n += f.Limit {
		page, err := d.store.Requests(d.ctx, f)
		if err != nil {
			return "", err
		}
		if page.Next == "" {
			break // the last full page of a short queue
		}
		f.After, last = page.Next, page.Next
	}
	return last, nil
}
