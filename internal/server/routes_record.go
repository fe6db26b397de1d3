package server

import "qhana/internal/access"

// recordRoutes are the public record: the page about it, what machines read of it, and the receipts of a case.
func (s *Server) recordRoutes() {
	if s.notary == nil {
		return
	}
	s.get("/registro", access.Anyone, s.recordPage)
	s.get("/registro/checkpoint", access.Anyone, s.recordCheckpoint)
	s.get("/registro/tile/*", access.Anyone, s.recordTile)
	s.get("/registro/casos", access.Anyone, s.recordCases)
	s.get("/registro/ley/{definition}", access.Anyone, s.recordLaw)
	s.get("/registro/publicado/{reference}", access.Anyone, s.recordPublished)
	s.get("/registro/verificador.html", access.Anyone, s.recordVerifier)
	s.upload("/verificar", access.Anyone, s.verifyReceipt)
	s.get("/verificar/{index}/{hash}", access.Anyone, s.verifyPlace)
	s.get("/caso/{reference}/constancia/{seq}", access.Anyone, s.caseProof)
	s.get("/caso/{reference}/constancia/{seq}.pdf", access.Anyone, s.caseProofPaper)
	s.get("/caso/{reference}/constancias.zip", access.Anyone, s.caseProofs)
}
