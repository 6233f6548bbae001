package report

import (
	"encoding/json"
	"io"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
)

// stream writes events as they come, one JSON object a line, in English.
type stream struct {
	Options
	target *target
	out    io.WriteCloser
	words  words
	// run counts the clusters, and cluster is the last one.
	run     int
	cluster string
	err     error
}

func openStream(t *target, o Options) (report, error) {
	out, err := t.open()
	return &stream{Options: o, target: t, out: out}, err
}

// take writes one whole line at once, so that a crash cuts none; events that
// the stream does not know are left out.
func (s *stream) take(e event.Event) {
	switch e := e.(type) {
	case event.RunStarted:
		s.run, s.cluster = s.run+1, e.Cluster
	case event.RunFailed:
		if e.Cluster != s.cluster {
			s.run, s.cluster = s.run+1, e.Cluster
		}
	}
	line := s.line(e)
	if line == nil || s.err != nil {
		return
	}
	text, err := json.Marshal(line)
	if err == nil {
		err = s.target.add(s.out, append(text, '\n'))
	}
	s.err = s.target.fault(err)
}

// once is false of what is written as it comes, and write has nothing to do.
func (s *stream) once() bool { return false }

func (s *stream) write(*Tree) error { return nil }

func (s *stream) close() error {
	err := s.target.fault(s.out.Close())
	if s.err != nil {
		return s.err
	}
	return err
}

func (s *stream) head(name string) head {
	return head{Time: time.Now().UTC().Truncate(time.Millisecond), Type: name, Run: s.run}
}

func (s *stream) of(name string, l *lab.Lab) labHead { return labHead{s.head(name), l.Metadata.Name} }

func (s *stream) in(name string, l *lab.Lab, step *lab.Step) stepHead {
	return stepHead{s.of(name, l), step.Name}
}

func (s *stream) at(l *lab.Lab, p lab.Position) position {
	return position{s.file(l.File()), p.Line, p.Column}
}

// line gives the line of an event, or nil.
func (s *stream) line(e event.Event) any {
	switch e := e.(type) {
	case event.RunStarted:
		return s.runStarted(e)
	case event.RunFinished:
		return runFinished{s.head("runFinished"), seconds(e.Elapsed)}
	case event.LabStarted:
		return labStarted{s.of("labStarted", e.Lab), s.file(e.Lab.File()), e.Namespace, max(1, e.Attempt)}
	case event.LabSkipped:
		return labSkipped{s.of("labSkipped", e.Lab), s.file(e.Lab.File()), e.Lab.Kubernetes, e.Version}
	case event.LabPrepared:
		return labPrepared{s.of("labPrepared", e.Lab), s.words.error(e.Err), seconds(e.Elapsed)}
	case event.LabCleaned:
		return labCleaned{s.of("labCleaned", e.Lab), s.words.error(e.Err), seconds(e.Elapsed)}
	case event.LabFinished:
		return s.labFinished(e)
	case event.StepStarted:
		return stepStarted{s.in("stepStarted", e.Lab, e.Step), e.Index, s.at(e.Lab, e.Step.Position)}
	case event.StepReplayed:
		return stepReplayed{s.in("stepReplayed", e.Lab, e.Step)}
	case event.StepFinished:
		return s.stepFinished(e)
	case event.OperationStarted:
		return operationStarted{s.in("operationStarted", e.Lab, e.Step), foreign(e.Command, textLimit)}
	case event.OperationFinished:
		return operationFinished{s.in("operationFinished", e.Lab, e.Step), foreign(e.Command, textLimit), s.at(e.Lab, e.Step.Position),
			e.Output, s.words.error(e.Err), s.words.causes(e.Diagnosis), seconds(e.Elapsed)}
	case event.Notice:
		return notice{s.of("notice", e.Lab), s.words.message(e.Text)}
	case event.CheckFinished:
		return s.checkFinished(e)
	case event.RunFailed:
		return runFailed{s.head("runFailed"), e.Cluster, e.Image, s.words.error(e.Err)}
	case event.LabKept:
		return labKept{s.of("labKept", e.Lab), e.Namespace}
	case event.MutantsStarted:
		return mutantsStarted{s.of("mutantsStarted", e.Lab), s.file(e.Lab.File()), e.Total}
	case event.MutantFinished:
		return s.mutantFinished(e)
	case event.LabMutated:
		return labMutated{s.of("labMutated", e.Lab), e.Killed, e.Survived, e.Rejected, e.Excluded, seconds(e.Elapsed)}
	}
	return nil
}

func (s *stream) runStarted(e event.RunStarted) any {
	line := runStarted{s.head("runStarted"), s.Course, e.Cluster, e.Image, e.Version, []labName{}}
	for _, l := range e.Labs {
		line.Labs = append(line.Labs, labName{l.Metadata.Name, s.file(l.File())})
	}
	return line
}

func (s *stream) labFinished(e event.LabFinished) any {
	status, attempt := statusOf(e.Err), max(1, e.Attempt)
	if status == Passed && attempt > 1 {
		status = Flaky
	}
	return labFinished{s.of("labFinished", e.Lab), status, e.Steps, e.Checks, s.words.error(e.Err), attempt, e.Retried, seconds(e.Elapsed)}
}

func (s *stream) stepFinished(e event.StepFinished) any {
	line := stepFinished{s.in("stepFinished", e.Lab, e.Step), s.words.error(e.Err), nil, seconds(e.Elapsed)}
	for _, piece := range e.Evidence {
		line.Evidence = append(line.Evidence, evidence(piece))
	}
	return line
}

func (s *stream) checkFinished(e event.CheckFinished) any {
	var at lab.Position
	if e.Check != nil {
		at = e.Check.Position
	}
	expected, got := s.words.mismatch(e.Err)
	return checkFinished{s.in("checkFinished", e.Lab, e.Step), index(e), s.words.message(e.Statement), s.at(e.Lab, at),
		e.Err == nil, s.words.error(e.Err), expected, got, s.words.causes(e.Diagnosis), seconds(e.Elapsed)}
}

func (s *stream) mutantFinished(e event.MutantFinished) any {
	line := mutantFinished{stepHead: s.in("mutantFinished", e.Lab, e.Step), Mutant: foreign(e.Mutant, textLimit), Position: s.at(e.Lab, e.Step.Position),
		Outcome: e.Outcome, Error: s.words.error(e.Err), Diff: e.Diff, Elapsed: seconds(e.Elapsed)}
	if e.Noticed != nil {
		line.Noticed = e.Noticed.Name
	}
	return line
}

// index gives which check of its step it is, from 0; -1 is none of them.
func index(e event.CheckFinished) int {
	for i := range e.Step.Checks {
		if &e.Step.Checks[i] == e.Check {
			return i
		}
	}
	return -1
}
