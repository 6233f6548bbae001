// Package check says whether an output is what a lab expects, and in words what is wrong where it is not.
package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// Mismatch is what an output lacks.
type Mismatch struct {
	// Expected is a short text. Got is the value that came instead, or Note a clause on what
	// there is; at most one of them is set.
	Expected, Got, Note i18n.Message
}

func (m *Mismatch) Error() string { return m.Localized().String() }

// Localized is what Error says, for any language.
func (m *Mismatch) Localized() i18n.Message {
	switch {
	case !m.Note.IsZero():
		return i18n.Text("expected %v; %v", m.Expected, m.Note)
	case !m.Got.IsZero():
		return i18n.Text("expected %v, got %v", m.Expected, m.Got)
	}
	return i18n.Text("expected %v", m.Expected)
}

func mismatch(got, expected i18n.Message) error { return &Mismatch{Expected: expected, Got: got} }

// Match gives nil where every matcher of the check agrees with the output,
// and otherwise the *Mismatch of the first one that does not. Any other error
// means that the check itself is wrong.
func Match(c *lab.Check, out lab.Output, values lab.Values) error {
	if out.Dropped+out.StderrDropped > 0 {
		return matchCut(c, out, values)
	}
	return match(c, out, values)
}

func match(c *lab.Check, out lab.Output, values lab.Values) error {
	if err := matchOutcome(c, out); err != nil {
		return err
	}
	matchers := []func(*lab.Check, lab.Output, lab.Values) error{
		matchLine, matchEquals, matchPattern, matchStderr, matchTree, matchCEL, matchCan,
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
		return mismatch(i18n.Text("a response with status %d", out.Status), i18n.Text("a refused connection"))
	case c.Refused != out.Refused:
		return mismatch(i18n.Text("a refused connection: %s", firstLine(out.Stderr)), i18n.Text("a response"))
	case c.ExitCode != nil && *c.ExitCode != out.ExitCode:
		return mismatch(outcome(out), i18n.Text("exit code %d", *c.ExitCode))
	case c.Shell != "" && c.ExitCode == nil && out.ExitCode != 0:
		return &Mismatch{Expected: i18n.Text("the script to pass"), Note: i18n.Foreign(cmp.Or(lastLine(out.Stderr), lastLine(out.Text), fmt.Sprintf("exit code %d", out.ExitCode)))}
	case c.ExitCode == nil && out.ExitCode != 0 && !lab.UsesCEL(c.CEL, "exitCode"):
		return mismatch(outcome(out), i18n.Text("exit code %d", 0))
	case len(c.Status) > 0 && !slices.Contains(c.Status, out.Status):
		return mismatch(answer(out), i18n.Text("status %v", alternatives(c.Status)))
	case len(c.Status) == 0 && out.Status >= 400 && !lab.UsesCEL(c.CEL, "status"):
		return mismatch(answer(out), i18n.Text("a status below 400"))
	}
	return nil
}

func outcome(out lab.Output) i18n.Message {
	if last := lastLine(out.Stderr); last != "" {
		return i18n.Text("exit code %d: %s", out.ExitCode, last)
	}
	return i18n.Text("exit code %d", out.ExitCode)
}

func answer(out lab.Output) i18n.Message { return i18n.Text("%d %s", out.Status, excerpt(out.Text)) }

func alternatives(statuses []int) i18n.Message {
	texts := make([]i18n.Message, len(statuses))
	for i, s := range statuses {
		texts[i] = i18n.Text("%d", s)
	}
	return i18n.Join(" or ", texts...)
}

// Statement says in one line what the check demands: by its name, where it has
// one.
func Statement(c *lab.Check) i18n.Message {
	if len(c.Name) > 0 {
		return i18n.Text("%v", c.Name)
	}
	var parts []i18n.Message
	add := func(set bool, texts ...i18n.Message) {
		if set {
			parts = append(parts, texts...)
		}
	}
	add(c.ExitCode != nil, i18n.Text("exit code %d", deref(c.ExitCode)))
	add(len(c.Status) > 0, i18n.Text("status %v", alternatives(c.Status)))
	add(c.Refused, i18n.Text("connection refused"))
	add(c.Line != "", i18n.Text("output contains line %s", c.Line))
	add(c.Equals != nil, i18n.Text("output equals %s", excerpt(deref(c.Equals))))
	add(c.Match != "", i18n.Text("output matches %s", c.Match))
	add(c.Stderr != "", i18n.Text("standard error matches %s", c.Stderr))
	add(c.CEL != "", i18n.Foreign(c.CEL))
	add(c.Tree != nil, leaves("", c.Tree)...)
	add(c.Lists == "same", i18n.Text("the lists have no other entries"))
	add(c.Lists == "ordered", i18n.Text("the lists have no other entries, in this order"))
	add(c.Absent != "", i18n.Text("%s does not exist", c.Absent))
	if c.Can != nil {
		add(true, can(c))
	}
	add(c.HoldsFor.Duration > 0, i18n.Text("for %s", c.HoldsFor))
	text := i18n.Join(", ", parts...)
	switch source := source(c); {
	case !source.IsZero() && text.IsZero():
		return source
	case !source.IsZero():
		return i18n.Join(": ", source, text)
	}
	return text
}

// shown is the longest command that is shown whole, in bytes.
const shown = 40

// source names what a check looks at by itself: the object, or the Pod and
// the command in it, of which the last word tells most.
func source(c *lab.Check) i18n.Message {
	switch {
	case c.Object != "":
		return i18n.Foreign(c.Object)
	case c.Objects != nil:
		return i18n.Foreign(c.Objects.String())
	case c.Logs != nil:
		return i18n.Text("log of %s", c.Source().Facts().Subject)
	case c.Shell != "":
		return i18n.Foreign(firstLine(strings.TrimSpace(c.Shell)))
	case c.Exec == nil:
		return i18n.Message{}
	}
	command := strings.Join(c.Exec.Command, " ")
	if len(command) > shown {
		command = c.Exec.Command[len(c.Exec.Command)-1]
	}
	return i18n.Join(", ", i18n.Foreign(c.Source().Facts().Subject), i18n.Foreign(excerpt(command)))
}

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
