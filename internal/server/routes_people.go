package server

import "qhana/internal/access"

// peopleRoutes are the pages on which people and units are kept, and the record of what was done there.
func (s *Server) peopleRoutes() {
	s.get("/admin/personas/nueva", access.Administrator, s.adminPerson)
	s.post("/admin/personas/nueva", access.Administrator, s.adminPersonDo)
	s.get("/admin/personas/importar", access.Administrator, s.adminImport)
	s.upload("/admin/personas/importar", access.Administrator, s.adminImportDo)
	s.get("/admin/personas/importar/ejemplo.csv", access.Administrator, s.adminImportExample)
	s.get("/admin/personas/importar/{import}", access.Administrator, s.adminImportCheck)
	s.post("/admin/personas/importar/{import}", access.Administrator, s.adminImportCheckDo)
	s.get("/admin/personas/contrasenas", access.Administrator, s.adminPasswords)
	s.post("/admin/personas/contrasenas", access.Administrator, s.adminPasswordsDo)
	s.get("/admin/personas/{id}", access.Administrator, s.adminPerson)
	s.post("/admin/personas/{id}", access.Administrator, s.adminPersonDo)
	s.post("/admin/personas/{id}/contrasena", access.Administrator, s.adminPassword)
	s.get("/admin/unidades/nueva", access.Administrator, s.adminUnit)
	s.post("/admin/unidades/nueva", access.Administrator, s.adminUnitDo)
	s.get("/admin/unidades/{key}", access.Administrator, s.adminUnit)
	s.post("/admin/unidades/{key}", access.Administrator, s.adminUnitDo)
	s.get("/admin/borrados", access.Administrator, s.erasures)
	s.get("/admin/borrados/{id}", access.Administrator, s.erasure)
	s.post("/admin/borrados/{id}", access.Administrator, s.erasureDo)
	s.get("/mesa/borrados", access.Transparency, s.erasures)
	s.get("/mesa/borrados/{id}", access.Transparency, s.erasure)
	s.post("/mesa/borrados/{id}", access.Transparency, s.erasureDo)
	s.get("/admin/registro", access.Administrator, s.adminRecord)
	s.get("/auditoria/administracion", access.Auditor, s.adminRecord)
}
