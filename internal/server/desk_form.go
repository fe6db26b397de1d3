package server

import (
	"net/url"
	"strconv"
	"strings"

	"qhana/internal/foi"
)

// need says whether a form has a field for text, and whether it may stay empty.
type need int

const (
	absent need = iota
	optional
	required
)

// deskForm says which parts the form of an action has. There is one mechanism for all actions; this is where they
// differ.
type deskForm struct {
	text    need
	rows    int
	branch  bool // acts on a branch
	units   bool // several units, and an internal due day
	ground  bool
	amount  bool
	files   bool
	outcome bool // outcome, exemptions, summary, documents to release
	letter  bool // shows what the person gets
	publish bool // title, question, answer, and the promise to have looked
	person  bool // one official of the branch's unit
	people  bool // the people who may see the case
	unit    bool // one unit
	day     bool // another internal due day
	other   bool // another request
	third   bool // somebody whom the information is about
	answers bool // what they say
	part    bool // what becomes a request of its own
	remedy  bool
	fee     bool // what it costs
	asks    bool // a unit that takes part
	version bool // which document a new version takes the place of
	paper   bool // what a person brought to the counter, maybe some days before it is entered
	body    bool // another body
	share   bool // which part
	outside bool // a remedy that is taken to a body outside, and its number there
	ruling  bool // what was decided there
}

var deskForms = map[foi.ActionKind]deskForm{
	foi.Acknowledge:      {},
	foi.OpenBranch:       {text: required, rows: 5, units: true},
	foi.AcceptBranch:     {branch: true},
	foi.ReturnBranch:     {branch: true, text: required, rows: 4},
	foi.AnswerBranch:     {branch: true, text: required, rows: 14, files: true},
	foi.SendBackBranch:   {branch: true, text: required, rows: 5},
	foi.ApproveBranch:    {branch: true},
	foi.CancelBranch:     {branch: true, text: required, rows: 3},
	foi.Extend:           {text: required, rows: 5, ground: true, amount: true},
	foi.AskClarification: {text: required, rows: 5, ground: true},
	foi.Draft:            {text: required, rows: 18, outcome: true, files: true},
	foi.Assign:           {person: true, text: optional, rows: 3},
	foi.AssignBranch:     {branch: true, person: true, text: optional, rows: 3},
	foi.MoveBranch:       {branch: true, unit: true, text: required, rows: 4},
	foi.RedateBranch:     {branch: true, day: true, text: required, rows: 3},
	foi.ApproveDraft:     {letter: true, text: optional, rows: 3},
	foi.AmendDraft:       {text: required, rows: 18, outcome: true, files: true},
	foi.DeliverPart:      {letter: true},
	foi.ConsultThird:     {third: true, text: required, rows: 6},
	foi.AnswerThird:      {answers: true, text: optional, rows: 5, files: true, paper: true},
	foi.Clarify:          {text: required, rows: 6, files: true, paper: true},
	foi.Withdraw:         {text: optional, rows: 3, paper: true},
	foi.AddDocuments:     {text: optional, rows: 4, files: true, paper: true},
	foi.ReplaceDocument:  {version: true, files: true, text: optional, rows: 3},
	foi.RecordAppeal:     {outside: true, text: optional, rows: 4},
	foi.RecordRuling:     {ruling: true, text: required, rows: 8, files: true},
	foi.Reopen:           {text: required, rows: 4},
	foi.FileReview:       {remedy: true, text: required, rows: 10, files: true},
	foi.Link:             {other: true, text: optional, rows: 3},
	foi.Join:             {other: true, text: optional, rows: 3},
	foi.Separate:         {},
	foi.Split:            {part: true, text: required, rows: 3},
	foi.Restrict:         {people: true, text: required, rows: 3},
	foi.Unrestrict:       {},
	foi.Submit:           {letter: true},
	foi.Sign:             {letter: true},
	foi.Decline:          {text: required, rows: 5, letter: true},
	foi.Deliver:          {letter: true},
	foi.AnswerCounter:    {text: required, rows: 8, outcome: true, files: true},
	foi.Publish:          {publish: true},
	foi.Register:         {},
	foi.ConfirmExtension: {},
	foi.RefuseExtension:  {text: required, rows: 4},
	foi.RevertExtension:  {text: required, rows: 4},
	foi.Suspend:          {text: required, rows: 4, ground: true},
	foi.Resume:           {},
	foi.Transfer:         {body: true, text: required, rows: 6},
	foi.TransferPart:     {body: true, share: true, text: required, rows: 6},
	foi.Note:             {text: required, rows: 4},
	foi.AskUnit:          {asks: true, text: required, rows: 5, files: true},
	foi.AnswerUnit:       {text: required, rows: 6, files: true},
	foi.AskFee:           {fee: true, text: required, rows: 6},
	foi.RemindFee:        {},
	foi.RecordFee:        {text: required, rows: 2},
	foi.WaiveFee:         {text: required, rows: 3},
}

// Longest texts, in characters.
const (
	deskMaxText = 100_000
	deskMaxLine = 200
)

// deskTyped is what somebody typed into the form of an action.
type deskTyped struct {
	Rev        int
	Text       string
	Units      []string
	Days       int
	Ground     string
	Amount     int
	Outcome    string
	Exemptions []string
	Reasons    map[string]string
	Release    []string
	Files      []foi.Document // stored now or with an earlier try
	Summary    string
	Title      string
	Question   string
	Answer     string
	Clean      bool
	People     []int64
	Other      string // as typed
	Name       string
	Email      string
	Position   string
	Remedy     string
	Delay      string
	Fee        string    // as typed
	Pages      [2]string // released and withheld, as typed
	Replaces   string    // id
	Address    string
	Third      int
	Received   string // day, as typed
	Late       string
	Body       string // another one
	Part       string
	Number     string              // of a case there
	Leaves     map[string]deskLeaf // inventory by document
	Look       bool                // only to see the letter
	Seen       string              // the letter's text that the page showed
	Bare       bool                // goes without a letter, which cannot be made
}

// deskLeaf is a line of the inventory as it was typed.
type deskLeaf struct{ Released, Withheld, Exemption string }

// deskRead reads a form. Line ends become \n; nothing else is changed: people's words stay as they wrote them.
func deskRead(v url.Values) deskTyped {
	line := func(name string) string { return strings.TrimSpace(strings.Join(strings.Fields(v.Get(name)), " ")) }
	text := func(name string) string { return strings.ReplaceAll(v.Get(name), "\r\n", "\n") }
	t := deskTyped{
		Rev: deskNumber(v.Get("rev")), Text: text("texto"), Units: v["unidad"], Days: deskNumber(v.Get("plazo")), Ground: v.Get("motivo"),
		Amount: deskNumber(v.Get("dias")), Outcome: v.Get("resultado"), Exemptions: v["excepcion"], Reasons: map[string]string{},
		Release: v["entregar"], Summary: line("resumen"), Title: line("titulo"), Question: text("pregunta"),
		Answer: text("respuesta"), Clean: v.Get("revisado") == "si",
		Other: line("otra"), Name: line("nombre"), Email: line("correo"), Position: v.Get("posicion"), Remedy: v.Get("recurso"),
		Fee: line("monto"), Delay: text("demora"), Pages: [2]string{line("fojas"), line("reservadas")},
		Replaces: v.Get("documento"),
		Look:     v.Get("hacer") == "carta", Seen: v.Get("carta"), Bare: v.Get("sin-carta") == "si",
	}
	t.Address, t.Third, t.Received, t.Late = line("direccion"), deskNumber(v.Get("consulta")), line("recibido"), line("motivoDemora")
	t.Body, t.Part, t.Number, t.Leaves = line("entidad"), text("parte"), line("numero"), map[string]deskLeaf{}
	for name := range v {
		if id, ok := strings.CutPrefix(name, "fojas-"); ok {
			if leaf := (deskLeaf{line(name), line("reservadas-" + id), v.Get("excepcion-" + id)}); leaf.Released+leaf.Withheld != "" {
				t.Leaves[id] = leaf
			}
		}
	}
	for _, id := range v["persona"] {
		t.People = append(t.People, int64(deskNumber(id)))
	}
	for _, code := range t.Exemptions {
		for _, field := range []string{"", "harm.", "interest."} {
			if words := text("razon-" + field + code); words != "" {
				t.Reasons[field+code] = words
			}
		}
	}
	return t
}

// deskNumber reads a small whole number; anything else is 0, which no form offers.
func deskNumber(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > 1_000_000 {
		return 0
	}
	return n
}
