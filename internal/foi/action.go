package foi

import "time"

// ActionKind is what is asked for: always imperative.
type ActionKind string

const (
	File             ActionKind = "file"
	Acknowledge      ActionKind = "acknowledge"
	OpenBranch       ActionKind = "open_branch"
	AcceptBranch     ActionKind = "accept_branch"
	ReturnBranch     ActionKind = "return_branch"
	AnswerBranch     ActionKind = "answer_branch"
	SendBackBranch   ActionKind = "send_back_branch"
	ApproveBranch    ActionKind = "approve_branch"
	CancelBranch     ActionKind = "cancel_branch"
	Extend           ActionKind = "extend"
	AskClarification ActionKind = "ask_clarification"
	Clarify          ActionKind = "clarify"
	Register         ActionKind = "register"
	ConfirmExtension ActionKind = "confirm_extension"
	RefuseExtension  ActionKind = "refuse_extension"
	RevertExtension  ActionKind = "revert_extension"
	Suspend          ActionKind = "suspend"
	Resume           ActionKind = "resume"
	Transfer         ActionKind = "transfer"
	TransferPart     ActionKind = "transfer_part" // a part of what was asked goes to another body; the rest stays
	Draft            ActionKind = "draft"
	Submit           ActionKind = "submit"
	Sign             ActionKind = "sign"
	Decline          ActionKind = "decline"
	Deliver          ActionKind = "deliver"
	Publish          ActionKind = "publish"
	Withdraw         ActionKind = "withdraw"
	AnswerCounter    ActionKind = "answer_counter" // answered on the spot to a person who is there
	Note             ActionKind = "note"
	AskUnit          ActionKind = "ask_unit"    // a question to another unit that works on the request
	AnswerUnit       ActionKind = "answer_unit" // to the oldest question that one's unit was asked
	AskFee           ActionKind = "ask_fee"     // tells what the information costs
	RecordFee        ActionKind = "record_fee"
	RemindFee        ActionKind = "remind_fee" // asks again for a fee that the law sets no time for
	WaiveFee         ActionKind = "waive_fee"
	Assign           ActionKind = "assign"        // to an officer, who leads the case from then on
	AssignBranch     ActionKind = "assign_branch" // to an official of the unit
	MoveBranch       ActionKind = "move_branch"   // to another unit
	RedateBranch     ActionKind = "redate_branch" // another internal due day
	ApproveDraft     ActionKind = "approve_draft" // a step of approval before the signature
	AmendDraft       ActionKind = "amend_draft"
	DeliverPart      ActionKind = "deliver_part" // a first part of the answer, while the rest is worked on
	ConsultThird     ActionKind = "consult_third"
	AnswerThird      ActionKind = "answer_third"
	AddDocuments     ActionKind = "add_documents"
	ReplaceDocument  ActionKind = "replace_document" // by a newer version of it
	Reopen           ActionKind = "reopen"
	FileReview       ActionKind = "file_review"   // a remedy against the answer or the silence: a case of its own
	DecideReview     ActionKind = "decide_review" // the remedy's case was decided (system)
	RecordAppeal     ActionKind = "record_appeal" // the person went to a body outside
	RecordRuling     ActionKind = "record_ruling" // what that body decided
	Link             ActionKind = "link"
	Join             ActionKind = "join"          // into another request that asks the same
	Separate         ActionKind = "separate"      // takes joining back
	Split            ActionKind = "split"         // a part of what was asked becomes a request of its own
	Loosen           ActionKind = "loosen"        // the request that it is joined to will not be answered (system)
	AnswerJoined     ActionKind = "answer_joined" // the request that it is joined to was answered (system)
	Restrict         ActionKind = "restrict"      // only named people see it
	Unrestrict       ActionKind = "unrestrict"
	Fire             ActionKind = "fire"          // a milestone fell due (system)
	Recalculate      ActionKind = "recalculate"   // the calendar changed (system)
	ChangeLaw        ActionKind = "change_law"    // a later version of the statute came into force (system)
	RecordNotice     ActionKind = "record_notice" // a notice was sent or failed (system)
)

// Action asks for something. The fields a kind does not need stay empty.
type Action struct {
	Kind       ActionKind
	Rev        int        // the Rev the form was filled at; 0 asks for no check (system, requester)
	Branch     int        // branch acted on
	Unit       string     // open_branch: unit; several units are several actions; ask_unit
	From       string     // move_branch, of many requests at once: the unit whose branch it is
	Due        Date       // open_branch: internal due day, zero for the procedure's; fire: due day of the milestone's clock
	Clock      string     // fire
	Milestone  string     // fire
	Ground     string     // extend, suspend, ask_clarification
	Amount     int        // extend: in the rule's unit
	Until      Date       // extend: new last day, where the law asks for one
	Version    string     // change_law
	Account    int64      // assign, assign_branch
	People     []int64    // restrict; note: who is mentioned
	Fee        int        // ask_fee: hundredths of the law's currency
	Other      Reference  // link, join, split: the other request; file_review, decide_review: the remedy's case
	Remedy     string     // file_review, decide_review
	Position   string     // answer_third: "consents", "objects"
	Third      int        // answer_third: number of the consultation; 0 for the only one that is open
	Received   Date       // clarify, withdraw, add_documents, answer_third: the day on which it reached the counter; zero: today
	Inventory  []Leaf     // draft
	Released   int        // draft: pages that the person gets
	Withheld   int        // draft: pages that they do not get
	Letter     string     // sign, deliver: the letter's text that was seen
	Outcome    string     // draft
	Exemptions []string   // draft
	Replaces   string     // replace_document: id
	Documents  []Document // newly attached, already stored; or chosen for delivery (draft)
	Words      Words
	Notice     NoticeResult // record_notice
	Filing     *Filing      // file
}

// NoticeResult is what became of a notice.
type NoticeResult struct {
	Kind      string
	Of        int // entry that caused it
	To        string
	MessageID string
	Repeat    bool
	Failed    bool
	Reason    string
}

// Filing is a complete request as it comes in.
type Filing struct {
	Reference Reference // given by the store
	Question  Question
	Requester Requester
	Channel   Channel
	Locale    string
	Zone      string
	UnitAsked string
	KeyMAC    []byte    // HMAC of the access key
	Remedy    string    // code of the remedy that this is, "" for a request
	Parent    int64     // the request that it is about, or was split from
	Of        Reference // that request's reference
	Track     string    // course of the statute, "" for the ordinary one
	// ReceivedAt is when it reached the counter, where somebody enters it later; zero: now. Late says why it was entered later.
	ReceivedAt time.Time
	Late       string
	Distant    bool    // the person lives in another municipality
	Barred     []int64 // a remedy: accounts that signed what it is against, where the law wants others to decide
	Readers    []int64 // accounts that may see it, where what it belongs to is restricted; nil: everybody whose work it is
}
