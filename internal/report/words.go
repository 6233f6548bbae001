package report

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// words puts what happened into a language, harmless and within bounds.
type words struct{ language *i18n.Printer }

func (w words) message(m i18n.Message) string { return foreign(w.language.Message(m), textLimit) }

func (w words) error(err error) string {
	if err == nil {
		return ""
	}
	return foreign(w.language.Error(err), textLimit)
}

func (w words) causes(diagnosis []i18n.Message) []string {
	var causes []string
	for _, m := range diagnosis {
		causes = append(causes, w.message(m))
	}
	return causes
}

// mismatch gives what was expected and what came instead; both are "" of an
// error that is no mismatch.
func (w words) mismatch(err error) (expected, got string) {
	var m *check.Mismatch
	if !errors.As(err, &m) {
		return "", ""
	}
	if m.Got.IsZero() {
		return w.message(m.Expected), ""
	}
	return w.message(m.Expected), w.message(m.Got)
}

// details say all about a case that did not hold, a line or more each.
func (w words) details(c *Case, place string) string {
	var lines []string
	add := func(m i18n.Message) { lines = append(lines, w.message(m)) }
	if expected, got := w.mismatch(c.Err); expected != "" {
		add(i18n.Text("expected: %s", expected))
		if got != "" {
			add(i18n.Text("got: %s", got))
		}
	} else {
		add(i18n.Text("error: %s", w.error(c.Err)))
	}
	for _, cause := range w.causes(c.Diagnosis) {
		add(i18n.Text("why: %s", cause))
	}
	add(i18n.Text("at: %s", place))
	return strings.Join(lines, "\n")
}

// place writes where something stands, as file:line.
func (o *Options) place(of *lab.Lab, at lab.Position) string {
	if at.Line == 0 {
		return o.file(of.File())
	}
	return fmt.Sprintf("%s:%d", o.file(of.File()), at.Line)
}

// oneLine puts a text on one line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// seconds rounds a time to milliseconds.
func seconds(d time.Duration) float64 { return math.Round(d.Seconds()*1000) / 1000 }
