package mail

// kind says what a notice's mail shows besides its heading and its first paragraphs.
type kind struct {
	remedy   bool     // has words of its own where the case is a remedy: "mail.<kind>.remedy.…"
	split    bool     // words differ for the person and for units: "mail.<kind>.person.…" and "mail.<kind>.desk.…"
	facts    []string // rows of the table, in order; a row without a value is left out
	quote    string   // catalogue key of the title over the words that somebody wrote, "" for none
	after    bool     // has paragraphs after the table
	remedies bool
	action   string // catalogue key of the link's words; "" for the reader's usual one
}

// kinds has every kind of notice that statutes send.
var kinds = map[string]kind{
	"receipt":              {remedy: true, facts: []string{"reference", "subject", "received", "due", "term"}, after: true, remedies: true},
	"acknowledged":         {facts: []string{"reference", "subject", "due", "term"}},
	"clarification":        {facts: []string{"reference", "subject", "reply_by"}, quote: "mail.question", after: true, action: "mail.action.answer"},
	"clarified":            {facts: []string{"reference", "subject", "due"}},
	"extended":             {facts: []string{"reference", "subject", "ground", "old_due", "new_due"}, quote: "mail.reason", after: true},
	"delivered":            {remedy: true, facts: []string{"reference", "subject", "outcome", "exemption"}, quote: "mail.answer", remedies: true, action: "mail.action.delivered"},
	"silence":              {facts: []string{"reference", "subject", "due", "silence"}, remedies: true},
	"silence_unit":         {facts: []string{"reference", "subject", "due"}},
	"withdrawn":            {remedy: true, split: true, facts: []string{"reference", "subject"}},
	"transferred":          {facts: []string{"reference", "subject"}, quote: "mail.reason"},
	"part_transferred":     {facts: []string{"reference", "subject", "due"}, quote: "mail.reason"},
	"sent_on":              {facts: []string{"reference", "subject"}, quote: "mail.reason"},
	"fee_waived":           {facts: []string{"reference", "subject", "due"}, quote: "mail.reason"},
	"clarification_lapsed": {split: true, facts: []string{"reference", "subject"}},
	"branch_opened":        {facts: []string{"reference", "subject", "unit", "branch_due"}, quote: "mail.reason"},
	"branch_moved":         {facts: []string{"reference", "subject"}, quote: "mail.reason"},
	"branch_redated":       {facts: []string{"reference", "subject", "unit", "old_due", "branch_due"}, quote: "mail.reason"},
	"branch_returned":      {facts: []string{"reference", "subject", "unit"}, quote: "mail.reason"},
	"branch_answered":      {facts: []string{"reference", "subject", "unit", "branch_due"}},
	"branch_sent_back":     {facts: []string{"reference", "subject", "unit", "branch_due"}, quote: "mail.reason"},
	"branch_approved":      {facts: []string{"reference", "subject", "unit"}},
	"branch_cancelled":     {facts: []string{"reference", "subject", "unit"}, quote: "mail.reason"},
	"to_sign":              {facts: []string{"reference", "subject", "due"}},
	"to_confirm":           {facts: []string{"reference", "subject", "ground", "due_now", "proposed_due"}, quote: "mail.reason"},
	"declined":             {facts: []string{"reference", "subject", "due"}, quote: "mail.reason"},
	"signed":               {facts: []string{"reference", "subject", "due"}},
	"reminder":             {facts: []string{"reference", "subject", "due"}},
	"escalation":           {facts: []string{"reference", "subject", "due"}},
	"due_changed":          {split: true, facts: []string{"reference", "subject", "old_due", "new_due"}},
	"law_changed":          {facts: []string{"reference", "subject", "law", "rule", "old_due", "new_due"}, after: true},
	"branch_reminder":      {facts: []string{"reference", "subject", "unit", "branch_due"}},
	"branch_escalation":    {facts: []string{"reference", "subject", "unit", "branch_due"}},
	"part_delivered":       {facts: []string{"reference", "subject", "due"}, action: "mail.action.delivered"},
	"third_party":          {facts: []string{"reference", "reply_by"}, quote: "mail.question", after: true, action: "mail.action.third"},
	"third_answered":       {facts: []string{"reference", "subject"}},
	"documents_added":      {facts: []string{"reference", "subject", "due"}},
	"unit_asked":           {facts: []string{"reference", "subject", "unit"}, quote: "mail.question"},
	"unit_answered":        {facts: []string{"reference", "subject", "unit"}, quote: "mail.answer"},
	"fee":                  {facts: []string{"reference", "subject", "fee", "pay_by"}, quote: "mail.reason", after: true},
	"fee_paid":             {facts: []string{"reference", "subject", "due"}},
	"fee_lapsed":           {facts: []string{"reference", "subject"}},
	"compliance":           {facts: []string{"reference", "subject", "due"}},
	"compliance_late":      {facts: []string{"reference", "subject", "due"}},
	"reopened":             {facts: []string{"reference", "subject", "due"}, quote: "mail.reason"},
	"review_decided":       {facts: []string{"reference", "subject", "outcome"}},
	"joined":               {facts: []string{"reference", "subject", "due"}, quote: "mail.reason"},
	"new_request":          {remedy: true, facts: []string{"reference", "subject", "received", "due"}},
}

// Kinds lists the kinds of notice that Render knows.
func Kinds() []string {
	names := make([]string, 0, len(kinds))
	for name := range kinds {
		names = append(names, name)
	}
	return names
}
