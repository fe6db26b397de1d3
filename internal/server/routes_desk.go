package server

import "qhana/internal/access"

// deskRoutes are the pages behind the door, each with the permission that it needs. What a reader then sees is filtered by
// the database; what they may do is the statute's.
func (s *Server) deskRoutes() {
	s.get("/entrar", access.Anyone, s.loginPage)
	s.post("/entrar", access.Anyone, s.loginDo)
	s.post("/salir", access.Anyone, s.logOut)

	s.get("/mesa", access.Staff, s.deskToday)
	s.get("/mesa/casos", access.Staff, s.deskCases)
	s.get("/mesa/casos/{reference}", access.Staff, s.deskCase)
	s.get("/mesa/casos/{reference}/plazo/{clock}", access.Staff, s.deskWhy)
	s.get("/mesa/casos/{reference}/documentos.zip", access.Staff, s.deskBundle)
	s.get("/mesa/casos/{reference}/documento/{id}", access.Staff, s.deskDocument)
	s.get("/mesa/casos/{reference}/{action}", access.Staff, s.deskActionPage)
	s.upload("/mesa/casos/{reference}/{action}", access.Staff, s.deskActionDo)
	s.upload("/mesa/casos/{reference}/{action}/carta", access.Staff, s.deskActionLetter)

	s.get("/auditoria", access.Auditor, s.auditUnits)
	s.get("/auditoria/plazos", access.Auditor, s.auditClocks)
	s.get("/auditoria/despues", access.Auditor, s.auditLate)
	s.get("/auditoria/despues.csv", access.Auditor, s.auditLateExport)
	s.get("/auditoria/miradas", access.Auditor, s.auditSights)
	s.get("/auditoria/casos/{reference}", access.Auditor, s.auditCase)
	s.post("/auditoria/casos/{reference}/quien", access.Auditor, s.auditReveal)
	s.get("/auditoria/casos/{reference}/plazo/{clock}", access.Auditor, s.auditWhy)

	s.get("/admin", access.Administrator, s.adminMachinery)
	s.get("/admin/personas", access.Administrator, s.adminPeople)
	s.get("/admin/unidades", access.Administrator, s.adminUnits)
	s.get("/admin/calendario", access.Administrator, s.adminCalendar)
	s.get("/admin/calendario/declarar", access.Administrator, s.adminDeclare)
	s.upload("/admin/calendario/declarar", access.Administrator, s.adminDeclareDo)
	s.slow("/admin/calendario/{no}/revocar", access.Administrator, s.adminRevoke)
	s.upload("/admin/calendario/{no}/revocar", access.Administrator, s.adminRevokeDo)
	s.get("/admin/norma", access.Administrator, s.adminLaw)
	s.post("/admin/norma", access.Administrator, s.adminLawDo)
	s.get("/admin/procedimiento", access.Administrator, s.adminProcedure)

	s.get("/idioma/{locale}", access.Anyone, s.language)
	s.router.NotFound(s.notFound)
}
