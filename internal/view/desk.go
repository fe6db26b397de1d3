package view

import (
	"strconv"
	"strings"
	"time"

	"qhana/internal/foi"
)

// Sentence is something to be said in the reader's language: a catalogue key with the values that it names (texts,
// numbers, days, other sentences), or a day, an instant, or words that are nobody's language but their writer's.
type Sentence struct {
	Key   string
	Args  map[string]any
	Day   foi.Date
	At    time.Time
	Plain string
	List  []Sentence
}

// Say is the sentence of a catalogue key, with names and values in turn.
func Say(key string, args ...any) Sentence {
	s := Sentence{Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		if s.Args == nil {
			s.Args = map[string]any{}
		}
		s.Args[args[i].(string)] = args[i+1]
	}
	return s
}

// Verbatim is words as they were written.
func Verbatim(s string) Sentence { return Sentence{Plain: s} }

// Milestone is what happens by itself at a clock, by its name: "remind.5", "escalate", "lapse", "chase.2". How many days before, and
// how often, is the procedure's to say.
func Milestone(name string) Sentence {
	kind, n, _ := strings.Cut(name, ".")
	many, _ := strconv.Atoi(n)
	if kind == "remind" && many > 1 || kind == "chase" && many > 6 {
		return Say("milestone."+kind, "N", many)
	}
	return Say("milestone." + name)
}

// OnDay is a day in words.
func OnDay(d foi.Date) Sentence { return Sentence{Day: d} }

// AtInstant is a day and an hour.
func AtInstant(t time.Time) Sentence { return Sentence{At: t} }

// Listed is several sentences in a row.
func Listed(list ...Sentence) Sentence { return Sentence{List: list} }

// Actor says who did something: the role, the unit's name, and the person's name where the reader may know it.
type Actor struct {
	Role foi.Role
	Unit string
	Name string
	You  bool // the reader did it
}

// DeskDue is a due day as the desk shows it: the mark, the day, and how many working days are left.
type DeskDue struct {
	Mark string   // "on_time", "soon", "late", "suspended", "answered", "closed"
	On   foi.Date // zero when no term runs
	Left int      // working days from today; negative when over
	Live bool     // Left has a meaning

	Clock string // of a case: the term that it is of
}

// DeskRow is one request in a list.
type DeskRow struct {
	Reference foi.Reference
	Subject   string
	Requester string   // "" for readers who need not know
	Holders   []string // names of the units that hold it
	State     foi.State
	FiledOn   foi.Date
	Due       DeskDue
	Branches  []DeskRowBranch // the reader's own
	Back      foi.Event       // what came back and nobody has taken up
	Twin      bool            // another asks the same in the same words
	URL       string
}

// DeskRowBranch is a branch of the reader's unit, in a list.
type DeskRowBranch struct {
	No    int
	State foi.BranchState
	Due   DeskDue
}

// DeskQueue is one queue with its count.
type DeskQueue struct {
	Key     string
	Count   int
	Counted bool // Count has a meaning
	More    bool // there are more than Count
	Here    bool // this page shows it
	Urgent  bool // late
}

// DeskPanel is a short list on the page of the day.
type DeskPanel struct {
	Key   string // heading "desk.today.<Key>", and "desk.today.<Key>.none" when empty
	Count int
	Many  bool // there are more than Count
	Rows  []DeskRow
	More  string // address of the whole list, "" when the panel shows it all
}

// DeskToday is the page of the day.
type DeskToday struct {
	Day    foi.Date
	Person bool // the reader may know who asked
	Queues []DeskQueue
	Panels []DeskPanel
	Asked  []DeskAsked // what is asked of the reader

	Erasures int // wishes that the reader can confirm

	For  []DeskAway // for whom the reader stands in
	Away *DeskAway  // the reader, while they are away themselves

	Done foi.ActionKind // what has just been done, on a case that the reader sees no longer
}

// DeskAway is somebody who is away, and the last day of it.
type DeskAway struct {
	Name string
	Last foi.Date
}

// DeskAsked is a question to the reader's unit, what answers theirs, or a note that mentions them.
type DeskAsked struct {
	Reference foi.Reference
	Subject   string
	URL       string
	At        time.Time
	Unit      string
	Person    string
	Kind      string // "question", "answer", "mention"
}

// Choice is one option of a select, a group of radios or of check boxes.
type Choice struct {
	Value    string
	Text     Sentence
	Hint     Sentence
	Chosen   bool
	Disabled bool
}

// DeskColumn is the heading of a column that sorts.
type DeskColumn struct {
	Key  string // "desk.cases.<Key>"
	Sort string // "ascending", "descending", "none"; "" when the column does not sort
	URL  string
}

// DeskCases is the list of requests.
type DeskCases struct {
	Exports  []Choice // the list as files
	Bulk     []Choice // what can be done to many at once
	Unticked bool     // that was wanted, and nothing was ticked
	List     string   // the list's filters, as its address has them
	Queue    DeskQueue
	Queues   []DeskQueue
	Text     string
	Sort     string
	States   []Choice
	Units    []Choice
	Clocks   []Choice
	Filtered bool
	Columns  []DeskColumn
	Person   bool
	Count    int
	Many     bool // there are more than Count
	Rows     []DeskRow
	Next     string // address of the rows after these, "" at the end
	First    string // address of the first rows, "" when these are the first
	Clear    string // address without filters
	Wider    string // address of the same in all requests, "" when these are all of them
	Saved    []DeskSaved
	Save     string // the list's filters, to be kept under a name
	Name     string // as typed
	Errors   []FieldError
}

// DeskSaved is a list that the reader keeps under a name.
type DeskSaved struct {
	ID    int64
	Name  string
	URL   string
	Count int
	More  bool
	Here  bool
}

// DeskFact is one line of a list of facts.
type DeskFact struct {
	Label string // catalogue key
	Text  Sentence
}

// DeskClock is one term of a case.
type DeskClock struct {
	Key      string // "clock.<Key>"
	Branch   int
	Name     string   // of the unit, for branches
	Status   string   // "status.<Status>"
	Since    foi.Date // of one that stands still: since when
	Waited   int      // and how many days that is
	Due      DeskDue
	Ended    foi.Date
	Extended int
	Why      string // address of the page that says why
}

// DeskBranch is one unit's share of a case.
type DeskBranch struct {
	foi.Branch
	Name      string // of the unit
	Due       DeskDue
	Asked     string
	Answer    string
	Return    string // why it was returned or sent back, when that was the last word
	Documents []DeskDocument
	Mine      bool
}

// DeskDocument is a document in a list.
type DeskDocument struct {
	ID      string
	Name    string
	Type    string
	Size    int64
	Purpose foi.DocumentPurpose
	URL     string
	Version int
	Replace string         // where a new version is brought, "" when the reader cannot
	Entry   int            // that brought it
	At      time.Time      // of this version, when there were others
	By      string         // who brought it
	Earlier []DeskDocument // versions before, the newest first
}

// DeskEvent is one line of a timeline.
type DeskEvent struct {
	Seq    int
	Title  Sentence
	Mark   string // "notice", "warn", "late", "good", "work": how the line looks
	At     time.Time
	By     Actor
	Text   string // what was written
	Facts  []DeskFact
	Minor  bool // notices and reminders: folded away
	Action foi.Event
	Proof  string // address of its receipt, "" for none
}

// DeskDo is one thing that may be done now.
type DeskDo struct {
	Kind   foi.ActionKind
	Branch int
	Unit   string // name, for branches
	URL    string
	First  bool // the one that most likely comes next
}

// DeskDraft is the answer as it stands.
type DeskDraft struct {
	Code       string // of the outcome
	Outcome    string // its name, ready to show
	Adverse    bool
	Summary    string
	Text       string
	Exemptions []DeskExemption
	Documents  []DeskDocument
	Final      bool // signed or delivered
	Released   int  // pages that the person gets, where somebody counted them
	Withheld   int
	Inventory  []DeskLeaf // of both, by document
}

// DeskLeaf is a line of the inventory of an answer.
type DeskLeaf struct {
	Name, Exemption    string // no name: all documents that the person does not get
	Released, Withheld int
	Given              bool // the person gets the document
}

// DeskThird is somebody whom the information is about, who was asked.
type DeskThird struct {
	N        int
	Name     string // "" for readers who need not know, and once it is erased
	Reach    string // where they were asked: an address of mail or of a house
	AskedOn  foi.Date
	Due      DeskDue
	Position string // what they said, "" while they have not
	Text     string
}

// DeskLikely is a request or a published answer that may be about the same, and why.
type DeskLikely struct {
	Reference foi.Reference
	Subject   string
	State     foi.State
	URL       string
	Published bool
	Joined    bool // to another
	Why       []Sentence
	Join      string // address of the form that joins the case to it; "" where that is not possible
}

// DeskTest is what the law wants weighed, as it was weighed.
type DeskTest struct{ Key, Text string }

// DeskTie is a request that belongs to another.
type DeskTie struct {
	Reference foi.Reference
	Subject   string
	Kind      string // "remedy", "parent", "split", "joined", "joins"
	Remedy    string // its name
	State     foi.State
	URL       string
}

// DeskExemption is an exemption with its reason in this case.
type DeskExemption struct {
	Code      string
	Name      string
	Citation  string
	ToConfirm bool
	Reason    string
	Tests     []DeskTest
}

// DeskCase is the page of one case.
type DeskCase struct {
	Request   foi.Request
	Question  foi.Question
	Due       DeskDue
	Facts     []DeskFact
	Requester []DeskFact // empty for readers who need not know
	Clocks    []DeskClock
	Branches  []DeskBranch
	Draft     *DeskDraft
	Thirds    []DeskThird
	Documents []DeskDocument
	Timeline  []DeskEvent
	Do        []DeskDo
	Done      foi.ActionKind // what has just been done
	Published string         // address in the disclosure log
	Clarified string
	Erased    time.Time    // when the personal data were; zero while they are there
	ErasedBy  string       // by what law or order
	Letters   []LetterLine // none for readers who need not know who asked
	Whole     bool         // the reader sees who asked
	Seldom    []DeskDo
	Barred    *Sentence // why what waits here is not the reader's to approve or sign
	Watched   bool      // the reader keeps an eye on it
	Alike     []DeskLikely
	Ties      []DeskTie
	Readers   []string // who may see a restricted case
}
