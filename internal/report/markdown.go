package report

import (
	"fmt"
	"strings"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/term"
)

// markdownLimit bounds a summary, in bytes: GitHub shows a mebibyte of a step's, GitLab a million characters of a note.
const markdownLimit = 900_000

// markdown writes a summary for people: a headline, a table of the labs, and all about what failed.
type markdown struct{ Options }

func renderMarkdown(o Options, t *Tree) ([]byte, error) {
	m := &markdown{o}
	return []byte(m.headline(t) + m.table(t) + m.faults(t)), nil
}

func (m *markdown) headline(t *Tree) string {
	count, elapsed, total := map[Status]int{}, time.Duration(0), 0
	for _, r := range t.Runs {
		elapsed += r.Elapsed
		for _, l := range r.Labs {
			count[l.Status()]++
			total++
		}
	}
	failed, passed := count[Failed]+count[Errored], count[Passed]+count[Flaky]
	parts := []i18n.Message{i18n.Plural(passed, i18n.Text("1 lab passed"), i18n.Text("%d labs passed", passed))}
	switch {
	case failed > 0:
		parts[0] = i18n.Text("%d of %d labs failed", failed, total)
	case total == 0:
		parts[0] = i18n.Text("no lab was run")
	}
	for _, more := range []struct {
		status Status
		text   i18n.Message
	}{
		{Flaky, i18n.Text("%d flaky", count[Flaky])}, {Skipped, i18n.Text("%d not applicable", count[Skipped])},
		{Interrupted, i18n.Text("%d interrupted", count[Interrupted])}, {NotRun, i18n.Text("%d not run", count[NotRun])},
	} {
		if count[more.status] > 0 {
			parts = append(parts, more.text)
		}
	}
	mark := marks[Passed]
	if failed+count[Interrupted]+count[NotRun] > 0 || total == 0 {
		mark = marks[Failed]
	}
	return fmt.Sprintf("## %s %s\n\n", mark, m.Language.Text("%s in %s", m.words().Message(i18n.Join(", ", parts...)), term.Took(elapsed)))
}

// marks go with the words.
var marks = map[Status]string{
	Passed: "✅", Flaky: "⚠️", Failed: "❌", Errored: "❌", Interrupted: "⏹️", Skipped: "➖", NotRun: "➖",
}

func status(s Status) i18n.Message {
	return map[Status]i18n.Message{
		Passed: i18n.Text("passed"), Flaky: i18n.Text("flaky"), Failed: i18n.Text("failed"), Errored: i18n.Text("failed"),
		Interrupted: i18n.Text("interrupted"), Skipped: i18n.Text("not applicable"), NotRun: i18n.Text("not run"),
	}[s]
}

// table has a line for each lab and a column for each cluster.
func (m *markdown) table(t *Tree) string {
	var names []string
	cells := map[string][]string{}
	for i, r := range t.Runs {
		for _, l := range r.Labs {
			name := l.Lab.Metadata.Name
			if cells[name] == nil {
				names, cells[name] = append(names, name), make([]string, len(t.Runs))
			}
			cells[name][i] = m.cell(l)
		}
	}
	if len(names) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("| " + m.words().Message(i18n.Text("lab")) + " |")
	for _, label := range t.labels() {
		b.WriteString(" " + inTable(code(label)) + " |")
	}
	b.WriteString("\n| --- |" + strings.Repeat(" --- |", len(t.Runs)) + "\n")
	for _, name := range names {
		fmt.Fprintf(&b, "| %s | %s |\n", inTable(code(name)), strings.Join(cells[name], " | "))
	}
	return b.String()
}

func (m *markdown) cell(l *Lab) string {
	s := l.Status()
	text := marks[s] + " " + m.words().Message(status(s))
	if len(l.Attempts) > 0 {
		text += " " + term.Took(l.Elapsed())
	}
	return text
}
