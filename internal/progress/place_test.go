package progress_test

import (
	"strings"
	"testing"
	"time"

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

// where writes a place as LAB/STEP.
func where(p *progress.Course, c *lab.Course) string {
	l, index := p.Where(c)
	if l == nil {
		return "end"
	}
	return l.Metadata.Name + "/" + l.Steps[index].Name
}

func TestTheWayThroughACourse(t *testing.T) {
	c := course("one: a b", "two: c", "three: d")
	p := &progress.Course{}
	var way []string
	for {
		way = append(way, where(p, c))
		l, index := p.Where(c)
		if l == nil {
			break
		}
		if l.Steps[index].Name == "b" {
			p.Skip(c, l, "b")
		} else {
			p.Pass(c, l, l.Steps[index].Name, lab.Values{"from": l.Steps[index].Name})
		}
	}
	testkit.Equal(t, way, []string{"one/a", "one/b", "two/c", "three/d", "end"})
	labs := p.Overview(c).Labs
	testkit.Equal(t, []int{labs[0].Count(progress.Passed), labs[0].Count(progress.Skipped), labs[1].Count(progress.Open)}, []int{1, 1, 0})
	testkit.Equal(t, p.Of("two").Values, lab.Values{"from": "c"})
}

func TestAStepTakenOnceMoreLeadsToTheNextOneAndANewOneToWhatIsOpen(t *testing.T) {
	c := course("one: a b c")
	passed := &progress.Lab{Passed: []string{"b"}}
	p := &progress.Course{Lab: "one", Step: "a", Labs: map[string]*progress.Lab{"one": passed}}
	p.Pass(c, c.Labs[0], "a", nil)
	testkit.Equal(t, where(p, c), "one/c")
	p.Lab, p.Step = "one", "a"
	p.Pass(c, c.Labs[0], "a", nil)
	testkit.Equal(t, where(p, c), "one/b")
}

func TestTheEndOfALaterLabLeadsBackToWhatIsOpen(t *testing.T) {
	c := course("one: a", "two: b", "three: c")
	p := &progress.Course{Lab: "two", Step: "b"}
	p.Pass(c, c.Labs[1], "b", nil)
	testkit.Equal(t, where(p, c), "three/c")
	p.Pass(c, c.Labs[2], "c", nil)
	testkit.Equal(t, where(p, c), "one/a")
}

func TestAStepThatIsTakenAgainStaysPassedWhenItIsSkipped(t *testing.T) {
	c := course("one: a b")
	p := &progress.Course{}
	p.Skip(c, c.Labs[0], "a")
	p.Pass(c, c.Labs[0], "a", nil)
	p.Skip(c, c.Labs[0], "a")
	testkit.Equal(t, p.Of("one").State("a"), progress.Passed)
	testkit.Equal(t, len(p.Of("one").Skipped), 0)
}

func TestProgressOutlivesChangesOfTheCourse(t *testing.T) {
	at := func(lab, step string) *progress.Course {
		return &progress.Course{Lab: lab, Step: step, Labs: map[string]*progress.Lab{"one": {Passed: []string{"a", "b"}}}}
	}
	for name, test := range map[string]struct {
		course *lab.Course
		at     *progress.Course
		want   string
	}{
		"a step is new before":        {course("one: new a b", "two: c"), at("two", "c"), "two/c"},
		"the step is gone":            {course("one: a b c", "two: d"), at("one", "gone"), "one/c"},
		"the lab's last step is gone": {course("one: a b", "two: d"), at("one", "gone"), "two/d"},
		"the lab is gone":             {course("one: a b", "two: d"), at("gone", "d"), "two/d"},
		"a lab that was done gains":   {course("one: a b new"), at("", ""), "one/new"},
		"the order is another":        {course("two: d", "one: b a"), at("two", "d"), "two/d"},
	} {
		t.Run(name, func(t *testing.T) { testkit.Equal(t, where(test.at, test.course), test.want) })
	}
}

func TestBreaksDoNotCountAsTimeSpent(t *testing.T) {
	l := &progress.Lab{}
	now := time.Date(2030, 1, 1, 9, 0, 0, 0, time.UTC)
	for _, pause := range []time.Duration{0, 5 * time.Minute, 3 * time.Hour, time.Minute, -time.Hour} {
		now = now.Add(pause)
		l.Move(now)
	}
	testkit.Equal(t, l.Spent, 6*time.Minute)
}
