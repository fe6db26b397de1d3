package server

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"qhana/internal/casework"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// Deps is what the server works with.
type Deps struct {
	Store *store.Store
	Desk  *casework.Desk
	Law   *statute.Library
	Now   func() time.Time
	Log   *slog.Logger
}

// Server answers for one body.
type Server struct {
	store  *store.Store
	desk   *casework.Desk
	law    *statute.Library
	now    func() time.Time
	log    *slog.Logger
	router chi.Router
}

// New returns a server with all its routes.
func New(d Deps) *Server {
	s := &Server{store: d.Store, desk: d.Desk, law: d.Law, now: d.Now, log: d.Log, router: chi.NewRouter()}
	s.routes()
	return s
}

// ServeHTTP answers one request. A POST from a page of another origin is refused.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	http.NewCrossOriginProtection().Handler(s.recovered(s.headed(s.router))).ServeHTTP(w, r)
}

// routes has every path with its handler.
func (s *Server) routes() {
	s.router.Get("/healthz", s.health)
	s.router.Get("/readyz", s.ready)
	s.router.Get("/static/*", s.static)
}
