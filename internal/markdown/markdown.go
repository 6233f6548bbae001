// Package markdown sets Markdown, and text that a program printed, in the columns of a terminal.
package markdown

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"labs.local/labs/internal/term"
)

// readable is the widest that running text is set.
const readable = 80

// textMargin stands on both sides of a running text.
const textMargin = "  "

// narrowest is the least room that a text gets, however deep it stands.
const narrowest = 10

// Options describe the terminal.
type Options struct {
	// Width is how many columns it has; 0 cuts no line of code.
	Width int
	// Color has styles for headings, emphasis and code; without it, the signs of Markdown stay.
	Color bool
}

// Render sets a text in CommonMark with tables. Each line of the result ends
// with a line feed, and none has a control sequence of the source's.
func Render(source string, o Options) string {
	width := readable
	if o.Width > 0 {
		width = min(o.Width, readable)
	}
	set := &setter{source: []byte(source), width: width - len(textMargin), room: o.Width, ink: ink(o.Color)}
	set.blocks(commonMark.Parse(text.NewReader(set.source)), textMargin, textMargin, false)
	return set.out.String()
}

// Indent puts a margin before each line of a text that is not Markdown, takes
// out its control sequences, and wraps lines that are wider than the terminal;
// a width of 0 wraps nothing.
func Indent(text, margin string, width int) string {
	text = strings.TrimRight(term.Sanitize(text), "\n")
	if width > 0 {
		text, width = expand(text), max(narrowest, width-columns(margin))
	}
	var b strings.Builder
	for _, line := range wrap(text, width) {
		b.WriteString(strings.TrimRight(margin+text[line.from:line.to], " ") + "\n")
	}
	return b.String()
}

var commonMark = goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()

// setter sets the blocks of a text one under another. Without colour the
// signs of Markdown stay, and say what colour would.
type setter struct {
	source []byte
	// width is the last column of running text, and room that of code, 0 for no limit.
	width, room int
	ink         ink
	out         strings.Builder
}

// blocks sets what a node holds. The first line begins with first, as does a
// list item with its sign, and the others with rest.
func (s *setter) blocks(parent ast.Node, first, rest string, tight bool) {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		s.block(node, first, rest)
		first = rest
		if node.NextSibling() != nil && !tight {
			s.line(rest)
		}
	}
}

func (s *setter) block(node ast.Node, first, rest string) {
	switch node := node.(type) {
	case *ast.Heading:
		runs := s.runs(node, bold)
		if !s.ink {
			runs = append([]run{{text: strings.Repeat("#", node.Level) + " "}}, runs...)
		}
		s.running(runs, first, rest)
	case *ast.List:
		s.list(node, first, rest)
	case *ast.Blockquote:
		s.blocks(node, first+"│ ", rest+"│ ", false)
	case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
		s.verbatim(string(node.Lines().Value(s.source)), first, rest)
	case *ast.ThematicBreak:
		s.line(first + strings.Repeat("─", max(1, s.width-len(first))))
	case *extast.Table:
		s.table(node, first, rest)
	default:
		s.running(s.runs(node, ""), first, rest)
	}
}

func (s *setter) list(list *ast.List, first, rest string) {
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		sign := "• "
		if list.IsOrdered() {
			sign = fmt.Sprintf("%d. ", number)
			number++
		}
		s.blocks(item, first+sign, rest+strings.Repeat(" ", columns(sign)), list.IsTight)
		first = rest
		if item.NextSibling() != nil && !list.IsTight {
			s.line(rest)
		}
	}
}

// running sets running text.
func (s *setter) running(runs []run, first, rest string) {
	for _, line := range wrap(plain(runs), max(narrowest, s.width-columns(first))) {
		s.line(first + s.ink.paint(runs, line))
		first = rest
	}
}

// verbatim sets lines as they are; one that does not fit goes on further in.
func (s *setter) verbatim(text, first, rest string) {
	const in = "  "
	for line := range strings.Lines(expand(term.Sanitize(text))) {
		words := strings.TrimLeft(strings.TrimRight(line, "\n"), " ")
		blank := in + strings.Repeat(" ", len(strings.TrimRight(line, "\n"))-len(words))
		width := 0
		if s.room > 0 {
			width = max(narrowest, s.room-columns(first+blank+in))
		}
		for i, part := range wrap(words, width) {
			if i == 1 {
				blank += in
			}
			s.line(first + blank + s.ink.paint([]run{{words, code}}, part))
			first = rest
		}
	}
}

func (s *setter) line(text string) {
	s.out.WriteString(strings.TrimRight(text, " ") + "\n")
}
