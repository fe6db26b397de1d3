package server

import "qhana/internal/access"

// counterRoutes are the pages of the counter.
func (s *Server) counterRoutes() {
	s.get("/mesa/ventanilla", access.Counter, s.counterPage)
	s.upload("/mesa/ventanilla", access.Counter, s.counterDo)
	s.get("/mesa/ventanilla/acuse", access.Counter, s.counterReceipt)
	s.get("/mesa/casos/exportar.csv", access.Staff, s.deskExport)
	s.get("/mesa/casos/exportar.xlsx", access.Staff, s.deskExport)
	s.get("/mesa/lote", access.Staff, s.batchPage)
	s.post("/mesa/lote", access.Staff, s.batchDo)
	s.get("/mesa/lote/{id}", access.Staff, s.batchProgress)
	s.get("/qr/{reference}.png", access.Anyone, s.followQR)
}
