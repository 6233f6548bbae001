package lab

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

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

// blocks reads the blocks of a Markdown file and nothing inside them.
func blocks(source []byte) ast.Node {
	p := parser.NewParser(parser.WithBlockParsers(parser.DefaultBlockParsers()...), parser.WithHeadingAttribute())
	return p.Parse(text.NewReader(source))
}

// parseText cuts a Markdown file at its headings.
func parseText(file string, source []byte) (*Text, []Problem) {
	t := &Text{}
	if problems := nestedAt(file, source); problems != nil {
		return t, problems
	}
	root := blocks(source)
	write := func(body string) { t.Intro = body }
	start, line := 0, 1
	problems := signedAt(file, source, root)
	for node := root.FirstChild(); node != nil; node = node.NextSibling() {
		heading, ok := node.(*ast.Heading)
		if !ok || heading.Level > 3 || heading.Lines().Len() == 0 {
			continue
		}
		from, to := headingSpan(source, heading)
		write(strings.TrimSpace(string(source[start:from])))
		line += bytes.Count(source[min(start, from):from], []byte("\n"))
		headed := line
		line += bytes.Count(source[from:to], []byte("\n"))
		start = to
		if len(t.Sections) > maxSections || len(problems) > maxProblems {
			return t, append(problems, Problem{File: file, Line: headed, Column: 1, Message: i18n.Text("has more than %d sections", maxSections)})
		}
		if write = t.open(heading, source, headed); write == nil {
			problems = append(problems, Problem{File: file, Line: headed, Column: 1, Message: i18n.Text("a heading of level %d has no place here", heading.Level)})
			write = func(string) {}
		}
	}
	write(strings.TrimSpace(string(source[start:])))
	return t, problems
}

// headingSpan gives the offsets of a heading's whole lines: one that begins
// with number signs, or several with a line under them.
func headingSpan(source []byte, heading *ast.Heading) (from, to int) {
	first, last := heading.Lines().At(0), heading.Lines().At(heading.Lines().Len()-1)
	from = bytes.LastIndexByte(source[:first.Start], '\n') + 1
	to = lineEnd(source, last.Start)
	if !bytes.ContainsRune(source[from:first.Start], '#') {
		to = lineEnd(source, to)
	}
	return from, to
}

// lineEnd gives the offset behind the line that an offset is in.
func lineEnd(source []byte, at int) int {
	if end := bytes.IndexByte(source[at:], '\n'); end >= 0 {
		return at + end + 1
	}
	return len(source)
}

// open begins what a heading heads and says where its body goes.
func (t *Text) open(heading *ast.Heading, source []byte, line int) func(string) {
	title := strings.TrimSpace(string(heading.Lines().Value(source)))
	switch last := len(t.Sections) - 1; {
	case heading.Level == 1:
		t.Title = title
		return func(body string) { t.Intro = body }
	case heading.Level == 2:
		id, _ := heading.AttributeString("id")
		name, _ := id.([]byte)
		t.Sections = append(t.Sections, Section{Step: string(name), Title: title, line: line})
		return func(body string) { t.Sections[last+1].Body = body }
	case last >= 0:
		return func(body string) { t.Sections[last].Hints = append(t.Sections[last].Hints, body) }
	}
	return nil
}

// verifyText holds the sections of a text against the steps of its lab.
func (d *document) verifyText(file string, t *Text) []Problem {
	var problems []Problem
	if t.Title == "" {
		problems = append(problems, Problem{File: file, Line: 1, Column: 1, Message: i18n.Text("no title: the text begins with a heading of level 1")})
	}
	for _, s := range d.lab.Steps {
		switch section := t.Section(s.Name); {
		case section == nil:
			problems = append(problems, Problem{File: file, Message: i18n.Text("no section for step %q: write \"## Title {#%s}\"", s.Name, s.Name)})
		case s.IsTask() && len(section.Hints) == 0:
			problems = append(problems, Problem{File: file, Line: section.line, Column: 1, Message: i18n.Text("step %q is a task, and its section has no hint: write \"### Hint\" below it", s.Name)})
		}
	}
	for i, section := range t.Sections {
		if section.Step != Summary && d.lab.Step(section.Step) == nil {
			problems = append(problems, Problem{File: file, Line: section.line, Column: 1, Message: i18n.Text("section %q belongs to no step of the lab", section.Step)})
		} else if first := t.Section(section.Step); first != &t.Sections[i] {
			problems = append(problems, Problem{File: file, Line: section.line, Column: 1, Message: i18n.Text("step %q has a section already, at line %d", section.Step, first.line)})
		}
	}
	return problems
}
