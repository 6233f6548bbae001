package report

import (
	"encoding/json"
	"io"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/eventjson"
)

// stream writes events as they come, one JSON object a line, in English.
type stream struct {
	eventjson.Encoder
	course string
	target *target
	out    io.WriteCloser
	// cluster is the last one.
	cluster string
	err     error
}

func openStream(t *target, o Options) (report, error) {
	out, err := t.open()
	return &stream{Encoder: eventjson.Encoder{File: o.File}, course: o.Course, target: t, out: out}, err
}

// take writes one whole line at once, so that a crash cuts none; events that the stream does not know are left out.
func (s *stream) take(e event.Event) {
	switch e := e.(type) {
	case event.RunStarted:
		s.Run, s.cluster = s.Run+1, e.Cluster
	case event.RunFailed:
		if e.Cluster != s.cluster {
			s.Run, s.cluster = s.Run+1, e.Cluster
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

func (s *stream) line(e event.Event) any {
	switch e := e.(type) {
	case event.RunStarted:
		return s.runStarted(e)
	case event.RunFinished:
		return runFinished{s.Head("runFinished"), eventjson.Seconds(e.Elapsed)}
	case event.RunFailed:
		return runFailed{s.Head("runFailed"), e.Cluster, e.Image, s.Words.Error(e.Err)}
	case event.LabSkipped:
		return labSkipped{s.Of("labSkipped", e.Lab), s.Path(e.Lab.File()), e.Lab.Kubernetes, e.Version}
	case event.LabKept:
		return labKept{s.Of("labKept", e.Lab), e.Namespace}
	case event.LabFinished:
		return s.labFinished(e)
	case event.MutantsStarted:
		return mutantsStarted{s.Of("mutantsStarted", e.Lab), s.Path(e.Lab.File()), e.Total}
	case event.MutantFinished:
		return s.mutantFinished(e)
	case event.LabMutated:
		return labMutated{s.Of("labMutated", e.Lab), e.Killed, e.Survived, e.Rejected, e.Excluded, eventjson.Seconds(e.Elapsed)}
	}
	return s.Line(e)
}

func (s *stream) runStarted(e event.RunStarted) any {
	line := runStarted{s.Head("runStarted"), s.course, e.Cluster, e.Image, e.Version, []labName{}}
	for _, l := range e.Labs {
		line.Labs = append(line.Labs, labName{l.Metadata.Name, s.Path(l.File())})
	}
	return line
}

func (s *stream) labFinished(e event.LabFinished) any {
	status, attempt := statusOf(e.Err), max(1, e.Attempt)
	if status == Passed && attempt > 1 {
		status = Flaky
	}
	return labFinished{s.Of("labFinished", e.Lab), status, e.Steps, e.Checks, s.Words.Error(e.Err), attempt, e.Retried, eventjson.Seconds(e.Elapsed)}
}

func (s *stream) mutantFinished(e event.MutantFinished) any {
	line := mutantFinished{
		StepHead: s.In("mutantFinished", e.Lab, e.Step), Mutant: eventjson.Foreign(e.Mutant, eventjson.TextLimit), Position: s.At(e.Lab, e.Step.Position),
		Outcome: e.Outcome, Error: s.Words.Error(e.Err), Diff: e.Diff, Elapsed: eventjson.Seconds(e.Elapsed),
	}
	if e.Noticed != nil {
		line.Noticed = e.Noticed.Name
	}
	return line
}
