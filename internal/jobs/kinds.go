// Package jobs carries out what must happen by itself: deadlines that fell due and notices that must go out. Deadlines
// and notices are rows; a job is only the hand that works them. The sweep makes a job for every row that waits, makes it
// anew when the queue lost it, and acts itself when the queue does not work; doing anything twice changes nothing.
package jobs

import (
	"github.com/riverqueue/river"

	"qhana/internal/foi"
)

// milestoneArgs asks to act on one milestone of one clock. Ids, codes and days only: job rows hold nothing personal.
type milestoneArgs struct {
	Request int64    `json:"request"`
	Clock   string   `json:"clock"`
	Branch  int      `json:"branch"`
	Name    string   `json:"name"`
	Due     foi.Date `json:"due"`
}

const milestoneKind = "milestone"

func (milestoneArgs) Kind() string { return milestoneKind }

// InsertOpts makes one job for each milestone: a second insert while the first lives is skipped.
func (milestoneArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueMilestones, MaxAttempts: 10, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: liveStates}}
}

// noticeArgs asks to send one notice.
type noticeArgs struct {
	Request int64 `json:"request"`
	Entry   int   `json:"entry"`
	N       int   `json:"n"`
}

const noticeKind = "notice"

func (noticeArgs) Kind() string { return noticeKind }

// InsertOpts makes one job for each notice.
func (noticeArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueNotices, MaxAttempts: 25, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: liveStates}}
}

const (
	queueMilestones = "milestones"
	queueNotices    = "notices"
)
