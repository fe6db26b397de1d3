// Package simulate makes years of realistic casework: people ask, units answer, some too late. Everything goes through
// casework, in a time of its own, so that what it leaves behind is what the system itself would have left.
package simulate

import (
	"qhana/internal/foi"
	"qhana/internal/statute"
)

// Person is somebody who works for the body in the demo.
type Person struct {
	Login, Name string
	Grants      []foi.Grant
	ID          int64 // given when the account is made
}

// Actor is the person as one who acts.
func (p Person) Actor() foi.Actor { return foi.Actor{Account: p.ID, Name: p.Name, Grants: p.Grants} }

// World is the body that is simulated: its units and its people.
type World struct {
	Units  []foi.Unit
	People []Person
	Mail   string  // right side of the people's addresses
	Shown  string  // unit whose people a demo shows at work
	topics []topic // what people ask
}

// WorldOf is a body that keeps a law by its procedure: one with departments, a town hall with a committee, or a small town where one
// officer does it all.
func WorldOf(law *statute.Statute) World {
	switch {
	case law.Confirms() != "":
		return TownHall()
	case law.Does(foi.OpenBranch):
		return LaPaz()
	}
	return SmallTown()
}

// SmallTown is a municipality with one officer, a counter, and a mayor; all of it is invented.
func SmallTown() World {
	unit := func(key, parent, es, en, kind string, n int) foi.Unit {
		return foi.Unit{Key: key, Parent: parent, NameES: es, NameEN: en, Kind: kind, Email: key + "@pueblo.example", Position: n, Active: true}
	}
	return World{Mail: "lapaz.example", topics: topics,
		Units: []foi.Unit{unit("alcaldia", "", "Despacho del Alcalde", "Mayor's Office", "government", 1),
			unit("secretaria", "alcaldia", "Secretaría Municipal", "Municipal Secretary", "transparency", 2)},
		People: []Person{
			{Login: "secretaria", Name: "Justina Colque Veizaga", Grants: grants(foi.TransparencyOfficer, "secretaria")},
			{Login: "ventanilla", Name: "Pablo Rocha Terán", Grants: grants(foi.Clerk, "secretaria")},
			{Login: "alcaldia", Name: "Nicolás Ayma Coca", Grants: grants(foi.UnitHead, "alcaldia")},
			{Login: "auditoria", Name: "Carla Iturri Soria", Grants: []foi.Grant{{Role: foi.Auditor}}},
			{Login: "admin", Name: "Óscar Mendieta Luna", Grants: []foi.Grant{{Role: foi.Administrator}}},
		},
	}
}

// LaPaz is the municipality of La Paz as commonly named; the people are invented.
func LaPaz() World {
	w := World{Units: lapazUnits(), Mail: "lapaz.example", Shown: "finanzas", topics: topics}
	w.People = []Person{
		{Login: "transparencia", Name: "Rosa Quispe Mamani", Grants: grants(foi.TransparencyOfficer, "transparencia")},
		{Login: "transparencia2", Name: "Jorge Salinas Vargas", Grants: grants(foi.TransparencyOfficer, "transparencia")},
		{Login: "jefatura", Name: "Mónica Rada Peñaranda", Grants: grants(foi.UnitHead, "transparencia")},
		{Login: "firma", Name: "Ernesto Villegas Prado", Grants: []foi.Grant{{Role: foi.Signatory, Unit: "secretaria-general"}, {Role: foi.UnitHead, Unit: "secretaria-general"}}},
		{Login: "legal", Name: "Teresa Camacho Uría", Grants: grants(foi.Reviewer, "asesoria-legal")},
		{Login: "ventanilla", Name: "Lidia Condori Apaza", Grants: grants(foi.Clerk, "transparencia")},
		{Login: "auditoria", Name: "Carla Iturri Soria", Grants: []foi.Grant{{Role: foi.Auditor}}},
		{Login: "admin", Name: "Óscar Mendieta Luna", Grants: []foi.Grant{{Role: foi.Administrator}}},
	}
	for i, u := range answering(w.Units) {
		w.People = append(w.People,
			Person{Login: "oficial." + u.Key, Name: officials[i%len(officials)], Grants: grants(foi.UnitOfficial, u.Key)},
			Person{Login: "jefe." + u.Key, Name: heads[i%len(heads)], Grants: grants(foi.UnitHead, u.Key)})
	}
	w.People = append(w.People, Person{Login: "jefe.legal", Name: "Hernán Claure Oropeza", Grants: grants(foi.UnitHead, "asesoria-legal")}) // what the one lawyer corrects is the other's to approve
	return w
}

func grants(role foi.Role, unit string) []foi.Grant { return []foi.Grant{{Role: role, Unit: unit}} }

// answering are the units that answer branches.
func answering(units []foi.Unit) []foi.Unit {
	var out []foi.Unit
	for _, u := range units {
		if u.Kind == "secretariat" || u.Kind == "district" || u.Kind == "office" {
			out = append(out, u)
		}
	}
	return out
}

func lapazUnits() []foi.Unit {
	rows := []struct{ key, parent, es, en, kind string }{
		{"alcaldia", "", "Despacho del Alcalde", "Mayor's Office", "government"},
		{"secretaria-general", "alcaldia", "Secretaría General", "General Secretariat", "government"},
		{"asesoria-legal", "secretaria-general", "Dirección de Asesoría Legal", "Directorate of Legal Counsel", "government"},
		{"secretaria-ejecutiva", "alcaldia", "Secretaría Ejecutiva Municipal", "Municipal Executive Secretariat", "government"},
		{"transparencia", "secretaria-general", "Unidad de Transparencia y Lucha contra la Corrupción", "Transparency and Anti-Corruption Unit", "transparency"},
		{"gobierno-electronico", "secretaria-ejecutiva", "Dirección de Gobierno Electrónico y Gobierno Abierto", "Directorate of Electronic and Open Government", "office"},
		{"finanzas", "secretaria-ejecutiva", "Secretaría Municipal de Finanzas", "Municipal Secretariat of Finance", "secretariat"},
		{"planificacion", "secretaria-ejecutiva", "Secretaría Municipal de Planificación", "Municipal Secretariat of Planning", "secretariat"},
		{"infraestructura", "secretaria-ejecutiva", "Secretaría Municipal de Infraestructura Pública", "Municipal Secretariat of Public Infrastructure", "secretariat"},
		{"obras", "secretaria-ejecutiva", "Secretaría Municipal de Control y Calidad de Obras", "Municipal Secretariat of Works Control and Quality", "secretariat"},
		{"ambiental", "secretaria-ejecutiva", "Secretaría Municipal de Gestión Ambiental", "Municipal Secretariat of the Environment", "secretariat"},
		{"educacion", "secretaria-ejecutiva", "Secretaría Municipal de Educación y Cultura Ciudadana", "Municipal Secretariat of Education and Civic Culture", "secretariat"},
		{"salud", "secretaria-ejecutiva", "Secretaría Municipal de Salud Integral y Deportes", "Municipal Secretariat of Health and Sports", "secretariat"},
		{"economia", "secretaria-ejecutiva", "Secretaría Municipal de Desarrollo Económico", "Municipal Secretariat of Economic Development", "secretariat"},
		{"movilidad", "secretaria-ejecutiva", "Secretaría Municipal de Movilidad y Seguridad Ciudadana", "Municipal Secretariat of Mobility and Public Safety", "secretariat"},
		{"culturas", "secretaria-ejecutiva", "Secretaría Municipal de Culturas y Turismo", "Municipal Secretariat of Cultures and Tourism", "secretariat"},
		{"riesgos", "secretaria-ejecutiva", "Secretaría Municipal de Resiliencia y Gestión de Riesgos", "Municipal Secretariat of Resilience and Risk Management", "secretariat"},
		{"catastro", "secretaria-ejecutiva", "Secretaría Municipal de Administración Territorial y Catastral", "Municipal Secretariat of Land Administration and Cadastre", "secretariat"},
		{"cotahuma", "secretaria-ejecutiva", "Subalcaldía Cotahuma", "Cotahuma District Office", "district"},
		{"max-paredes", "secretaria-ejecutiva", "Subalcaldía Max Paredes", "Max Paredes District Office", "district"},
		{"periferica", "secretaria-ejecutiva", "Subalcaldía Periférica", "Periférica District Office", "district"},
		{"san-antonio", "secretaria-ejecutiva", "Subalcaldía San Antonio", "San Antonio District Office", "district"},
		{"sur", "secretaria-ejecutiva", "Subalcaldía Sur", "Sur District Office", "district"},
		{"mallasa", "secretaria-ejecutiva", "Subalcaldía Mallasa", "Mallasa District Office", "district"},
		{"centro", "secretaria-ejecutiva", "Subalcaldía Centro", "Centro District Office", "district"},
		{"hampaturi", "secretaria-ejecutiva", "Distrito Rural Hampaturi", "Hampaturi Rural District", "district"},
		{"zongo", "secretaria-ejecutiva", "Distrito Rural Zongo", "Zongo Rural District", "district"},
		{"guardia", "movilidad", "Guardia Municipal", "Municipal Guard", "office"},
		{"concejo", "", "Concejo Municipal", "Municipal Council", "council"},
	}
	units := make([]foi.Unit, len(rows))
	for i, r := range rows {
		units[i] = foi.Unit{Key: r.key, Parent: r.parent, NameES: r.es, NameEN: r.en, Kind: r.kind,
			Email: r.key + "@lapaz.example", Position: i + 1, Active: true}
	}
	return units
}

var officials = []string{
	"Ana Choque Flores", "Luis Fernando Paz", "Beatriz Arce Rojas", "Marco Antonio Limachi", "Silvia Cuentas Daza", "Ramiro Huanca Ticona",
	"Patricia Velasco Ríos", "Edwin Callisaya Poma", "Gabriela Montaño Sáenz", "Freddy Alanoca Cruz", "Nancy Tarqui Laura", "Iván Camacho Loza",
	"Teresa Blanco Nina", "Wilmer Chura Quisbert", "Daniela Aparicio Gil", "Hugo Mayta Copa", "Elena Zárate Borda", "Reynaldo Siñani Luque",
	"Verónica Pinto Arze", "Félix Ajata Conde", "Karina Lozano Mier", "Roberto Yujra Mena", "Lizeth Carrasco Vaca", "Omar Nina Poma",
	"Jimena Saucedo Rocha", "Porfirio Mamani Ajno", "Paola Urquidi Sejas",
}

var heads = []string{
	"Fernando Valdivia Ortiz", "Ximena Calderón Baldivieso", "Germán Aliaga Prudencio", "Rocío Estévez Camacho", "Julio Céspedes Aramayo",
	"Martha Yugar Ponce", "Adolfo Nogales Rivero", "Claudia Peredo Antezana", "Rubén Chávez Oblitas", "Sonia Barrientos Cuéllar",
	"Waldo Iriarte Zamora", "Miriam Torrico Siles", "Álvaro Gutiérrez Machicao", "Elizabeth Loayza Crespo", "Gróver Pacheco Tola",
	"Carmen Rosa Uriarte", "Mario Ballivián Ocampo", "Norah Quiroga Salinas", "Édgar Villca Choque", "Lourdes Antelo Roca", "Simón Ramos Patty",
	"Gloria Espinoza Vera", "Raúl Maldonado Tejada", "Amalia Poppe Inchauste", "Ramón Cuiza Laime",
}
