package server

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"

	"qhana/internal/access"
	"qhana/internal/casework"
	"qhana/internal/document"
	"qhana/internal/ledger"
	"qhana/internal/paper"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/view"
)

// Deps is what the server works with.
type Deps struct {
	Store *store.Store
	Desk  *casework.Desk
	Law   *statute.Library
	Now   func() time.Time
	Log   *slog.Logger

	BaseURL   string           // address of the site, without a final slash
	Documents *document.Keeper // nil where no files are taken
	Pepper    []byte           // key of the access keys' HMAC
	Notary    Notary           // signs the public record; nil where there is none
	Witnesses []ledger.Witness // cosign it
	Demo      *Demo            // nil everywhere but in the demo
}

// Server answers for one body.
type Server struct {
	store *store.Store
	desk  *casework.Desk
	law   *statute.Library

	drawings    sync.Map // of the laws, by key and language
	figures     kept[store.Figures]
	unitFigures kept[[]store.UnitFigures]
	now         func() time.Time
	log         *slog.Logger
	router      chi.Router

	handler http.Handler // the router behind what every request passes

	documents *document.Keeper
	paper     paper.Maker
	pepper    []byte
	door      *access.Door
	views     *view.Views
	guesses   *access.Throttle // of access keys
	notary    Notary
	witnesses []ledger.Witness
	demo      *Demo
	live      *live
}

// New returns a server with all its routes.
func New(d Deps) *Server {
	s := &Server{store: d.Store, desk: d.Desk, law: d.Law, now: d.Now, log: d.Log, router: chi.NewRouter(), documents: d.Documents, paper: paper.Maker{Store: d.Store, Law: d.Law, Base: d.BaseURL},
		pepper: d.Pepper, door: access.NewDoor(d.Store, d.Now), views: pages(d.Law), guesses: access.NewThrottle(), demo: d.Demo, notary: d.Notary, witnesses: d.Witnesses}
	s.live = newLive(s)
	s.routes()
	s.handler = http.NewCrossOriginProtection().Handler(s.recovered(s.headed(s.router)))
	return s
}

// ServeHTTP answers one request. A POST from a page of another origin is refused.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.handler.ServeHTTP(w, r)
}

// routes has every path with its handler.
func (s *Server) routes() {
	s.router.Get("/healthz", s.health)
	s.router.Get("/readyz", s.ready)
	s.router.Get("/static/*", s.static)
	s.publicRoutes()
	s.deskRoutes()
	s.counterRoutes()
	s.peopleRoutes()
	s.watchingRoutes()
	s.letterRoutes()
	s.recordRoutes()
}

// parsed are the pages of each zone and example: several sites of one process, as tests have, parse them once.
var parsed struct {
	sync.Mutex
	views map[[2]string]*view.Views
}

// pages parses every page. They are part of the program: a broken one is a mistake of ours, found by the tests.
func pages(law *statute.Library) *view.Views {
	zone, example := time.UTC, ""
	if law != nil {
		zone = law.Body().Location()
		example = law.Body().Authority().Prefix + "-2026-000123-7" // its last digit is wrong: it is nobody's
	}
	parsed.Lock()
	defer parsed.Unlock()
	key := [2]string{zone.String(), example}
	if v := parsed.views[key]; v != nil {
		return v
	}
	views, err := view.Load(zone, example, assetURL)
	if err != nil {
		panic(err)
	}
	if parsed.views == nil {
		parsed.views = map[[2]string]*view.Views{}
	}
	parsed.views[key] = views
	return views
}
