package view

// DeskCounter is the page on which a request is entered for somebody: one form, from top to bottom.
type DeskCounter struct {
	Token    string // of the form: sending it twice files once
	Form     CounterForm
	Channels []Choice
	Ways     []Choice
	Formats  []Choice
	Zones    []Choice
	Units    []Choice
	Locales  []Choice
	Tracks   []Choice       // kinds of request, where the law tells some apart
	Distant  []Choice       // that the person lives elsewhere, where the law gives days for it
	Outcomes []Choice       // of an answer on the spot, where the procedure has one
	Files    []DeskDocument // that came with an earlier try
	Errors   []FieldError
}

// CounterForm is what a clerk types.
type CounterForm struct {
	Body, Subject, Name, Behalf, Identity, Phone, Email, Address string
	Channel, Delivery, Format, Zone, Unit, Locale                string
	Day, Hour, Late, Track                                       string
	Answer, Outcome                                              string // what was answered on the spot; "" when it was not
	Distant                                                      bool
}

// DeskReceipt is the receipt that the counter prints.
type DeskReceipt struct {
	PublicReceipt
	Body              BodyInfo
	Name              string
	Behalf            string
	Hours             string
	Follow            string // where the case is followed
	QR                string // address of its picture
	Answer            string // address of the form that answers at once, "" when that is not possible
	Answered, Outcome string // what was answered on the spot, and with what outcome
	Case              string
	Paper             string // "a5", "80mm"
}

var (
	DeskCounterPage = pageOf[DeskCounter]("desk/counter")
	DeskReceiptPage = pageOf[DeskReceipt]("desk/receipt")
)

// Line is a one-line field of the counter's form.
func (d DeskCounter) Line(name, label, value string) DeskText {
	return DeskText{Name: name, Label: "counter." + label, Hint: "counter." + label + ".hint", Value: value, Rows: 1, Max: 200}
}

// Text is the field of several lines, where typing begins: a clerk fills one form after another.
func (d DeskCounter) Text(name, label, value string, rows int) DeskText {
	t := d.Line(name, label, value)
	t.Rows, t.Begin = rows, len(d.Errors) == 0
	return t
}

// Answering is the field for what was answered on the spot.
func (d DeskCounter) Answering(value string) DeskText {
	return DeskText{Name: "respuesta", Label: "form.text.answer_counter", Hint: "counter.answer.hint", Value: value, Rows: 6, Max: 10000}
}
