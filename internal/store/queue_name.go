package store

import (
	"slices"

	"qhana/internal/foi"
)

// Queues of the desk. For people of a unit, the first two, the late ones and the live ones are about the branches of
// their units and the branches' own due days; the others are about the request.
const (
	QueueNew            = "new"             // received and not acknowledged; branches not yet accepted
	QueueUnopened       = "unopened"        // not answered, and nobody opened it since the filter's Unopened
	QueueDueWeek        = "due_week"        // running and due until the filter's Until
	QueueLate           = "late"            // ran out and not answered
	QueueWaitingCitizen = "waiting_citizen" // suspended until the person clarifies
	QueueBranchesBack   = "branches_back"   // open, and all branches are done
	QueueToSign         = "to_sign"
	QueueSigned         = "signed"   // to be delivered
	QueueMine           = "mine"     // a branch of the viewer's units owes its answer
	QueueWatched        = "watched"  // the viewer keeps an eye on it
	QueueAllLive        = "all_live" // not yet answered
	QueueClosed         = "closed"
	QueueAll            = "all"
)

// CountedQueues are the queues that QueueCounts counts, in the order in which the desk shows them.
var CountedQueues = []string{QueueNew, QueueUnopened, QueueDueWeek, QueueLate, QueueWaitingCitizen, QueueBranchesBack, QueueToSign, QueueSigned, QueueMine, QueueWatched, QueueAllLive}

// byBranch tells whether a queue is about branches for this viewer.
func byBranch(queue string, viewer foi.Actor) bool {
	return queue == QueueMine ||
		!viewer.SeesAll() && slices.Contains([]string{QueueNew, QueueUnopened, QueueDueWeek, QueueLate, QueueAllLive}, queue)
}

// live tells whether all requests of a queue still owe an answer, so that what is due first stands first.
func live(queue string) bool {
	return queue != QueueClosed && queue != QueueAll && queue != QueueWatched && queue != ""
}

func isQueue(queue string) bool {
	return queue == "" || queue == QueueClosed || queue == QueueAll || slices.Contains(CountedQueues, queue)
}
