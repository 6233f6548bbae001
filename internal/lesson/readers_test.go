package lesson_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lesson"
	"labs.local/labs/internal/testkit"
)

// reader keeps what it read of a log, and answers what is offered.
type reader struct {
	mu      sync.Mutex
	entries []event.Entry
}

// follow reads to the end of the log; act may do something at each entry.
func (r *reader) follow(ctx context.Context, log *event.Log, act func(event.Entry)) error {
	for last := uint64(0); ; {
		batch, err := log.Read(ctx, last)
		if err != nil {
			return err
		}
		for _, entry := range batch {
			r.mu.Lock()
			r.entries = append(r.entries, entry)
			r.mu.Unlock()
			act(entry)
		}
		last = batch[len(batch)-1].Number
	}
}

// kinds gives the types of what was read, without repetitions in a row.
func (r *reader) kinds() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var kinds []string
	for _, entry := range r.entries {
		kind := strings.TrimPrefix(fmt.Sprintf("%T", entry.Event), "event.")
		if len(kinds) == 0 || kinds[len(kinds)-1] != kind {
			kinds = append(kinds, kind)
		}
	}
	return strings.Join(kinds, " ")
}

// doing answers offers with the first of some actions that is among them.
func doing(l *lesson.Lesson, actions ...event.Action) func(event.Entry) {
	return func(entry event.Entry) {
		offered, ok := entry.Event.(event.ActionsOffered)
		if !ok || len(actions) == 0 {
			return
		}
		for _, o := range offered.Offers {
			if o.Action == actions[0] {
				actions = actions[1:]
				_ = l.Do(lesson.Act{Action: o.Action, Offer: entry.Number})
				return
			}
		}
	}
}

// A second reader of a lesson stands still for a minute: the lesson, and the other reader,
// do not notice, and it catches up from where it was.
func TestAReaderMayStandStillForAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t)
		l := lesson.New(r.learner, r.log, r.Options)
		var first, second reader
		var group sync.WaitGroup
		group.Go(func() { _ = first.follow(t.Context(), r.log, doing(l, event.Run, event.Next, event.Hint, event.Quit)) })
		group.Go(func() {
			stalled := false
			_ = second.follow(t.Context(), r.log, func(event.Entry) {
				if !stalled {
					time.Sleep(time.Minute)
					stalled = true
				}
			})
		})
		began := time.Now()
		testkit.Must(t, l.Run(t.Context()))
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("the lesson took %v", took)
		}
		r.log.Close()
		group.Wait()
		testkit.Equal(t, second.kinds(), first.kinds())
		testkit.Equal(t, first.kinds(), "ProgressChanged LessonShown LabStarted LabPrepared CommandsShown ActionsOffered ActionTaken StepStarted "+
			"OperationStarted OperationFinished CheckFinished StepFinished StepPassed ProgressChanged ActionsOffered ActionTaken "+
			"LessonShown LabStarted LabPrepared TaskGraded ActionsOffered ActionTaken HintShown ActionsOffered ActionTaken")
	})
}

// Whoever acts, and whoever is too late for it, see the same.
func TestAnActionThatIsNotOfferedIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t)
		l := lesson.New(r.learner, r.log, r.Options)
		stale := func(a lesson.Act) bool { return errors.As(l.Do(a), new(*lesson.StaleError)) }
		testkit.Equal(t, stale(lesson.Act{Action: event.Run, Offer: 0}), true)
		var offer uint64
		var first reader
		go func() {
			_ = first.follow(t.Context(), r.log, func(entry event.Entry) {
				if offered, ok := entry.Event.(event.ActionsOffered); ok && len(offered.Offers) > 0 {
					offer = entry.Number
				}
			})
		}()
		ended := make(chan error, 1)
		go func() { ended <- l.Run(t.Context()) }()
		synctest.Wait()
		before := offer
		testkit.Equal(t, []bool{stale(lesson.Act{Action: event.Run, Offer: before - 1}), stale(lesson.Act{Action: event.Confirm, Offer: before})}, []bool{true, true})
		testkit.Must(t, l.Do(lesson.Act{Action: event.Hint, Offer: before}))
		testkit.Equal(t, stale(lesson.Act{Action: event.Run, Offer: before}), true)
		synctest.Wait()
		testkit.Equal(t, []bool{stale(lesson.Act{Action: event.Run, Offer: before}), strings.Contains(r.world.Calls(), "exec")}, []bool{true, false})
		testkit.Must(t, l.Do(lesson.Act{Action: event.Quit, Offer: offer}))
		testkit.Must(t, <-ended)
	})
}

// Two learners take lessons of their own in one process.
func TestTwoLearnersAreInOneProcess(t *testing.T) {
	var group sync.WaitGroup
	for range 2 {
		r := enter(t)
		r.set("exec one/web/: look", "done")
		l := lesson.New(r.learner, r.log, r.Options)
		var seen reader
		group.Go(func() {
			err := seen.follow(t.Context(), r.log, doing(l, event.Run, event.Next))
			testkit.Equal(t, errors.Is(err, io.EOF), true)
		})
		group.Go(func() {
			defer r.log.Close()
			if err := l.Run(t.Context()); err != nil {
				t.Error(err)
			}
		})
		defer func() {
			if !strings.HasSuffix(seen.kinds(), "CourseFinished") {
				t.Errorf("got %s", seen.kinds())
			}
		}()
	}
	group.Wait()
}

// What the learner can do at a task from anywhere, as a page does.
func TestActionsOfATask(t *testing.T) {
	for name, test := range map[string]struct {
		actions []event.Action
		want    string
	}{
		"the solution is shown":    {[]event.Action{event.Solution, event.Quit}, "ActionTaken SolutionShown ActionsOffered ActionTaken"},
		"and run":                  {[]event.Action{event.Apply, event.Quit}, "ActionTaken BackupSaved StepStarted OperationStarted OperationFinished CheckFinished StepFinished StepPassed ProgressChanged"},
		"a reset that is not":      {[]event.Action{event.Reset, event.Decline, event.Quit}, "ActionTaken Working ConfirmationAsked ActionsOffered ActionTaken ActionDeclined ActionsOffered ActionTaken"},
		"a step that is not there": {[]event.Action{event.Goto, event.Quit}, "ActionTaken ActionFailed ActionsOffered ActionTaken"},
		"a copy that is not there": {[]event.Action{event.Restore, event.Quit}, "ActionTaken ActionFailed ActionsOffered ActionTaken"},
		"a reset":                  {[]event.Action{event.Reset, event.Confirm, event.Quit}, "ActionTaken Working ConfirmationAsked ActionsOffered ActionTaken Working BackupSaved LabReset ProgressChanged LessonShown"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := enter(t)
				testkit.Must(t, r.learner.Skip(r.learner.Course.Labs[0], "demo"))
				l := lesson.New(r.learner, r.log, r.Options)
				var seen reader
				var group sync.WaitGroup
				group.Go(func() { _ = seen.follow(t.Context(), r.log, doing(l, test.actions...)) })
				group.Go(func() {
					time.Sleep(300 * time.Millisecond)
					r.set("exec one/web/: look", "done") // for the solution
				})
				testkit.Must(t, l.Run(t.Context()))
				r.log.Close()
				group.Wait()
				_, after, _ := strings.Cut(seen.kinds(), "TaskGraded ActionsOffered ")
				if !strings.HasPrefix(after, test.want) {
					t.Errorf("got %s", seen.kinds())
				}
			})
		})
	}
}

// A key that is pressed while a step ends would answer a question of before.
func TestNothingIsOfferedWhileAStepEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t)
		testkit.Must(t, r.learner.Skip(r.learner.Course.Labs[0], "demo"))
		l := lesson.New(r.learner, r.log, r.Options)
		offered, passed := 0, false
		var group sync.WaitGroup
		group.Go(func() {
			var all reader
			_ = all.follow(t.Context(), r.log, func(entry event.Entry) {
				switch e := entry.Event.(type) {
				case event.ActionsOffered:
					offered = len(e.Offers)
				case event.ActionTaken:
					offered = 0
				case event.TaskGraded, event.StepPassed, event.LabPassed:
					_, ended := e.(event.StepPassed)
					passed = passed || ended
					if graded, ok := e.(event.TaskGraded); offered > 0 && (!ok || graded.Passed) {
						t.Errorf("at %T there are %d offers", e, offered)
					}
				}
			})
		})
		group.Go(func() {
			time.Sleep(time.Second)
			r.set("exec one/web/: look", "done")
			r.world.Change(nil)
		})
		testkit.Must(t, l.Run(t.Context()))
		r.log.Close()
		group.Wait()
		testkit.Equal(t, passed, true)
	})
}
