package console

import (
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"

	"labs.local/labs/internal/progress"
)

// List shows the labs of the course: which are done, where the learner is,
// and how many steps are passed.
func (l *Lesson) List(done progress.Overview) {
	width := column(l.course.Labs)
	for _, each := range done.Labs {
		of, passed, skipped := each.Lab, each.Count(progress.Passed), each.Count(progress.Skipped)
		line := fmt.Sprintf("%-*s  %2d/%-2d", width, of.Metadata.Name, passed, len(of.Steps))
		if columns := l.Width(); columns == 0 || columns > 2*width+30 {
			line += "  " + of.TextIn(l.language).Title
			if columns > 0 {
				line = runewidth.Truncate(line, columns-2, "…")
			}
		}
		l.print("%s %s\n", l.sign(of == done.Lab, passed, skipped, len(of.Steps)), strings.TrimRight(line, " "))
	}
}

// sign marks a lab: done, left out in part, the current one, or open.
func (l *Lesson) sign(here bool, passed, skipped, steps int) string {
	switch {
	case here:
		return l.command("▸")
	case passed == steps:
		return l.pass("✓")
	case passed+skipped == steps:
		return "–"
	}
	return " "
}

// Steps shows how every step stands.
func (l *Lesson) Steps(done progress.Overview) {
	for _, each := range done.Labs {
		l.print("%s\n", l.strong(each.Lab.Metadata.Name))
		for i, state := range each.Steps {
			mark := map[progress.State]string{progress.Open: " ", progress.Passed: l.pass("✓"), progress.Skipped: "–"}[state]
			if each.Lab == done.Lab && i == done.Index {
				mark = l.command("▸")
			}
			l.print("  %s %s\n", mark, each.Lab.Steps[i].Name)
		}
	}
}
