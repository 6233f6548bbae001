package mutate_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/mutate"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/schedule"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/fake"
)

const colours = "kind: ConfigMap\nmetadata: {name: paint}\ndata: {colour: red, size: big}\n"

// shop is a world that prints the manifest which was applied last in a
// namespace, and takes a while for it.
type shop struct {
	*fake.World
	mu      sync.Mutex
	applied map[string]string
	// slow is how long what was applied takes until it is printed.
	slow   time.Duration
	at     map[string]time.Time
	refuse string
	// fail gives what a call fails with; it may be nil.
	fail func(call string) error
	// longest is how long the mutant took that took longest.
	longest time.Duration
}

func (s *shop) answer(ctx context.Context, call string) (lab.Output, error) {
	if rest, ok := strings.CutPrefix(call, "wait for pod/web in "); ok {
		return lab.Output{}, s.wait(ctx, strings.TrimSuffix(rest, ": Ready"))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		if err := s.fail(call); err != nil {
			return lab.Output{}, err
		}
	}
	if rest, ok := strings.CutPrefix(call, "apply in "); ok {
		namespace, text, _ := strings.Cut(rest, ": ")
		if s.refuse != "" && strings.Contains(text, s.refuse) {
			return lab.Output{}, &kube.RejectedError{Err: apierrors.NewBadRequest("no")}
		}
		s.applied[namespace], s.at[namespace] = text, time.Now()
	}
	if rest, ok := strings.CutPrefix(call, "exec "); ok {
		namespace, _, _ := strings.Cut(rest, "/")
		if at, ok := s.at[namespace]; ok && time.Since(at) < s.slow {
			return lab.Output{Text: "not yet\n"}, ctx.Err()
		}
		return lab.Output{Text: s.applied[namespace]}, ctx.Err()
	}
	return lab.Output{}, ctx.Err()
}

// wait ends after 5 s where the paint is red, and otherwise never.
func (s *shop) wait(ctx context.Context, namespace string) error {
	s.mu.Lock()
	red := strings.Contains(s.applied[namespace], "colour: red,")
	s.mu.Unlock()
	if red {
		time.Sleep(5 * time.Second)
		return ctx.Err()
	}
	<-ctx.Done()
	return context.Cause(ctx)
}

// run runs all mutants of a lab, and gives how each ended, in a line.
func run(t *testing.T, s *shop, text string) (ends []string, err error) {
	t.Helper()
	course, l := one(t, text, map[string]string{"manifests/paint.yaml": colours, "images/toolbox/Dockerfile": "FROM scratch\n"})
	s.applied, s.at = map[string]string{}, map[string]time.Time{}
	synctest.Test(t, func(t *testing.T) {
		s.World = fake.New(t)
		s.Answer = s.answer
		var mu sync.Mutex
		r := &mutate.Runner{
			Runner:  &runner.Runner{Cluster: s.World, Images: s.World, Course: course, Version: "v1.37.2", Limits: limit.Limits{Timeout: 30 * time.Second}},
			Options: mutate.Options{Batch: 3, Margin: 4 * time.Second, Queue: schedule.NewQueue(3, nil)},
		}
		r.Emit = func(e event.Event) {
			mu.Lock()
			defer mu.Unlock()
			if f, ok := e.(event.MutantFinished); ok {
				noticed := ""
				if f.Noticed != nil {
					noticed = " by " + f.Noticed.Name
				}
				ends = append(ends, fmt.Sprintf("%s: %s%s", f.Mutant, f.Outcome, noticed))
				s.longest = max(s.longest, f.Elapsed)
			}
		}
		err = r.Run(t.Context(), []*lab.Lab{l})
	})
	slices.Sort(ends)
	return ends, err
}

const hole = `
steps:
- name: do
  operations: [apply: paint.yaml]
  checks: [{exec: {pod: web, command: [cat]}, match: "colour: red"}]
`

// trials is how many namespaces the hole takes: five mutants in two batches,
// with an unchanged lab each.
const trials = 7

var holeEnds = []string{
	"lab.yaml: do.operations[0] taken out: apply paint.yaml: killed by do",
	"paint.yaml: data.colour taken out: killed by do",
	"paint.yaml: data.colour: red -> red-mutant: killed by do",
	"paint.yaml: data.size taken out: survived",
	"paint.yaml: data.size: big -> big-mutant: survived",
}

func TestAHoleInTheChecksIsFound(t *testing.T) {
	ends, err := run(t, &shop{}, strings.Replace(hole, `"colour: red"`, `"colour: red\\b[^-]"`, 1))
	testkit.Equal(t, ends, holeEnds)
	var survived *mutate.SurvivedError
	if !errors.As(err, &survived) {
		t.Fatalf("a %T: %v", err, err)
	}
	testkit.Equal(t, []int{survived.Survived, survived.Total}, []int{2, 5})
}

func TestWithoutAHoleNothingSurvives(t *testing.T) {
	_, err := run(t, &shop{}, strings.Replace(hole, `"colour: red"`, `"colour: red, size: big\\}"`, 1))
	testkit.Must(t, err)
}

func TestWhatTheAPIServerRejectsCountsApart(t *testing.T) {
	ends, _ := run(t, &shop{refuse: "big-mutant"}, strings.Replace(hole, `"colour: red"`, `"colour: red\\b[^-]"`, 1))
	want := slices.Clone(holeEnds)
	want[4] = "paint.yaml: data.size: big -> big-mutant: rejected"
	testkit.Equal(t, ends, want)
}

// TestASlowClusterIsNotTakenForNoticing has one whose checks take longer than
// the margin, 4 s: mutants wait as long as the unchanged lab had to. Where
// that one fails too, nothing may be said of them, and all run again.
func TestASlowClusterIsNotTakenForNoticing(t *testing.T) {
	for slow, again := range map[time.Duration]bool{10 * time.Second: false, 50 * time.Second: true} {
		s := &shop{slow: slow}
		ends, _ := run(t, s, strings.Replace(hole, `"colour: red"`, `"colour: red\\b[^-]"`, 1))
		testkit.Equal(t, ends, holeEnds)
		testkit.Equal(t, strings.Count(s.Calls(), "create namespace ") > trials, again)
	}
}

// TestAMutantKeepsThePaceOfTheUnchangedLab has Pods that never become ready:
// they are waited for three times as long as a good one takes and the
// margin, 4 s, more.
func TestAMutantKeepsThePaceOfTheUnchangedLab(t *testing.T) {
	s := &shop{}
	ends, _ := run(t, s, strings.Replace(hole, "[apply: paint.yaml]", "[apply: paint.yaml, wait: {object: pod/web, condition: Ready}]", 1))
	testkit.Equal(t, ends[0], "lab.yaml: do.operations[0] taken out: apply paint.yaml: killed by do")
	testkit.Equal(t, s.longest, (3*5+4)*time.Second)
}

// TestAMutantIsLookedAtSeldom has two mutants that fail, and are looked at three
// times each; three that survive and two unchanged labs pass at once.
func TestAMutantIsLookedAtSeldom(t *testing.T) {
	s := &shop{}
	_, _ = run(t, s, hole)
	testkit.Equal(t, strings.Count(s.Calls(), "exec "), 2*3+3+2)
}

func TestALabThatFailsByItselfProvesNothing(t *testing.T) {
	ends, err := run(t, &shop{}, strings.Replace(hole, `"colour: red"`, "green", 1))
	testkit.Equal(t, ends, []string(nil))
	if err == nil || !strings.HasPrefix(err.Error(), `the unchanged lab "one" fails when it runs beside its mutants`) {
		t.Errorf("the error is %v", err)
	}
}

func TestAnImageIsBroughtOnceForAllMutants(t *testing.T) {
	s := &shop{}
	_, _ = run(t, s, "images: [toolbox]"+hole)
	calls := s.Calls()
	for _, call := range []string{"ensure toolbox", "load toolbox"} {
		testkit.Equal(t, strings.Count(calls, call), 1)
	}
}

func TestMutantsAreCleanedUpAndNamespacesDiffer(t *testing.T) {
	s := &shop{}
	_, _ = run(t, s, hole)
	made, gone := map[string]int{}, map[string]int{}
	for _, call := range strings.Split(s.Calls(), "\n") {
		if name, ok := strings.CutPrefix(call, "create namespace "); ok {
			made[name]++
		}
		if name, ok := strings.CutPrefix(call, "delete namespace "); ok {
			gone[name]++
		}
	}
	testkit.Equal(t, gone, made)
	if len(made) != trials {
		t.Errorf("%d namespaces, want %d: %v", len(made), trials, made)
	}
}
