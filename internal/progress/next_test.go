package progress_test

import (
	"fmt"
	"strings"
	"testing"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/testkit"
)

// course makes a course of labs written as "name: step step".
func course(labs ...string) *lab.Course {
	c := &lab.Course{}
	for _, text := range labs {
		name, steps, _ := strings.Cut(text, ":")
		l := &lab.Lab{Metadata: lab.Metadata{Name: name}}
		for _, step := range strings.Fields(steps) {
			l.Steps = append(l.Steps, lab.Step{Name: step})
		}
		c.Labs = append(c.Labs, l)
	}
	return c
}

// passed makes a progress of labs written in the same way; a "!" at the end
// of the steps says that the lab is done.
func passed(labs ...string) *progress.Progress {
	p := &progress.Progress{Version: 1, Labs: map[string]*progress.Lab{}}
	for _, text := range labs {
		name, steps, _ := strings.Cut(text, ":")
		steps, done := strings.CutSuffix(steps, "!")
		p.Labs[name] = &progress.Lab{Passed: strings.Fields(steps), Done: done}
	}
	return p
}

func TestNextIsTheFirstStepThatIsNotPassed(t *testing.T) {
	for name, test := range map[string]struct {
		done   *progress.Progress
		course *lab.Course
		want   string
	}{
		"beginning":               {passed(), course("one: a b", "two: c"), "one 0"},
		"within a lab":            {passed("one: a"), course("one: a b", "two: c"), "one 1"},
		"next lab":                {passed("one: a b !"), course("one: a b", "two: c"), "two 0"},
		"end":                     {passed("one: a b !", "two: c !"), course("one: a b", "two: c"), "end"},
		"steps in another order":  {passed("one: a b"), course("one: c b a"), "one 0"},
		"a step before was added": {passed("one: a"), course("one: new a b"), "one 0"},
		"a step was removed":      {passed("one: a gone"), course("one: a b"), "one 1"},
		"a lab was removed":       {passed("gone: x !", "one: a"), course("one: a b"), "one 1"},
		"a lab before was added":  {passed("two: c !"), course("one: a", "two: c"), "one 0"},
		"a done lab stays done":   {passed("one: a !"), course("one: a new", "two: c"), "two 0"},
		"same name, another lab":  {passed("one: a"), course("two: a"), "two 0"},
	} {
		t.Run(name, func(t *testing.T) {
			got := "end"
			if l, index := test.done.Next(test.course); l != nil {
				got = fmt.Sprint(l.Metadata.Name, " ", index)
			}
			testkit.Equal(t, got, test.want)
		})
	}
}

func TestPassNotesAStepOnce(t *testing.T) {
	l, p := course("one: a b").Labs[0], passed()
	for _, step := range []string{"a", "a"} {
		p.Pass(l, step, lab.Values{"x": "1"})
	}
	testkit.Equal(t, p.Lab("one"), &progress.Lab{Passed: []string{"a"}, Values: lab.Values{"x": "1"}})
}

func TestALabIsDoneWhenAllItsStepsArePassed(t *testing.T) {
	l, p := course("one: a b").Labs[0], passed("one: gone")
	for _, test := range []struct {
		step  string
		done  bool
		count int
	}{{"b", false, 1}, {"a", true, 2}} {
		p.Pass(l, test.step, nil)
		testkit.Equal(t, []any{p.Lab("one").Done, p.Count(l)}, []any{test.done, test.count})
	}
}
