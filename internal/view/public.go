package view

import (
	"time"

	"qhana/internal/foi"
)

// PublicFigures are the numbers of the first page.
type PublicFigures struct {
	Open     int
	OpenMany bool // there are more than Open
	Late     int
	Ended    int // terms that ended in the last year
	OnTime   int // of these, answered in time, in per cent
	Days     int // median of working days
}

// PublicHome is the first page.
type PublicHome struct {
	Term    int // working days to answer
	Cite    string
	Figures PublicFigures
	Latest  []PublicAnswer
	Zones   []Choice
}

// PublicAnswer is a published answer in a list.
type PublicAnswer struct {
	Reference  foi.Reference
	Title      string
	Excerpt    string
	Code       string // of the outcome
	Outcome    string // its name
	Units      []string
	Zone       string
	AnsweredOn foi.Date
	Days       int // working days taken
	Missed     bool
	Files      int
	URL        string
}

// PublicAnswers is the disclosure log.
type PublicAnswers struct {
	Query    string
	Year     string
	Filtered bool
	Count    int
	Many     bool
	Rows     []PublicAnswer
	Facets   []PublicFacet
	Next     string
	First    string
}

// PublicFacet is one way to narrow the log.
type PublicFacet struct {
	Label   string // catalogue key
	Name    string // of the query's value
	Options []PublicOption
}

// PublicOption is one value of a facet.
type PublicOption struct {
	Text  string
	Count int
	URL   string
	Here  bool
}

// PublicDisclosure is one published answer.
type PublicDisclosure struct {
	PublicAnswer
	Question   string
	Answer     string
	ReceivedOn foi.Date
	At         time.Time // of publication
	Documents  []DeskDocument
}

// PublicForm is what a person types on the way to a request.
type PublicForm struct {
	Subject  string `json:"subject,omitempty"`
	Body     string `json:"body,omitempty"`
	Zone     string `json:"zone,omitempty"`
	Unit     string `json:"unit,omitempty"`
	Delivery string `json:"delivery,omitempty"`
	Name     string `json:"name,omitempty"`
	Identity string `json:"identity,omitempty"`
	Email    string `json:"email,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Address  string `json:"address,omitempty"`
	Track    string `json:"track,omitempty"`
	Distant  bool   `json:"distant,omitempty"`
}

// PublicAsk is the page before the first step.
type PublicAsk struct {
	Term   int
	Cite   string
	Begun  bool // a draft waits in this browser
	Resume string
	Sent   bool // this browser's last request can still show its receipt
}

// PublicStep is one step on the way to a request.
type PublicStep struct {
	Form    PublicForm
	No, Of  int
	Back    string
	Check   bool // the person came from the last step and goes back there
	Zones   []Choice
	Units   []Choice
	Ways    []Choice
	Tracks  []Choice // kinds of request, where the law tells some apart
	Distant []Choice // that the person lives elsewhere, where the law gives days for it
	Files   []DeskDocument
	Similar []PublicAnswer // published answers that may spare the request
	Errors  []FieldError
}

// PublicReview is the last step: what was answered, before it is sent.
type PublicReview struct {
	Form    PublicForm
	Zone    string
	Unit    string
	Files   []DeskDocument
	Tracks  bool   // the law tells kinds of request apart
	Track   string // the one that was chosen, in the law's words
	Distant *Choice
	Due     foi.Date
	Term    Sentence
	Errors  []FieldError
}

// PublicReceipt is the receipt of a request. The key is shown here and nowhere else.
type PublicReceipt struct {
	Reference  foi.Reference
	Key        string
	Subject    string
	FiledAt    time.Time
	ReceivedOn foi.Date
	Later      bool // filed outside office hours: received on another day
	Due        foi.Date
	Term       Sentence
	Cite       string
	ToConfirm  bool
	Email      string
	Remedies   []PublicRemedy
	Promise    string // signed: that the filing will stand in the public record
}

// PublicFollow is the door to a case.
type PublicFollow struct {
	Reference string
	Errors    []FieldError
}

// PublicHolder is a unit that holds a request, since when.
type PublicHolder struct {
	Unit  string
	Since foi.Date
	Due   foi.Date // internal, zero for the unit that leads
}

// PublicFee is what the person was asked to pay, how, and until when, zero where the law sets no day.
type PublicFee struct {
	Amount Sentence
	How    string
	Until  foi.Date
	Since  foi.Date // the term stands still since then, where the law sets no day
}

// PublicStage is one of the stages that every request goes through.
type PublicStage struct {
	Key   string
	Done  bool
	Here  bool
	Since foi.Date
}

// PublicCase is a case as the person who asked sees it.
type PublicCase struct {
	Recorded   bool // acts have receipts of the public record
	Request    foi.Request
	Question   foi.Question
	Status     string // catalogue key of the sentence on how it stands
	Due        DeskDue
	ReceivedOn foi.Date
	Holders    []PublicHolder
	Stages     []PublicStage
	Timeline   []DeskEvent
	Answer     *DeskDraft
	Documents  []DeskDocument // what the person attached
	Letters    []LetterLine
	Asked      string // the question to the person, while it waits
	AskedUntil foi.Date
	GoesOn     bool // the request goes on as it is when they do not answer
	Fee        *PublicFee
	Form       DeskText // the clarification typed
	Withdraw   bool
	Erase      bool           // the case has ended: the person can ask that their data be erased, now or later
	Remedies   []PublicRemedy // when there is something to act against
	Published  string
	Done       string // what has just been done
	Errors     []FieldError
	Kept       []DeskKept // files of a try that failed, and the field of its form
	KeptFor    string
	Lost       string      // what was typed into a form that is not there any more
	Parts      []DeskDraft // delivered before the whole answer
	Ties       []DeskTie
	Review     bool   // a remedy can be filed here
	Next       string // where the remedy after this one can be filed
	Add        bool   // documents can be added
	More       DeskText
	Opinion    string // whether the answer helped, as the person said
	Locale     string // in which they are written to
}

// PublicWithdraw asks whether a request is really to be withdrawn.
type PublicWithdraw struct {
	Reference foi.Reference
	Subject   string
	Rev       int
	Remedy    bool // it is a remedy, which may be too late to take again
	Refused   *Sentence
}

// PublicWhy explains a due day to the person who asked.
type PublicWhy struct {
	DeskWhy
	Reference foi.Reference
}

// PublicHow explains the law that the body is under.
type PublicHow struct {
	Body       string
	Lead       string // unit that leads
	Steps      []HowStep
	Silence    PublicRemedy
	Remedies   []PublicRemedy
	Exemptions []PublicRemedy
	Law        string // key and version
	Key        string // of the law, for its page and its drawing
	Drawing    string
	Stories    []AdminStory // declarations that moved running terms, the last first
}

// HowStep is one step of a request, told from the law's file.
type HowStep struct {
	Key  string // of its heading: "ask", "receive"
	Text []Sentence
	Cite PublicRemedy // Text is empty
}

// PublicText is a page of plain text: catalogue keys "text.<Key>.title", "text.<Key>.<section>" and ".body".
type PublicText struct {
	Key      string
	Sections []string
	Body     BodyInfo
}

// MailList is the outbox of the demo.
type MailList struct {
	Rows []MailRow
	Next string
}

// MailRow is one message.
type MailRow struct {
	ID      int64
	To      string
	Subject string
	At      time.Time
}

// MailMessage is one message whole.
type MailMessage struct {
	MailRow
	MessageID string
	Text      string
}

// DemoClock moves the demo's time.
type DemoClock struct {
	Now  time.Time
	Next foi.Date // the next working day
}

// The pages that anyone may read, and those of the demo.
var (
	PublicHomePage       = pageOf[PublicHome]("public/home")
	PublicAskPage        = pageOf[PublicAsk]("public/ask")
	PublicWhatPage       = pageOf[PublicStep]("public/ask_what")
	PublicPlacePage      = pageOf[PublicStep]("public/ask_place")
	PublicDeliveryPage   = pageOf[PublicStep]("public/ask_delivery")
	PublicContactPage    = pageOf[PublicStep]("public/ask_contact")
	PublicReviewPage     = pageOf[PublicReview]("public/ask_review")
	PublicReceiptPage    = pageOf[PublicReceipt]("public/receipt")
	PublicFollowPage     = pageOf[PublicFollow]("public/follow")
	PublicCasePage       = pageOf[PublicCase]("public/case")
	PublicWhyPage        = pageOf[PublicWhy]("public/why")
	PublicWithdrawPage   = pageOf[PublicWithdraw]("public/withdraw")
	PublicAppealPage     = pageOf[PublicAppeal]("public/appeal")
	PublicThirdPage      = pageOf[PublicThird]("public/third")
	PublicAnswersPage    = pageOf[PublicAnswers]("public/answers")
	PublicDisclosurePage = pageOf[PublicDisclosure]("public/answer")
	PublicHowPage        = pageOf[PublicHow]("public/how")
	PublicTextPage       = pageOf[PublicText]("public/text")
	MailListPage         = pageOf[MailList]("public/mail")
	MailMessagePage      = pageOf[MailMessage]("public/mail_message")
	DemoClockPage        = pageOf[DemoClock]("public/clock")
)

// PublicWitness is who cosigns the record, and what they signed last; At is zero when they never did.
type PublicWitness struct {
	Name string
	Key  string
	Size int
	At   time.Time
}

// PublicRecord is the page about the public record.
type PublicRecord struct {
	Origin    string
	Address   string
	Keys      []string
	Size      int
	At        time.Time // of the newest checkpoint
	Root      string
	Witnesses []PublicWitness
	Waiting   int
	Since     time.Time // of the oldest that waits
	Bad       int       // acts that cannot have a place
	Alarms    []string  // codes of what is wrong with how the record is kept
	Restored  []PublicRestore
	Laws      []PublicReplacement
	After     PublicAfter
}

// PublicAfter counts the acts of the last days that were recorded after the fact.
type PublicAfter struct {
	Days    int
	Count   int
	Many    bool // there are more than Count
	Longest string
}

// PublicRestore is that the record came from a backup.
type PublicRestore struct {
	At     time.Time
	Reason string
	Lost   int // acts of which only the leaf is left
	Fork   bool
	Signed int // acts that had been signed, of a fork
	Size   int // acts with which it went on
}

// PublicProof is what a receipt proves, or what is wrong with it.
type PublicProof struct {
	Wrong  string // catalogue key; "" when it proves
	Case   string
	Act    string // catalogue key
	At     time.Time
	Index  int // place in the record, counted from 1
	Size   int
	Signed time.Time
	By     []string
	Leaf   string
	URL    string // says what the record of today has at the place
	Today  bool   // the record of today still contains it
	Lost   bool

	Promised bool // it is the record's promise that an act will stand there, by Until
	Until    time.Time
	Hash     string
}

// PublicBundled is one receipt of a bundle, by its file's name.
type PublicBundled struct {
	Name string
	PublicProof
}

// PublicPlace is what the record of today has at a place where somebody looks for an act.
type PublicPlace struct {
	State  string // "good", "other", "beyond", "broken", "bad"
	Index  int    // place in the record, counted from 1
	Hash   string
	Case   string
	Act    string // catalogue key
	At     time.Time
	Size   int
	Signed time.Time
	Leaf   string
}
