package report

import (
	"cmp"
	"fmt"
	"strings"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
)

// section is what a summary says of one fault. The evidence goes first where there is no room.
type section struct{ text, evidence string }

// faults has a section for each thing that failed, for as many as fit.
func (m *markdown) faults(t *Tree) string {
	var b strings.Builder
	left := 0
	for _, s := range m.sections(t) {
		switch {
		case b.Len()+len(s.text)+len(s.evidence) < markdownLimit:
			b.WriteString(s.text + s.evidence)
		case b.Len()+len(s.text) < markdownLimit:
			b.WriteString(s.text)
		default:
			left++
		}
	}
	if left > 0 {
		fmt.Fprintf(&b, "\n%s\n", m.Language.Text("%d more not shown.", left))
	}
	return b.String()
}

func (m *markdown) sections(t *Tree) (all []section) {
	labels := t.labels()
	for i, r := range t.Runs {
		if r.Err != nil {
			all = append(all, m.run(labels[i], r))
		}
		for _, l := range r.Labs {
			for n, a := range l.Attempts {
				a.causes(func(s *Step, c *Case) {
					all = append(all, section{m.heading(l, s, n, labels[i], len(t.Runs) > 1) + m.fault(l, c), m.evidence(s, c)})
				})
			}
		}
	}
	return all
}

// run says why not all labs could be run on a cluster.
func (m *markdown) run(label string, r *Run) section {
	name := cmp.Or(label, r.Cluster)
	return section{fmt.Sprintf("\n### %s %s\n\n%s", marks[Errored], code(name), fence(m.words().Error(r.Err))), ""}
}

// heading names the step, and what tells it apart from others.
func (m *markdown) heading(l *Lab, s *Step, attempt int, label string, matrix bool) string {
	parts := []string{code(l.Lab.Metadata.Name)}
	if s.Step != nil {
		parts = append(parts, code(s.Name()))
	}
	text := strings.Join(parts, " / ")
	if matrix {
		text += ", " + code(label)
	}
	mark := marks[l.Status()]
	if len(l.Attempts) > 1 {
		text += ", " + m.words().Message(i18n.Text("attempt %d of %d", attempt+1, len(l.Attempts)))
	}
	if l.Status() == Flaky {
		text += ": " + m.words().Message(i18n.Text("flaky"))
	}
	return fmt.Sprintf("\n### %s %s\n\n", mark, text)
}

// fault says all about one case.
func (m *markdown) fault(l *Lab, c *Case) string {
	return code(m.words().Message(c.Statement)) + "\n\n" + fence(m.details(l, c))
}

// evidence folds away what was found: with an operation its output, with the first fault of a step all else.
func (m *markdown) evidence(s *Step, c *Case) string {
	var b strings.Builder
	if c.Output != "" {
		b.WriteString(fold(event.Evidence{Name: m.words().Message(i18n.Text("output")), Text: c.Output}))
	}
	if s.first(c) {
		for _, e := range s.Evidence {
			b.WriteString(fold(e))
		}
	}
	return b.String()
}
