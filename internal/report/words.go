package report

import (
	"fmt"
	"strings"

	"labs.local/labs/internal/eventjson"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// words puts what happened into a language.
type words struct{ eventjson.Words }

// details say all about a case that did not hold, a line or more each.
func (w words) details(c *Case, place string) string {
	var lines []string
	add := func(m i18n.Message) { lines = append(lines, w.Message(m)) }
	if expected, got := w.Mismatch(c.Err); expected != "" {
		add(i18n.Text("expected: %s", expected))
		if got != "" {
			add(i18n.Text("got: %s", got))
		}
	} else {
		add(i18n.Text("error: %s", w.Error(c.Err)))
	}
	for _, cause := range w.Causes(c.Diagnosis) {
		add(i18n.Text("why: %s", cause))
	}
	add(i18n.Text("at: %s", place))
	return strings.Join(lines, "\n")
}

// position writes where something stands, as file:line.
func (o *Options) position(of *lab.Lab, at lab.Position) string {
	if at.Line == 0 {
		return o.file(of.File())
	}
	return fmt.Sprintf("%s:%d", o.file(of.File()), at.Line)
}

// oneLine puts a text on one line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
