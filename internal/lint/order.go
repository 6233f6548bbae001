package lint

import (
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// section is the stretch of a text from one heading of level 2 to the next.
type section struct {
	step     string
	rank     int
	from, to int
}

// sections gives the sections of a lab's text.
func (f *file) sections() []section {
	var sections []section
	for _, p := range f.parts() {
		if p.Level == 2 {
			sections = append(sections, section{p.step, rank(f.lab, p.step), p.From, p.end})
		} else if n := len(sections); n > 0 {
			sections[n-1].to = p.end
		}
	}
	return sections
}

// sectionOrder puts the sections into the order of the steps. What is foreign
// or there twice, loading tells; then nothing is moved.
func sectionOrder(_ *course, f *file) []edit {
	if f.language == "" {
		return nil
	}
	sections := f.sections()
	seen := map[int]bool{}
	late := 0
	for i, s := range sections {
		if s.rank < 0 || seen[s.rank] {
			return nil
		}
		seen[s.rank] = true
		if late == 0 && i > 0 && sections[i-1].rank > s.rank {
			late = i
		}
	}
	if late == 0 {
		return nil
	}
	edits := f.reordered(sections)
	edits[late].message = i18n.Text("section %q comes after %q, but its step comes before", sections[late].step, sections[late-1].step)
	return edits
}

// reordered gives the edits that sort sections, one for each.
func (f *file) reordered(sections []section) []edit {
	sorted := slices.SortedStableFunc(slices.Values(sections), func(a, b section) int { return a.rank - b.rank })
	edits := make([]edit, 0, len(sections))
	for i, s := range sorted {
		text := strings.TrimRight(f.text[s.from:s.to], "\r\n") + "\n"
		if i+1 < len(sorted) {
			text += "\n"
		}
		edits = append(edits, edit{from: sections[i].from, to: sections[i].to, with: text})
	}
	return edits
}

// missingSection makes a heading for each step that has no section, for the
// author to write below. Loading reports the problem itself.
func missingSection(_ *course, f *file) []edit {
	if f.language == "" {
		return nil
	}
	var edits []edit
	sections := f.sections()
	for i, s := range f.lab.Steps {
		if !slices.ContainsFunc(sections, func(o section) bool { return o.step == s.Name }) {
			at := len(f.text)
			if next := slices.IndexFunc(sections, func(o section) bool { return o.rank > i }); next >= 0 {
				at = sections[next].from
			}
			edits = append(edits, edit{from: at, to: at, with: gap(f.text[:at], len(edits) > 0 && edits[len(edits)-1].from == at) + stub(&s, f.language)})
		}
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return a.from - b.from })
	after := f.with(apply(f.text, edits))
	if len(after.sections()) != len(sections)+len(edits) {
		return nil
	}
	return edits
}

// gap is what a heading needs before it to stand alone.
func gap(before string, stub bool) string {
	switch {
	case stub || before == "" || strings.HasSuffix(before, "\n\n"):
		return ""
	case strings.HasSuffix(before, "\n"):
		return "\n"
	}
	return "\n\n"
}

// stub is a section with nothing in it; a task's has a hint.
func stub(s *lab.Step, language string) string {
	text := "## " + s.Name + " {#" + s.Name + "}\n\n"
	if s.IsTask() {
		text += "### " + i18n.NewPrinter(language).Text("Hint") + "\n\n"
	}
	return text
}
