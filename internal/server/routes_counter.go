package server

import "qhana/internal/access"

// counterRoutes are the pages of the counter.
func (s *Server) counterRoutes() {
	s.get("/mesa/ventanilla", access.Counter, s.counterPage)
	s.upload("/mesa/ventanilla", access.Counter, s.counterDo)
	s.get("/mesa/ventanilla/acuse", access.Counter, s.counterReceipt)
	s.get("/qr/{reference}.png", access.Anyone, s.followQR)
}
