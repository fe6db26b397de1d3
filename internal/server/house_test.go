package server_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"qhana/internal/casework"
	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/server"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
	"qhana/workflows"
)

const password = "una frase larga y secreta"

// cheap is the hash of password at the least cost that is taken: a log-in of every test at the full one takes longer than the rest of it.
var cheap = fmt.Sprintf("$argon2id$v=%d$m=8,t=1,p=1$%s$%s", argon2.Version, base64.RawStdEncoding.EncodeToString([]byte("sal de prueba")),
	base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte(password), []byte("sal de prueba"), 1, 8, 1, 32)))

// house is a site with its database, some units and some people, in a time that the test sets.
type house struct {
	t     *testing.T
	url   string
	store *store.Store
	law   *statute.Library
	desk  *casework.Desk
	now   atomic.Int64

	keeper *document.Keeper
}

// shipped are the laws as they come, read once: every test has its own declarations on them.
var shipped = sync.OnceValues(func() (*statute.Library, error) { return statute.Load(workflows.FS) })

func newHouse(t *testing.T, more ...func(*server.Deps)) *house {
	t.Helper()
	law, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	law = law.Supposing(nil)
	if err := law.Use("bo-la-paz"); err != nil {
		t.Fatal(err)
	}
	keeper, err := document.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = keeper.Close() })
	h := &house{t: t, store: testdb.New(t), law: law, keeper: keeper}
	h.now.Store(time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC).UnixNano())
	now := h.at
	h.people()
	desk := casework.New(h.store, law, noQueue{}, now, "lapaz.example")
	h.desk = desk
	deps := server.Deps{Store: h.store, Desk: desk, Law: law, Now: now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Documents: keeper,
		Pepper: []byte(strings.Repeat("p", 40))}
	for _, change := range more {
		change(&deps)
	}
	web := httptest.NewServer(server.New(deps))
	t.Cleanup(web.Close)
	h.url = web.URL
	return h
}

// at is the house's time.
func (h *house) at() time.Time { return time.Unix(0, h.now.Load()).UTC() }

func (h *house) people() {
	h.t.Helper()
	err := h.store.InTx(h.t.Context(), func(tx *store.Tx) error {
		for _, u := range []foi.Unit{{Key: "secretaria-general", NameES: "Secretaría General", NameEN: "General Secretariat", Kind: "government", Email: "sg@lapaz.example", Active: true},
			{Key: "transparencia", Parent: "secretaria-general", NameES: "Unidad de Transparencia", NameEN: "Transparency Unit", Kind: "transparency", Email: "t@lapaz.example", Active: true},
			{Key: "finanzas", NameES: "Finanzas", NameEN: "Finance", Kind: "secretariat", Email: "f@lapaz.example", Active: true},
			{Key: "sur", NameES: "Subalcaldía Sur", NameEN: "Sur District", Kind: "district", Email: "s@lapaz.example", Active: true}} {
			if err := tx.SaveUnit(h.t.Context(), u); err != nil {
				return err
			}
		}
		for login, g := range map[string]foi.Grant{"transparencia": {Role: foi.TransparencyOfficer, Unit: "transparencia"}, "transparencia2": {Role: foi.TransparencyOfficer, Unit: "transparencia"},
			"oficial": {Role: foi.UnitOfficial, Unit: "finanzas"}, "jefe": {Role: foi.UnitHead, Unit: "finanzas"}, "otro": {Role: foi.UnitOfficial, Unit: "sur"},
			"firma": {Role: foi.Signatory, Unit: "secretaria-general"}, "auditoria": {Role: foi.Auditor}, "admin": {Role: foi.Administrator}, "ventanilla": {Role: foi.Clerk, Unit: "transparencia"}} {
			if _, err := tx.CreateAccount(h.t.Context(), foi.Account{Login: login, Name: "Nombre de " + login, Active: true, Grants: []foi.Grant{g}}, cheap, time.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// visitor is a browser without scripts.
type visitor struct {
	h      *house
	client *http.Client
}

func (h *house) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &visitor{h: h, client: &http.Client{Jar: jar, Timeout: time.Minute}}
}

// as is a visitor who is logged in.
func (h *house) as(login string) *visitor {
	h.t.Helper()
	v := h.visitor()
	v.post("/entrar", url.Values{"usuario": {login}, "clave": {password}}).is(http.StatusOK)
	return v
}

// page is what came back after all redirects.
type page struct {
	t      *testing.T
	what   string
	status int
	path   string
	body   string
}

func (v *visitor) do(req *http.Request, err error) page {
	v.h.t.Helper()
	if err != nil {
		v.h.t.Fatal(err)
	}
	res, err := v.client.Do(req)
	if err != nil {
		v.h.t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	if i := strings.Index(string(b), ">…<"); i >= 0 { // which is what a page says where it has no words
		v.h.t.Errorf("%s %s has no words in:\n%s", req.Method, req.URL.Path, b[max(0, i-200):i+20])
	}
	return page{t: v.h.t, what: req.Method + " " + req.URL.Path, status: res.StatusCode, path: res.Request.URL.Path, body: string(b)}
}

func (v *visitor) get(path string) page {
	v.h.t.Helper()
	return v.do(http.NewRequest(http.MethodGet, v.h.url+path, nil))
}

func (v *visitor) post(path string, form url.Values) page {
	v.h.t.Helper()
	req, err := http.NewRequest(http.MethodPost, v.h.url+path, strings.NewReader(form.Encode()))
	if err == nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return v.do(req, err)
}

// upload posts a form with files: pairs of a name and its bytes.
func (v *visitor) upload(path string, form url.Values, files ...string) page {
	v.h.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, list := range form {
		for _, value := range list {
			_ = w.WriteField(name, value)
		}
	}
	for i := 0; i+1 < len(files); i += 2 {
		part, err := w.CreateFormFile("archivos", files[i])
		if err != nil {
			v.h.t.Fatal(err)
		}
		_, _ = io.WriteString(part, files[i+1])
	}
	_ = w.Close()
	req, err := http.NewRequest(http.MethodPost, v.h.url+path, &b)
	if err == nil {
		req.Header.Set("Content-Type", w.FormDataContentType())
	}
	return v.do(req, err)
}

// is fails unless the page has a status and says certain things.
func (p page) is(status int, says ...string) page {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("%s answers %d, not %d:\n%s", p.what, p.status, status, mainOf(p.body))
	}
	for _, s := range says {
		if !strings.Contains(p.body, s) {
			p.t.Errorf("%s does not say %q:\n%s", p.what, s, mainOf(p.body))
		}
	}
	return p
}

// at fails unless the page is at a path.
func (p page) at(path string) page {
	p.t.Helper()
	if p.path != path {
		p.t.Fatalf("%s leads to %s, not %s:\n%s", p.what, p.path, path, mainOf(p.body))
	}
	return p
}

func mainOf(body string) string {
	if i := strings.Index(body, "<main"); i >= 0 {
		body = body[i:]
	}
	return body[:min(len(body), 3000)]
}

// between is what stands between two texts of a page.
func (p page) between(from, to string) string {
	p.t.Helper()
	_, rest, ok := strings.Cut(p.body, from)
	text, _, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		p.t.Fatalf("%s has nothing between %q and %q:\n%s", p.what, from, to, mainOf(p.body))
	}
	return text
}

// ask files a request and returns its code and its key.
func (v *visitor) ask(subject, body string, files ...string) (ref, key string) {
	v.h.t.Helper()
	v.upload("/pedir/que", url.Values{"asunto": {subject}, "pedido": {body}}, files...).at("/pedir/lugar")
	v.post("/pedir/lugar", url.Values{"zona": {"sur"}, "unidad": {"finanzas"}}).at("/pedir/entrega")
	v.post("/pedir/entrega", url.Values{"entrega": {"email"}}).at("/pedir/contacto")
	v.post("/pedir/contacto", url.Values{"nombre": {"María Condori"}, "correo": {"maria@correo.example"}}).at("/pedir/revisar")
	p := v.post("/pedir/enviar", nil).at("/pedir/acuse").is(http.StatusOK)
	return p.between(`<dd class="code">`, "<"), p.between(`code--key">`, "<")
}

// rev is the revision that a form at the desk carries.
func (p page) rev() string { return p.between(`name="rev" value="`, `"`) }

type noQueue struct{}
