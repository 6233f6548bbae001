package lesson

import (
	"context"
	"slices"
	"sync"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
)

// Act is an action of the learner's.
type Act struct {
	Action event.Action
	// Offer is the number of the ActionsOffered that it answers: what was meant for another does nothing.
	Offer uint64
	// Lab and Index say where a Goto leads, Backup is the ID of what a Restore restores.
	Lab    *lab.Lab
	Index  int
	Backup string
}

// StaleError is an action that is not offered any more, or never was.
type StaleError struct{ i18n.Message }

// UnattendedError is what is not done without a person who says so.
type UnattendedError struct{ i18n.Message }

// desk takes one action for each ActionsOffered.
type desk struct {
	mu     sync.Mutex
	number uint64
	offers []event.Offer
	// answer is nil where nothing is offered.
	answer chan Act
}

// Do hands an action in, which an ActionTaken confirms. It is a *StaleError where the action is not offered.
func (l *Lesson) Do(a Act) error {
	d := &l.desk
	d.mu.Lock()
	defer d.mu.Unlock()
	offered := func(o event.Offer) bool { return o.Action == a.Action }
	if d.answer == nil || a.Offer != d.number || !slices.ContainsFunc(d.offers, offered) {
		return &StaleError{i18n.Text("%s is not available now: the lesson has moved on", string(a.Action))}
	}
	d.answer <- a
	d.answer = nil
	return nil
}

// offer reports what is possible, and gives the answer.
func (l *Lesson) offer(offers []event.Offer) <-chan Act {
	d := &l.desk
	d.mu.Lock()
	defer d.mu.Unlock()
	d.offers, d.answer = offers, make(chan Act, 1)
	d.number = l.log.Add(event.ActionsOffered{Offers: offers})
	return d.answer
}

// withdraw says that nothing is possible any more.
func (l *Lesson) withdraw() {
	l.desk.mu.Lock()
	defer l.desk.mu.Unlock()
	l.desk.answer = nil
	l.report(event.ActionsOffered{})
}

// choose waits for one of some actions.
func (l *Lesson) choose(ctx context.Context, offers ...event.Offer) (Act, error) {
	select {
	case <-ctx.Done():
		l.withdraw()
		return Act{}, ctx.Err()
	case a := <-l.offer(offers):
		l.report(event.ActionTaken{Action: a.Action})
		return a, nil
	}
}

// always are the actions that are possible at every step, beside some.
func always(step *lab.Step, first ...event.Offer) []event.Offer {
	offers := append(first, event.Offer{Action: event.Hint, Label: i18n.Text("hint")})
	if step.IsTask() {
		offers = append(offers, event.Offer{Action: event.Solution, Label: i18n.Text("solution")}, event.Offer{Action: event.Apply, Label: i18n.Text("run the solution")})
	}
	return append(offers,
		event.Offer{Action: event.Reset, Label: i18n.Text("reset")}, event.Offer{Action: event.Goto, Label: i18n.Text("go to a step")},
		event.Offer{Action: event.Restore, Label: i18n.Text("restore a backup")}, event.Offer{Action: event.Quit, Label: i18n.Text("quit")})
}

// act does what an action means at every step. It says whether the step is left.
func (l *Lesson) act(ctx context.Context, s *learner.OpenStep, a Act) (out outcome, left bool, err error) {
	switch a.Action {
	case event.Skip:
		return moved, true, l.skip(ctx, s)
	case event.Hint:
		return 0, false, l.Hint(s.Lab, s.Step())
	case event.Solution:
		return 0, false, l.solution(s)
	case event.Apply:
		left, err = l.apply(ctx, s)
		return passed, left, err
	case event.Reset:
		left, err = l.Reset(ctx, s.Lab)
	case event.Goto:
		if a.Lab == nil || a.Index < 0 || a.Index >= len(a.Lab.Steps) {
			l.report(event.ActionFailed{Err: i18n.Errorf("there is no such step in the course")})
			return 0, false, nil
		}
		left, err = l.Goto(ctx, a.Lab, a.Index)
	case event.Restore:
		if _, err := l.copy(a.Backup); err != nil {
			l.report(event.ActionFailed{Err: err})
			return 0, false, nil
		}
		left, err = l.Restore(ctx, a.Backup)
	case event.Quit:
		return quit, true, nil
	}
	return moved, left, err
}

func (l *Lesson) skip(ctx context.Context, s *learner.OpenStep) error {
	l.report(event.StepSkipped{Lab: s.Lab, Step: s.Step()})
	if err := l.Learner.Skip(s.Lab, s.Step().Name); err != nil {
		return err
	}
	return l.finishIfOver(ctx, s)
}

// Hint shows the next hint of a step.
func (l *Lesson) Hint(of *lab.Lab, step *lab.Step) error {
	hints := 0
	for _, text := range of.Texts {
		hints = max(hints, len(text.Section(step.Name).Hints))
	}
	if hints == 0 {
		l.report(event.HintsMissing{Lab: of, Step: step})
		return nil
	}
	index, err := l.Learner.Hint(of, step.Name, hints)
	if err == nil {
		l.report(event.HintShown{Lab: of, Step: step, Index: index})
	}
	return err
}
