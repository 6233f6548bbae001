package report

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// Foreign text stands in code alone: only there do GitHub and GitLab make no links, mentions, references or HTML of it.

var ticks = regexp.MustCompile("`+")

// delimiter gives a longer run of backticks than any in a text (CommonMark 0.31, 4.5 and 6.1).
func delimiter(text string, least int) string {
	for _, run := range ticks.FindAllString(text, -1) {
		least = max(least, len(run)+1)
	}
	return strings.Repeat("`", least)
}

func code(text string) string {
	text = oneLine(text)
	if text == "" {
		return ""
	}
	d := delimiter(text, 1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return d + text + d
}

// inTable keeps a code span in its cell (GFM 0.29, 4.10).
func inTable(span string) string { return strings.ReplaceAll(span, "|", `\|`) }

func fence(text string) string {
	d := delimiter(text, 3)
	return d + "text\n" + strings.TrimRight(text, "\n") + "\n" + d + "\n"
}

// fold makes a block that is closed at first.
func fold(e event.Evidence) string {
	return "\n<details><summary><code>" + html.EscapeString(oneLine(e.Name)) + "</code></summary>\n\n" + fence(e.Text) + "\n</details>\n"
}

// details say all about a case that did not hold, a line or more each.
func (o *Options) details(l *Lab, c *Case) string {
	w := o.words()
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
	if c.Waiting > 0 {
		add(i18n.Plural(c.Waiting, i18n.Text("1 more check waits for this"), i18n.Text("%d more checks wait for this", c.Waiting)))
	}
	add(i18n.Text("at: %s", o.position(l.Lab, c.Position)))
	return strings.Join(lines, "\n")
}

// position writes where something stands, as file:line.
func (o *Options) position(of *lab.Lab, at lab.Position) string {
	if at.Line == 0 {
		return o.file(of.File())
	}
	return fmt.Sprintf("%s:%d", o.file(of.File()), at.Line)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
