package server

import "qhana/internal/access"

// letterRoutes are the letters of a case, the page on which anybody checks one, and their templates.
func (s *Server) letterRoutes() {
	s.get("/verificar", access.Anyone, s.verifyPage)
	s.get("/verificar/{code}", access.Anyone, s.verifyLetter)
	s.get("/caso/{reference}/carta/{id}", access.Anyone, s.caseLetter)
	s.get("/caso/{reference}/acuse.pdf", access.Anyone, s.caseReceipt)
	s.get("/mesa/casos/{reference}/carta/{id}", access.Staff, s.deskLetter)

	s.get("/admin/cartas", access.Administrator, s.adminLetters)
	s.get("/admin/cartas/{kind}/{locale}", access.Administrator, s.adminLetter)
	s.post("/admin/cartas/{kind}/{locale}", access.Administrator, s.adminLetterDo)
	s.post("/admin/cartas/{kind}/{locale}/vista", access.Administrator, s.adminLetterPreview)
	s.post("/admin/cartas/{kind}/{locale}/pdf", access.Administrator, s.adminLetterPDF)
}
