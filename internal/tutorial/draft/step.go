package draft

import (
	"slices"
	"strings"

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
	title, name string
	body        []paragraph
	operations  []remarked[lab.Operation]
	checks      []remarked[lab.Check]
	capture     map[string]lab.Capture
	// command has the words of the newest command, for its output.
	command []string
	// acts says that the newest command changes something, and that the checks that follow from it are there already.
	acts bool
	// touched are the objects that the checks are about.
	touched map[string]bool
}

// remarked is an operation or a check with what is left to do about it.
type remarked[T any] struct {
	is   T
	todo []i18n.Message
}

// HasRun says whether a command stands in the section, so that output may follow.
func (d *Draft) HasRun() bool { return d.last != nil }

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
		d.steps = append(d.steps, s)
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
	s.operations = append(s.operations, remarked[lab.Operation]{o, slices.DeleteFunc(todo, i18n.Message.IsZero)})
	s.command, s.acts = line.Words, false
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
	if len(d.steps) == 0 {
		return false
	}
	s := d.steps[len(d.steps)-1]
	if s.capture == nil {
		s.capture = map[string]lab.Capture{}
	}
	s.capture[name] = c
	d.current = nil
	return true
}

func (s *Step) check(c lab.Check, todo ...i18n.Message) {
	s.checks = append(s.checks, remarked[lab.Check]{c, todo})
}

// Demand adds a check that follows from what the command does.
func (s *Step) Demand(c lab.Check, todo ...i18n.Message) {
	s.acts = true
	s.check(c, todo...)
}

// Waits says whether the newest operation waits for the rollout of an object already;
// the command, an operation with an output, then stands for it.
func (d *Draft) Waits(line Line, reference string, instead lab.Operation) bool {
	if d.current == nil || len(d.current.operations) == 0 {
		return false
	}
	last := &d.current.operations[len(d.current.operations)-1].is
	if !waitsForRollout(last, reference) {
		return false
	}
	*last = instead
	d.current.command, d.current.acts = line.Words, false
	return true
}

func waitsForRollout(o *lab.Operation, reference string) bool {
	if o.Wait != nil {
		return o.Wait.Rollout && o.Wait.Object == reference
	}
	return len(o.Kubectl) > 2 && o.Kubectl[1] == "status" && o.Kubectl[2] == reference
}

// markPreconditions has a check that demands no more than that the command
// ended well be a precondition, where the command is not run before the step
// too: it proves nothing of the step, and does not say that it does.
func (s *Step) markPreconditions() {
	last := len(s.operations) - 1
	if last > 0 && s.operations[last].is.Facts().Effect == lab.Reads {
		return
	}
	for i := range s.checks {
		c := &s.checks[i].is
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
