package draft

import (
	"slices"
	"strings"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/page"
)

// Line is a command as a person types it.
type Line struct {
	// Text is its first line as the tutorial writes it, Words what the lab runs.
	Text  string
	Words []string
}

// Step is a step that is being made.
type Step struct {
	// Command has the words of the newest command, for its output.
	Command []string

	title, name string
	body        []paragraph
	operations  []operation
	checks      []check
	capture     map[string]lab.Capture
	// acts says that the newest command changes something, and that the checks
	// that follow from it are there already.
	acts bool
	// touched are the objects that the checks are about.
	touched map[string]bool
}

type operation struct {
	lab.Operation
	todo []i18n.Message
}

type check struct {
	lab.Check
	todo []i18n.Message
}

// Current gives the step that the next command belongs to, or nil where that
// begins another one.
func (d *Draft) Current() *Step { return d.current }

// Last gives the step with the newest command of the section, or nil.
func (d *Draft) Last() *Step { return d.last }

// Close has the next command begin another step.
func (d *Draft) Close() { d.current = nil }

// step gives the step that a command belongs to: the current one, or a new one
// with the section's title, or that of the sentence before the command.
func (d *Draft) step(line Line) *Step {
	if d.current == nil {
		s := &Step{touched: map[string]bool{}}
		s.title, s.body = d.section.title, d.pending
		if d.section.used || s.title == "" {
			s.title = ""
			if announced, ok := d.Announced(); ok && title(announced) != "" {
				s.title, s.body = title(announced), d.pending[:len(d.pending)-1]
			}
		}
		if s.title == "" {
			s.title = "`" + strings.ReplaceAll(Shorten(line.Text, 50), "`", "'") + "`"
		}
		s.name = d.stepName(s.title, line.Words)
		d.section.used, d.pending = true, nil
		d.Steps = append(d.Steps, s)
		d.current = s
	}
	d.current.body = append(d.current.body, d.pending...)
	d.pending = nil
	d.last = d.current
	return d.current
}

// Do adds an operation for a command.
func (d *Draft) Do(line Line, o lab.Operation, todo ...i18n.Message) *Step {
	s := d.step(line)
	s.operations = append(s.operations, operation{o, slices.DeleteFunc(todo, i18n.Message.IsZero)})
	s.Command, s.acts = line.Words, false
	return s
}

// Touch begins another step where the current one has a check on an object
// that a command is about to change, as that check would not hold any more.
func (d *Draft) Touch(line Line, reference string) {
	if d.current != nil && d.current.touched[reference] {
		d.current = nil
	}
	d.step(line).touched[reference] = true
}

// Capture has the newest step read a value of an object when its operations are
// done; it is false where there is no step.
func (d *Draft) Capture(name string, c lab.Capture) bool {
	if len(d.Steps) == 0 {
		return false
	}
	s := d.Steps[len(d.Steps)-1]
	if s.capture == nil {
		s.capture = map[string]lab.Capture{}
	}
	s.capture[name] = c
	d.current = nil
	return true
}

func (s *Step) check(c lab.Check, todo ...i18n.Message) {
	s.checks = append(s.checks, check{c, todo})
}

// Demand adds a check that follows from what the command does.
func (s *Step) Demand(c lab.Check, todo ...i18n.Message) {
	s.acts = true
	s.check(c, todo...)
}

// Waits says whether the newest operation is "kubectl rollout status" of an
// object; the command then stands for it too, and its output becomes checks.
func (s *Step) Waits(command []string, reference string) bool {
	if len(s.operations) == 0 {
		return false
	}
	last := s.operations[len(s.operations)-1].Kubectl
	if len(last) < 3 || last[1] != "status" || last[2] != reference {
		return false
	}
	s.Command, s.acts = command, false
	return true
}

// maxChecks is how many checks one output becomes.
const maxChecks = 8

// Expect adds the checks of an output, which may take that long; 0 is as long
// as others.
func (s *Step) Expect(checks []lab.Check, timeout time.Duration) {
	for n, c := range checks {
		c.Timeout = lab.Duration{Duration: timeout}
		if n == maxChecks {
			last := &s.checks[len(s.checks)-1]
			last.todo = append(last.todo, i18n.Text("the tutorial shows more lines than these: %d", len(checks)-n))
			break
		}
		s.check(c)
	}
	if len(checks) == 0 {
		s.check(succeeds(), i18n.Text("what the tutorial shows here is another each time: say what must be true"))
	}
}

// Fails demands that the newest operation fails with an exit code, and a text
// in what it complains of, or "". It is false where there is no operation.
func (s *Step) Fails(c lab.Check) bool {
	if len(s.operations) == 0 {
		return false
	}
	last := &s.operations[len(s.operations)-1]
	if last.Kubectl == nil && last.Exec == nil && last.Shell == "" {
		last.todo = append(last.todo, i18n.Text("the tutorial shows that this is refused, and an operation that fails ends the lab: let a kubectl operation do it"))
		return true
	}
	s.check(c, i18n.Text("the tutorial shows that this fails: say with what exit code, and what has to stand in its message"))
	return true
}

// Acts says whether the newest command has its checks already.
func (s *Step) Acts() bool { return s.acts }

// SpeaksAnew says whether the newest operation prints other words than the
// tutorial's command.
func (s *Step) SpeaksAnew() bool {
	if len(s.operations) == 0 {
		return false
	}
	last := s.operations[len(s.operations)-1]
	return last.Apply != "" || last.Delete != nil || last.Wait != nil
}

// markPreconditions has a check that demands no more than that the command
// ended well be a precondition, where the command is not run before the step
// too: it proves nothing of the step, and does not say that it does.
func (s *Step) markPreconditions() {
	last := len(s.operations) - 1
	if last > 0 && s.operations[last].Repeatable() {
		return
	}
	for i := range s.checks {
		c := &s.checks[i].Check
		if c.ExitCode != nil && *c.ExitCode == 0 && c.CEL == "" && !c.HasSource() {
			c.Precondition = true
		}
	}
}

// Shorten cuts a text to so many characters, on one line.
func Shorten(text string, to int) string {
	runes := []rune(page.OneLine(text))
	if len(runes) > to {
		return string(runes[:to-1]) + "…"
	}
	return string(runes)
}
