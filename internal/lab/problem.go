package lab

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/xrash/smetrics"

	"labs.local/labs/internal/i18n"
)

// Problem is one fault in a course, at a place a person can open.
type Problem struct {
	File         string
	Line, Column int
	// Field is the path in the file, such as "steps[2].checks[0].line".
	Field   string
	Message i18n.Message
}

// String has the form of compilers: file:line:column: field: message.
func (p Problem) String() string { return p.Localized().String() }

// Localized is what String says, for any language.
func (p Problem) Localized() i18n.Message { return i18n.Text("%s%v", p.position(), p.Message) }

func (p Problem) position() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	if p.Field != "" {
		b.WriteString(": " + p.Field)
	}
	return b.String() + ": "
}

// InvalidError is a course that cannot be used, with all that is wrong in it.
type InvalidError struct{ Problems []Problem }

func (e *InvalidError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *InvalidError) Localized() i18n.Message {
	lines := make([]i18n.Message, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.Localized()
	}
	return i18n.Join("\n", lines...)
}

// invalid gives nil where there is no problem.
func invalid(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return &InvalidError{Problems: few(problems)}
}

// few cuts a list of problems to what a person may want to read.
func few(problems []Problem) []Problem {
	if len(problems) <= maxProblems {
		return problems
	}
	last := problems[maxProblems-1]
	last.Message = i18n.Text("%v; there are more problems: fix these first", last.Message)
	return append(problems[:maxProblems-1:maxProblems-1], last)
}

// Meant asks whether a known word was meant, of which at most a third is
// different (Wagner and Fischer's distance).
func Meant(word string, known []string) i18n.Message {
	nearest, least := "", len(word)/3+1
	for _, candidate := range known {
		if distance := smetrics.WagnerFischer(strings.ToLower(word), strings.ToLower(candidate), 1, 1, 1); distance < least {
			nearest, least = candidate, distance
		}
	}
	if nearest == "" {
		return i18n.Message{}
	}
	return i18n.Text("; did you mean %s?", nearest)
}
