package view

// The pages of the desk, of the auditor and of the administrator.
var (
	DeskTodayPage      = pageOf[DeskToday]("desk/today")
	DeskCasesPage      = pageOf[DeskCases]("desk/cases")
	DeskCasePage       = pageOf[DeskCase]("desk/case")
	DeskActionPage     = pageOf[DeskAction]("desk/action")
	DeskWhyPage        = pageOf[DeskWhy]("desk/why")
	AuditUnitsPage     = pageOf[AuditUnits]("audit/units")
	AuditClocksPage    = pageOf[AuditClocks]("audit/clocks")
	AuditCasePage      = pageOf[AuditCase]("audit/case")
	AdminMachineryPage = pageOf[AdminMachinery]("admin/machinery")
	AdminPeoplePage    = pageOf[AdminPeople]("admin/people")
	AdminUnitsPage     = pageOf[AdminUnits]("admin/units")
	AdminCalendarPage  = pageOf[AdminCalendar]("admin/calendar")
	AdminDeclarePage   = pageOf[AdminDeclare]("admin/declare")
	AdminRevokePage    = pageOf[AdminRevoke]("admin/revoke")
	AdminLawPage       = pageOf[AdminLaw]("admin/law")
)
