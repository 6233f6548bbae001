package lab

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"labs.local/labs/internal/i18n"
)

// Summary is the section that is read when the lab is done.
const Summary = "summary"

// Text is a lab's text in one language, as Markdown.
type Text struct {
	Title string
	// Intro is what stands before the first section.
	Intro    string
	Sections []Section
}

// Section is the text of one step: a heading of level 2 that ends with the
// step's name as its identifier, "## Read it {#read}". The headings of level
// 3 below it begin a hint each.
type Section struct {
	Step, Title, Body string
	Hints             []string
	line              int
}

// Section gives the section of a step, or nil.
func (t *Text) Section(step string) *Section {
	i := slices.IndexFunc(t.Sections, func(s Section) bool { return s.Step == step })
	if i < 0 {
		return nil
	}
	return &t.Sections[i]
}

// byteOrderMark is what some editors begin a file with.
const byteOrderMark = "\ufeff"

// parseText cuts a Markdown file at its headings.
func parseText(file string, source []byte) (*Text, []Problem) {
	t := &Text{}
	source = bytes.TrimPrefix(source, []byte(byteOrderMark))
	if problems := nestedAt(file, source); problems != nil {
		return t, problems
	}
	root := blocks(source)
	problems := signedAt(file, source, root)
	headings := outline(source, root)
	bodies := append(headings, Heading{From: len(source)})
	t.Intro = strings.TrimSpace(string(source[:bodies[0].From]))
	line, from := 1, 0
	for i, heading := range headings {
		line += bytes.Count(source[from:heading.From], []byte("\n"))
		from = heading.From
		if len(t.Sections) > maxSections || len(problems) > maxProblems {
			return t, append(problems, Problem{File: file, Line: line, Column: 1, Message: i18n.Text("has more than %d sections", maxSections)})
		}
		body := strings.TrimSpace(string(source[heading.To:bodies[i+1].From]))
		switch last := len(t.Sections) - 1; {
		case heading.Level == 1:
			t.Title, t.Intro = heading.Title, body
		case heading.Level == 2:
			t.Sections = append(t.Sections, Section{Step: heading.ID, Title: heading.Title, Body: body, line: line})
		case last >= 0:
			t.Sections[last].Hints = append(t.Sections[last].Hints, body)
		default:
			problems = append(problems, Problem{File: file, Line: line, Column: 1, Message: i18n.Text("a level-%d heading is not allowed here", heading.Level)})
		}
	}
	return t, problems
}

// verifyText holds the sections of a text against the steps of its lab.
func (d *document) verifyText(file string, t *Text) []Problem {
	var problems []Problem
	if t.Title == "" {
		problems = append(problems, Problem{File: file, Line: 1, Column: 1, Message: i18n.Text("no title: the text must start with a level-1 heading")})
	}
	for _, s := range d.lab.Steps {
		switch section := t.Section(s.Name); {
		case section == nil:
			problems = append(problems, Problem{File: file, Message: i18n.Text("no section for step %q: write \"## Title {#%s}\"", s.Name, s.Name)})
		case s.IsTask() && len(section.Hints) == 0:
			problems = append(problems, Problem{File: file, Line: section.line, Column: 1, Message: i18n.Text("step %q is a task, but its section has no hint: add \"### Hint\" below it", s.Name)})
		}
	}
	for i, section := range t.Sections {
		if section.Step != Summary && d.lab.Step(section.Step) == nil {
			problems = append(problems, Problem{File: file, Line: section.line, Column: 1, Message: i18n.Text("section %q does not belong to any step of the lab", section.Step)})
		} else if first := t.Section(section.Step); first != &t.Sections[i] {
			problems = append(problems, Problem{File: file, Line: section.line, Column: 1, Message: i18n.Text("step %q already has a section, at line %d", section.Step, first.line)})
		}
	}
	return problems
}

// maxSigns is how many signs of emphasis and links a paragraph has, maxQuotes
// how many quotes and lists begin in one line: readers of Markdown take time
// in proportion to the square of either.
const maxSigns, maxQuotes = 1000, 64

var nested = regexp.MustCompile(`(?m)^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])[ \t])){64}`)

// nestedAt gives the problem of a line that nests too deeply. It is looked for before anything else reads the text.
func nestedAt(file string, source []byte) []Problem {
	at := nested.FindIndex(source)
	if at == nil {
		return nil
	}
	line := bytes.Count(source[:at[0]], []byte("\n")) + 1
	return []Problem{{File: file, Line: line, Column: 1, Message: i18n.Text("is nested more than %d levels deep", maxQuotes)}}
}

// signedAt gives the problem of the first paragraph with too many signs.
func signedAt(file string, source []byte, root ast.Node) []Problem {
	for node := range MarkdownNodes(root) {
		if node.Type() != ast.TypeBlock || node.IsRaw() || node.Lines().Len() == 0 {
			continue
		}
		signs := 0
		for _, sign := range "*_[" {
			signs += bytes.Count(node.Lines().Value(source), []byte(string(sign)))
		}
		if signs > maxSigns {
			line := bytes.Count(source[:node.Lines().At(0).Start], []byte("\n")) + 1
			return []Problem{{File: file, Line: line, Column: 1, Message: i18n.Text("a paragraph has more than %d characters for emphasis and links", maxSigns)}}
		}
	}
	return nil
}
