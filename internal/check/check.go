// Package check says whether an output is what a lab expects, and in words
// what is wrong where it is not.
package check

import (
	"fmt"
	"slices"
	"strings"

	"labs.local/labs/internal/lab"
)

// Mismatch is what an output lacks.
type Mismatch struct {
	// Expected and Got are short texts; Got may be empty.
	Expected, Got string
}

func (m *Mismatch) Error() string {
	if m.Got == "" {
		return "expected " + m.Expected
	}
	return "expected " + m.Expected + ", got " + m.Got
}

func mismatch(got, expected string, args ...any) error {
	return &Mismatch{Expected: fmt.Sprintf(expected, args...), Got: got}
}

// Match gives nil where every matcher of the check agrees with the output,
// and otherwise the *Mismatch of the first one that does not. Any other error
// means that the check itself is wrong.
func Match(c *lab.Check, out lab.Output, values lab.Values) error {
	if err := matchOutcome(c, out); err != nil {
		return err
	}
	matchers := []func(*lab.Check, lab.Output, lab.Values) error{
		matchLine, matchEquals, matchPattern, matchTree, matchCEL,
	}
	for _, match := range matchers {
		if err := match(c, out, values); err != nil {
			return err
		}
	}
	return nil
}

// matchOutcome looks at how the command or request ended.
func matchOutcome(c *lab.Check, out lab.Output) error {
	switch {
	case c.Refused != out.Refused && c.Refused:
		return mismatch("an answer with status "+fmt.Sprint(out.Status), "a refused connection")
	case c.Refused != out.Refused:
		return mismatch("a refused connection: "+firstLine(out.Stderr), "an answer")
	case c.ExitCode != nil && *c.ExitCode != out.ExitCode:
		return mismatch(outcome(out), "exit code %d", *c.ExitCode)
	case c.ExitCode == nil && out.ExitCode != 0:
		return mismatch(outcome(out), "exit code 0")
	case len(c.Status) > 0 && !slices.Contains(c.Status, out.Status):
		return mismatch(fmt.Sprint(out.Status, " ", excerpt(out.Text)), "status %s", alternatives(c.Status))
	case len(c.Status) == 0 && out.Status >= 400:
		return mismatch(fmt.Sprint(out.Status, " ", excerpt(out.Text)), "a status below 400")
	}
	return nil
}

func outcome(out lab.Output) string {
	text := fmt.Sprintf("exit code %d", out.ExitCode)
	if last := lastLine(out.Stderr); last != "" {
		text += ": " + last
	}
	return text
}

func alternatives(statuses []int) string {
	texts := make([]string, len(statuses))
	for i, s := range statuses {
		texts[i] = fmt.Sprint(s)
	}
	return strings.Join(texts, " or ")
}

// Statement says in one line what the check demands.
func Statement(c *lab.Check) string {
	var parts []string
	add := func(set bool, format string, args ...any) {
		if set {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	add(c.ExitCode != nil, "exit code %d", deref(c.ExitCode))
	add(len(c.Status) > 0, "status %s", alternatives(c.Status))
	add(c.Refused, "connection refused")
	add(c.Line != "", "line %s", c.Line)
	add(c.Equals != nil, "output equals %s", excerpt(deref(c.Equals)))
	add(c.Match != "", "output matches %s", c.Match)
	add(c.CEL != "", "%s", c.CEL)
	add(c.Tree != nil, "%s", strings.Join(leaves("", c.Tree), ", "))
	text := strings.Join(parts, ", ")
	if c.Object != "" {
		return c.Object + ": " + text
	}
	return text
}

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
