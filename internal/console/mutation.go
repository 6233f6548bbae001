package console

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/markdown"
	"labs.local/labs/internal/term"
)

// Mutation prints a line for each lab, and each survivor with its diff and the step that should have noticed it.
type Mutation struct {
	screen
	column  int
	started time.Time
	// verbose prints the other mutants too.
	verbose bool

	mu        sync.Mutex
	survivors map[*lab.Lab][]event.MutantFinished
	total     event.LabMutated
	// done of all mutants are finished.
	done, all int
}

// NewMutation makes the report of a run over the mutants of some labs.
func NewMutation(s *term.Streams, status *term.Status, labs []*lab.Lab, verbose bool) *Mutation {
	return &Mutation{screen: newScreen(s, status), column: column(labs), started: time.Now(), verbose: verbose, survivors: map[*lab.Lab][]event.MutantFinished{}}
}

// Sink takes the events of the run.
func (m *Mutation) Sink(e event.Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch e := e.(type) {
	case event.RunStarted:
		m.started = time.Now()
	case event.MutantsStarted:
		m.all += e.Total
		m.progress()
	case event.MutantFinished:
		m.mutant(e)
		m.done++
		m.progress()
	case event.Notice:
		m.print("  ! %s: %s\n", e.Lab.Metadata.Name, m.Language.Message(e.Text))
	case event.LabSkipped:
		m.skipped(m.column, e)
	case event.LabMutated:
		m.lab(e)
	}
}

// progress shows how far the run is, on a terminal.
func (m *Mutation) progress() {
	if m.LiveErr {
		m.status.Set("%d of %d mutants finished", m.done, m.all)
	}
}

func (m *Mutation) mutant(e event.MutantFinished) {
	if e.Outcome == event.Survived {
		m.survivors[e.Lab] = append(m.survivors[e.Lab], e)
	}
	if m.verbose {
		m.print("    %s %s %s\n", m.sign(e.Outcome), term.Sanitize(e.Mutant), m.dim(m.how(e)))
		if e.Err != nil {
			m.print("%s", m.indent(m.Language.Error(e.Err), "        "))
		}
	}
}

func (m *Mutation) sign(o event.Outcome) string {
	switch o {
	case event.Killed:
		return m.pass("✓")
	case event.Rejected:
		return "-"
	}
	return m.fail("✗")
}

func (m *Mutation) how(e event.MutantFinished) string {
	if e.Outcome != event.Killed {
		return term.Took(e.Elapsed)
	}
	return e.Noticed.Name + " " + term.Took(e.Elapsed)
}

// lab prints the count of a lab, and then its survivors.
func (m *Mutation) lab(e event.LabMutated) {
	m.total.Killed += e.Killed
	m.total.Survived += e.Survived
	m.total.Rejected += e.Rejected
	m.total.Excluded += e.Excluded
	sign := m.pass("✓")
	if e.Survived > 0 {
		sign = m.fail("✗")
	}
	m.print("  %s %s  %s %s\n", sign, runewidth.FillRight(e.Lab.Metadata.Name, m.column), m.counts(e), m.dim(term.Took(e.Elapsed)))
	for _, s := range m.survivors[e.Lab] {
		m.survivor(s)
	}
}

func (m *Mutation) counts(e event.LabMutated) string {
	counts := []i18n.Message{i18n.Text("%d killed", e.Killed), i18n.Text("%d survived", e.Survived), i18n.Text("%d rejected", e.Rejected)}
	if e.Excluded > 0 {
		counts = append(counts, i18n.Text("%d excluded", e.Excluded))
	}
	return m.Language.Message(i18n.Join(", ", counts...))
}

func (m *Mutation) survivor(e event.MutantFinished) {
	width := m.Width()
	text := m.Language.Text("survived: %s", e.Mutant)
	m.print("%s", markdown.Indent(text, "      ", width))
	m.print("%s", markdown.Indent(m.Language.Text("%s:%d: a check of step %s should have failed", e.Lab.File(), e.Step.Position.Line, e.Step.Name), "        ", width))
	m.print("%s", markdown.Indent(hunk(e.Diff), "        ", 0))
}

// hunk gives a diff without the names of its files.
func hunk(diff string) string {
	lines := strings.SplitAfter(diff, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "@@") {
			return strings.Join(lines[i:], "")
		}
	}
	return diff
}

// Finish prints the line for the whole run.
func (m *Mutation) Finish() {
	m.mu.Lock()
	defer m.mu.Unlock()
	noticed := 100.0
	if all := m.total.Killed + m.total.Survived; all > 0 {
		noticed = 100 * float64(m.total.Killed) / float64(all)
	}
	text := m.strong(m.Language.Text("%s of mutants killed", percent(noticed)))
	m.print("%s\n", m.Language.Text("%s: %s in %s", text, m.counts(m.total), term.Took(time.Since(m.started))))
}

// percent never rounds up to 100.
func percent(p float64) string {
	if p > 99.9 && p < 100 {
		p = 99.9
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", p), ".0") + " %"
}
