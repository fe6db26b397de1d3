package jobs

import (
	"context"

	"github.com/riverqueue/river"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/store"
)

// milestoneWorker acts on milestones that fell due. The statute refuses one that was acted on already, or that an
// action has moved meanwhile; then the job is done.
type milestoneWorker struct {
	river.WorkerDefaults[milestoneArgs]
	desk *casework.Desk
}

func (w *milestoneWorker) Work(ctx context.Context, job *river.Job[milestoneArgs]) error {
	return fire(ctx, w.desk, job.Args)
}

func fire(ctx context.Context, desk *casework.Desk, m milestoneArgs) error {
	act := foi.Action{Kind: foi.Fire, Clock: m.Clock, Branch: m.Branch, Milestone: m.Name, Due: m.Due}
	_, err := desk.Act(ctx, m.Request, act, foi.TheSystem())
	if refused(err) {
		return nil
	}
	return err
}

func argsOf(m store.DueMilestone) milestoneArgs {
	return milestoneArgs{Request: m.Request, Clock: m.Clock, Branch: m.Branch, Name: m.Name, Due: m.DueOn()}
}
