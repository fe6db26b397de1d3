package server_test

import (
	"bytes"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// junk is what nobody should send: other types, other alphabets, too much of it, and what breaks careless programs; among it is some
// that fits, so that what it stands beside is reached.
var junk = []string{"", "\x00", "\xff\xfe", strings.Repeat("9", 400), "-1", "0", "1e309", "NaN", "' OR 1=1 --", "<script>alert(1)</script>", strings.Repeat("á", 5000), "2026-02-30", "9999-12-31",
	"0001-01-01", "12:99", "../../etc/passwd", "a@", "x@y@z", "%", "{{.X}}", "\u202e\u2028", strings.Repeat("😀", 300), strings.Repeat("x", 70_000), "LP-2026-000001-5", "99999999999999999999",
	"Se entrega lo pedido.", "12", "2026-03-20", "2026-03-02", "10:30", "a@b.example", "finanzas", "es", "si"}

// sloppy goes through every page that somebody reaches by links, read as a browser reads it (x/net/html), and sends every form with junk in it.
type sloppy struct {
	*visitor
	rng   *rand.Rand
	sent  int
	kinds map[string]int
}

var (
	varying = regexp.MustCompile(`LP-\d{4}-\d{6}-\d|\d+|=[^&]*`)
	skipped = regexp.MustCompile(`^/(salir|idioma|static)`)
)

func (s *sloppy) walk(start ...string) {
	for todo := start; len(todo) > 0; todo = todo[1:] {
		path := todo[0]
		kind, most := varying.ReplaceAllString(path, ""), 1
		if strings.HasPrefix(path, "/mesa/casos/") { // cases differ in what can be done with them
			most = 2
		}
		if s.kinds[kind]++; s.kinds[kind] > most || skipped.MatchString(path) {
			continue
		}
		p := s.get(path)
		s.survived(p, "")
		root, err := html.Parse(strings.NewReader(p.body))
		if err != nil {
			s.h.t.Fatal(err)
		}
		here, _ := url.Parse(s.h.url + path)
		at := func(to string) string {
			u, err := here.Parse(to)
			if err != nil || u.Host != here.Host {
				return "/salir"
			}
			return u.RequestURI()
		}
		for n := range root.Descendants() {
			switch {
			case n.Type != html.ElementNode:
			case n.Data == "a" && attr(n, "href") != "":
				todo = append(todo, at(attr(n, "href")))
			case n.Data == "form" && !skipped.MatchString(at(attr(n, "action"))):
				for range 2 {
					s.send(n, at(attr(n, "action")))
				}
			}
		}
	}
}

// send fills a form: what the form itself says is mostly left as it is, the rest is junk.
func (s *sloppy) send(form *html.Node, to string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	plain, list := url.Values{}, ""
	add := func(name, value string) {
		plain.Add(name, value)
		_ = w.WriteField(name, value)
	}
	for n := range form.Descendants() {
		name := attr(n, "name")
		if n.Type != html.ElementNode {
			continue
		}
		own := n.Data == "option" || n.Data == "button" || n.Data == "input" && strings.Contains("hidden radio checkbox", attr(n, "type")) && attr(n, "type") != ""
		switch {
		case n.Data == "select":
			list = name
		case n.Data == "option":
			name = list
		}
		switch {
		case name == "" || n.Data == "select" || s.rng.IntN(8) == 0:
		case own && s.rng.IntN(4) > 0:
			add(name, attr(n, "value"))
		case attr(n, "type") == "file":
			part, _ := w.CreateFormFile(name, pick(s.rng, "a.pdf", "../x.svg", "á.html", strings.Repeat("x", 300)+".csv"))
			_, _ = part.Write([]byte(pick(s.rng, junk...)))
		default:
			add(name, pick(s.rng, junk...))
		}
	}
	_ = w.Close()
	s.sent++
	if attr(form, "method") == "get" {
		s.survived(s.get(to+"?"+plain.Encode()), plain.Encode())
		return
	}
	if attr(form, "enctype") == "" {
		s.survived(s.post(to, plain), plain.Encode())
		return
	}
	req, err := http.NewRequest(http.MethodPost, s.h.url+to, &b)
	if err == nil {
		req.Header.Set("Content-Type", w.FormDataContentType())
	}
	s.survived(s.do(req, err), plain.Encode())
}

func (s *sloppy) survived(p page, sent string) {
	s.h.t.Helper()
	if p.status >= http.StatusInternalServerError {
		s.h.t.Errorf("%s answers %d to %.500q", p.what, p.status, sent)
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func pick(rng *rand.Rand, list ...string) string { return list[rng.IntN(len(list))] }

// Junk in every form of every page never makes an error of ours, and leaves each case as its record says.
func TestJunkInEveryForm(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	ref, _ := h.branched()
	h.ready()
	h.visitor().ask("Obras del parque", "¿Cuándo?")
	for _, who := range []struct {
		login string
		start []string
		least int
	}{
		{"", []string{"/", "/pedir/que", "/seguir", "/verificar"}, 20},
		{"oficial", []string{"/mesa", "/mesa/casos/" + ref}, 40},
		{"jefe", []string{"/mesa", "/mesa/casos/" + ref}, 40},
		{"firma", []string{"/mesa"}, 40},
		{"ventanilla", []string{"/mesa", "/mesa/ventanilla"}, 40},
		{"transparencia", []string{"/mesa", "/mesa/casos/" + ref}, 60},
		{"auditoria", []string{"/auditoria"}, 20},
		{"admin", []string{"/admin"}, 60},
	} {
		s := &sloppy{visitor: h.visitor(), rng: rand.New(rand.NewPCG(seed, 1)), kinds: map[string]int{}}
		if who.login != "" {
			s.visitor = h.as(who.login)
		}
		s.walk(who.start...)
		if s.sent < who.least {
			t.Errorf("%q sent %d forms only", who.login, s.sent)
		}
		t.Logf("%q: %d kinds of page, %d forms sent", who.login, len(s.kinds), s.sent)
	}
	kept, err := h.store.Kept(t.Context(), 0, 1000)
	if err != nil || len(kept) < 3 {
		t.Fatal(len(kept), err)
	}
	for _, k := range kept {
		replayed := h.law.Under(k.Request.Statute, k.Request.Version).Replay(k.Request, k.Ledger).Request
		if was, is := [...]any{k.Request.State, k.Request.DueOn, k.Request.Rev, k.Request.Outcome}, [...]any{replayed.State, replayed.DueOn, replayed.Rev, replayed.Outcome}; was != is {
			t.Errorf("%s: the record comes to %v, stored is %v", k.Request.Reference, is, was)
		}
	}
}
