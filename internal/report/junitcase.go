package report

import (
	"fmt"
	"strings"

	"labs.local/labs/internal/eventjson"
)

type cases struct {
	*junit
	lab   *Lab
	label string
	list  []*madeCase
	// names counts how often a name is taken: readers go by the names, and some keep only the first case of a name.
	names map[string]int
}

// madeCase is a test case with what it is about.
type madeCase struct {
	testcase
	about string
}

// name gives the case a name that is its own in the suite, and the same in each run.
func (m *cases) name(c *Case) string {
	name := oneLine(eventjson.Words{}.Message(c.Name))
	m.names[name]++
	if n := m.names[name]; n > 1 {
		name = fmt.Sprintf("%s (%d)", name, n)
	}
	return name + m.label
}

func (m *cases) add(s *Step, c *Case) *madeCase {
	made := &madeCase{testcase{Classname: m.class(m.lab, s), Name: m.name(c), Time: duration(c.Elapsed)}, about(s, c)}
	if c.Err != nil {
		set := &made.Error
		if c.Kind == Check || c.Kind == Mutant {
			set = &made.Failure
		}
		*set, made.SystemOut = m.result(c), m.output(s, c)
	}
	m.list = append(m.list, made)
	return made
}

// about tells which cases of two attempts are the same one.
func about(s *Step, c *Case) string { return fmt.Sprint(s.Name(), "\n", c.Kind, "\n", c.Name) }

func (m *cases) result(c *Case) *result {
	details := m.words().Message(c.Statement) + "\n" + m.details(m.lab, c)
	return &result{Message: legal(oneLine(m.words().Error(c.Err))), Type: string(c.Kind), Text: legal(details)}
}

// output shows an operation's output, and with the first fault of a step what was found in the cluster.
func (m *cases) output(s *Step, c *Case) *output {
	var b strings.Builder
	if c.Output != "" {
		b.WriteString(c.Output + "\n")
	}
	if s.first(c) {
		for _, e := range s.Evidence {
			fmt.Fprintf(&b, "--- %s\n%s\n", e.Name, e.Text)
		}
	}
	if b.Len() == 0 {
		return nil
	}
	return &output{legal(b.String())}
}

// earlier adds the faults of an attempt that was followed by another one.
func (m *cases) earlier(a *Attempt) {
	used := map[*madeCase]bool{}
	a.failed(func(s *Step, c *Case) {
		found := m.same(about(s, c), used)
		if found == nil {
			found = m.passed(s, c)
		}
		used[found] = true
		again := *m.result(c)
		again.Output = m.output(s, c)
		found.again(c.Kind, again)
	})
}

// same finds the case that is about the same; of several, one that has got nothing of this attempt yet.
func (m *cases) same(about string, used map[*madeCase]bool) *madeCase {
	for _, c := range m.list {
		if c.about == about && !used[c] {
			return c
		}
	}
	return nil
}

// passed makes a case of what failed then and went well in the last attempt, where only faults are cases.
func (m *cases) passed(s *Step, c *Case) *madeCase {
	well := *c
	well.Err = nil
	return m.add(s, &well)
}

// again adds the result of an earlier attempt.
func (c *testcase) again(kind Kind, r result) {
	set := &c.FlakyFailures
	switch passed := c.Failure == nil && c.Error == nil; {
	case kind != Check && passed:
		set = &c.FlakyErrors
	case kind != Check:
		set = &c.RerunErrors
	case !passed:
		set = &c.RerunFailures
	}
	*set = append(*set, r)
}

// legal takes out what XML 1.0 forbids (Char), and what some readers of JUnit take for the path of a file to attach.
func legal(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, text)
	return strings.NewReplacer("[[ATTACHMENT|", "[ [ATTACHMENT|", "[[PROPERTY|", "[ [PROPERTY|").Replace(text)
}
