package server

import "qhana/internal/access"

// watchingRoutes are the pages by which nobody misses a date.
func (s *Server) watchingRoutes() {
	s.get("/mesa/avisos", access.Staff, s.deskNotices)
	s.post("/mesa/avisos", access.Staff, s.deskNoticesDo)
	s.get("/admin/avisos", access.Administrator, s.deskNotices)
	s.post("/admin/avisos", access.Administrator, s.deskNoticesDo)
	s.post("/mesa/casos/{reference}/vigilar", access.Staff, s.watchDo)
	s.get("/mesa/ausencia", access.Staff, s.absencePage)
	s.post("/mesa/ausencia", access.Staff, s.absenceDo)
	s.post("/mesa/listas", access.Staff, s.savedDo)
	s.stream("/mesa/cuentas", access.Staff, s.deskLive)
	s.get("/calendario/{token}.ics", access.Anyone, s.deskFeed)
}
