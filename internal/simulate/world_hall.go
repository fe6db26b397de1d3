package simulate

import "qhana/internal/foi"

// TownHall is a Mexican town hall with a committee that confirms what is withheld, not held or put off; all of it is invented.
func TownHall() World {
	w := World{Mail: "valleclaro.example", Shown: "finanzas", topics: hallTopics}
	for i, r := range []struct{ key, parent, es, en, kind string }{
		{"presidencia", "", "Presidencia Municipal", "Mayor's Office", "government"},
		{"comite", "presidencia", "Comité de Transparencia", "Transparency Committee", "government"},
		{"titular", "presidencia", "Titular de la Unidad de Transparencia", "Head of the Transparency Unit", "government"},
		{"transparencia", "titular", "Unidad de Transparencia", "Transparency Unit", "transparency"},
		{"finanzas", "presidencia", "Tesorería Municipal", "Municipal Treasury", "secretariat"},
		{"obras", "presidencia", "Dirección de Obras Públicas", "Public Works", "secretariat"},
		{"servicios", "presidencia", "Dirección de Servicios Públicos", "Public Services", "secretariat"},
		{"urbano", "presidencia", "Dirección de Desarrollo Urbano", "Urban Development", "secretariat"},
		{"seguridad", "presidencia", "Dirección de Seguridad Ciudadana", "Public Safety", "secretariat"},
	} {
		w.Units = append(w.Units, foi.Unit{Key: r.key, Parent: r.parent, NameES: r.es, NameEN: r.en, Kind: r.kind, Email: r.key + "@" + w.Mail, Position: i + 1, Active: true})
	}
	w.People = []Person{
		{Login: "transparencia", Name: "Guadalupe Ríos Espinosa", Grants: grants(foi.TransparencyOfficer, "transparencia")},
		{Login: "transparencia2", Name: "Héctor Zamudio Lara", Grants: grants(foi.TransparencyOfficer, "transparencia")},
		{Login: "comite", Name: "Leticia Barragán Solís", Grants: grants(foi.Reviewer, "comite")},
		{Login: "comite2", Name: "Arturo Villaseñor Peña", Grants: grants(foi.Reviewer, "comite")},
		{Login: "firma", Name: "Raquel Ontiveros Mejía", Grants: []foi.Grant{{Role: foi.Signatory, Unit: "titular"}, {Role: foi.UnitHead, Unit: "titular"}}},
		{Login: "ventanilla", Name: "Josefina Macías Luna", Grants: grants(foi.Clerk, "transparencia")},
		{Login: "auditoria", Name: "Víctor Escamilla Ruiz", Grants: []foi.Grant{{Role: foi.Auditor}}},
		{Login: "admin", Name: "Norma Cervantes Olvera", Grants: []foi.Grant{{Role: foi.Administrator}}},
	}
	for i, u := range answering(w.Units) {
		w.People = append(w.People,
			Person{Login: "oficial." + u.Key, Name: officials[i%len(officials)], Grants: grants(foi.UnitOfficial, u.Key)},
			Person{Login: "jefe." + u.Key, Name: heads[i%len(heads)], Grants: grants(foi.UnitHead, u.Key)})
	}
	return w
}

// hallTopics are what people ask such a town hall.
var hallTopics = []topic{
	{"Gasto en bacheo por colonia", "Solicito el gasto ejercido en bacheo durante el último año, por colonia y por mes, y los contratos.", []string{"finanzas", "obras"}, "", "Se entrega el gasto ejercido por colonia y por mes, y la relación de contratos."},
	{"Licencias de construcción otorgadas", "Pido la lista de licencias de construcción otorgadas en los últimos doce meses, con dirección, niveles autorizados y fecha.", []string{"urbano"}, "", "Se otorgaron 112 licencias. La lista con dirección, niveles y fecha está en el anexo."},
	{"Recolección de basura", "Solicito rutas y horarios de recolección y el porcentaje de cumplimiento de la empresa concesionaria.", []string{"servicios"}, "", "Se entregan rutas, horarios y el cumplimiento mensual del contrato."},
	{"Estado de fuerza de la policía", "Pido el número de elementos por turno y las patrullas en servicio.", []string{"seguridad"}, "", "Se informa el número total de elementos y de patrullas en servicio."},
	{"Deuda pública municipal", "Solicito el saldo de la deuda, acreedores, tasas y calendario de pagos.", []string{"finanzas"}, "", "Se entrega el saldo al cierre del último trimestre y el calendario de pagos."},
	{"Luminarias sustituidas", "¿Cuántas luminarias se cambiaron a LED, en qué colonias y a qué costo?", []string{"servicios", "obras"}, "", "Se sustituyeron 1.480 luminarias. El anexo indica colonia y costo."},
	{"Avance de la rehabilitación del mercado", "¿Cuál es el avance físico y financiero de la rehabilitación del mercado y cuándo se entrega?", []string{"obras"}, "", "El avance físico es de 71 % y el financiero de 64 %. La entrega está prevista para el próximo trimestre."},
	{"Nómina de la administración central", "Pido el tabulador de sueldos y el número de personas por nivel.", []string{"finanzas"}, "", "El tabulador vigente y el número de personas por nivel se publican con esta respuesta."},
}
