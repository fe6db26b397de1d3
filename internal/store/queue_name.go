package store

import (
	"slices"

	"qhana/internal/foi"
)

// Queues of the desk. For people of a unit, those of branchQueues are about the branches of their units and the branches' own
// due days; the others are about the request.
const (
	QueueNew            = "new"             // received and not acknowledged; branches not yet accepted
	QueueUnopened       = "unopened"        // not answered, and nobody opened it since the filter's Unopened
	QueueDueWeek        = "due_week"        // running and due until the filter's Until
	QueueLate           = "late"            // ran out and not answered
	QueueWaitingCitizen = "waiting_citizen" // suspended until the person clarifies
	QueueBack           = "back"            // something came back that nobody has taken up; branches whose answer is wanted again
	QueueToApprove      = "to_approve"      // a step of approval waits, for a reviewer one of theirs
	QueueToSign         = "to_sign"         // approved as the procedure asks, to be signed
	QueueSigned         = "signed"          // to be delivered
	QueueMine           = "mine"            // the viewer, or whom they stand in for, leads it; branches assigned to them
	QueueUnit           = "unit"            // a branch of the viewer's units owes its answer
	QueueWatched        = "watched"         // the viewer keeps an eye on it
	QueueAllLive        = "all_live"        // not yet answered
	QueueClosed         = "closed"
	QueueAll            = "all"
)

// CountedQueues are the queues that QueueCounts counts, in the order in which the desk shows them.
var CountedQueues = []string{QueueNew, QueueUnopened, QueueDueWeek, QueueLate, QueueWaitingCitizen, QueueBack, QueueToApprove, QueueToSign, QueueSigned,
	QueueMine, QueueUnit, QueueWatched, QueueAllLive}

// OwnQueues are the queues that are each reader's own: what others see of them says nothing.
var OwnQueues = []string{QueueMine, QueueWatched}

var branchQueues = []string{QueueNew, QueueUnopened, QueueDueWeek, QueueLate, QueueBack, QueueMine, QueueUnit, QueueAllLive}

// byBranch tells whether a queue is about branches for this viewer.
func byBranch(queue string, viewer foi.Actor) bool {
	return queue == QueueUnit || !viewer.SeesAll() && slices.Contains(branchQueues, queue)
}

// live tells whether all requests of a queue still owe an answer, so that what is due first stands first.
func live(queue string) bool {
	return queue != QueueClosed && queue != QueueAll && queue != QueueWatched && queue != ""
}

func isQueue(queue string) bool {
	return queue == "" || queue == QueueClosed || queue == QueueAll || slices.Contains(CountedQueues, queue)
}
