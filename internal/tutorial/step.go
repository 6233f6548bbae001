package tutorial

import (
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// open gives the step that a command belongs to: the current one, or a new one
// with the section's title, or that of the sentence before the command.
func (i *importer) step(command ...string) *step {
	if i.current == nil {
		s := &step{touched: map[string]bool{}}
		s.title, s.body = i.section.title, i.pending
		if i.section.used || s.title == "" {
			s.title = ""
			if announced, rest := lead(i.pending); title(announced) != "" {
				s.title, s.body = title(announced), rest
			}
		}
		if s.title == "" {
			s.title = "`" + strings.ReplaceAll(shorten(i.typedLine, 50), "`", "'") + "`"
		}
		s.name = i.stepName(s.title, command)
		i.section.used, i.pending = true, nil
		i.steps = append(i.steps, s)
		i.current = s
	}
	i.current.body = append(i.current.body, i.pending...)
	i.pending = nil
	i.last = i.current
	return i.current
}

func shorten(text string, to int) string {
	if runes := []rune(oneLine(text)); len(runes) > to {
		return string(runes[:to-1]) + "…"
	} else {
		return string(runes)
	}
}

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

// looseEnd is a word that no name ends with.
var looseEnd = regexp.MustCompile(`-(?:the|a|an|of|in|on|to|for|and|or|from|with|that|by|is|its|your|as|at)$`)

// slug makes a name of a text, cut between words.
func slug(text string, longest int) string {
	name := strings.Trim(notInNames.ReplaceAllString(strings.ToLower(text), "-"), "-")
	if len(name) > longest {
		if cut := strings.LastIndexByte(name[:longest+1], '-'); cut > longest/2 {
			longest = cut
		}
		name = strings.Trim(name[:longest], "-")
		for looseEnd.MatchString(name) {
			name = looseEnd.ReplaceAllString(name, "")
		}
	}
	return name
}

// stepName is the heading's own identifier, or made of the title, or of the
// command where the title has no letters for it.
func (i *importer) stepName(title string, command []string) string {
	name := slug(title, 32)
	if !i.section.used && i.section.id != "" {
		name = slug(i.section.id, 32)
	}
	if len(name) < 3 || chineseText(title) || strings.HasPrefix(title, "`") {
		name = slug(strings.Join(spoken(command), " "), 32)
	}
	if name == "" || name == lab.Summary {
		name = "step"
	}
	return unique(name, func(name string) bool {
		return slices.ContainsFunc(i.steps, func(s *step) bool { return s.name == name })
	})
}

// spoken gives the first words of a command that tell what it does.
func spoken(command []string) []string {
	var words []string
	for n, word := range command {
		if len(words) == 4 {
			break
		}
		if n > 0 && !strings.HasPrefix(word, "-") || word != "kubectl" && word != "k" && n == 0 {
			words = append(words, word)
		}
	}
	return words
}

// do adds an operation; the command is the line that a person would type.
func (i *importer) do(o lab.Operation, todo ...i18n.Message) *step {
	s := i.step(i.words...)
	s.operations = append(s.operations, operation{o, slices.DeleteFunc(todo, i18n.Message.IsZero)})
	s.command, s.acts = i.words, false
	return s
}

// demand adds a check that follows from what the command does.
func (s *step) demand(c lab.Check, todo ...i18n.Message) {
	s.acts = true
	s.checks = append(s.checks, check{c, todo})
}

// touch begins another step where the current one has a check on an object
// that a command is about to change, as that check would not hold any more.
func (i *importer) touch(reference string) {
	if i.current != nil && i.current.touched[reference] {
		i.current = nil
	}
	i.step(i.words...).touched[reference] = true
}

// finish gives every step a check, and what is left of the prose a place.
func (i *importer) finish() {
	i.current = nil
	i.section.used = i.section.used || len(i.pending) == 0
	i.settle(0)
	for _, s := range i.steps {
		if len(s.checks) == 0 {
			zero := 0
			s.checks = []check{{lab.Check{ExitCode: &zero}, []i18n.Message{i18n.Text("the tutorial shows no output here: say what must be true, by line, match, tree or object")}}}
		}
		s.mark()
	}
}

// mark has a check that demands no more than that the command ended well be a
// precondition, where the command is not run before the step too: it proves
// nothing of the step, and does not say that it does.
func (s *step) mark() {
	last := len(s.operations) - 1
	if last > 0 && s.operations[last].Facts().Effect == lab.Reads {
		return
	}
	for i := range s.checks {
		c := &s.checks[i].Check
		if c.ExitCode != nil && *c.ExitCode == 0 && c.CEL == "" && !c.HasSource() {
			c.Precondition = true
		}
	}
}
