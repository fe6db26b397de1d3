package view

// Login is the page where people with an account come in.
type Login struct {
	Name   string // login typed
	Next   string // where to go afterwards
	Errors []FieldError
}

// LoginPage is the door of the desk.
var LoginPage = pageOf[Login]("desk/login")
