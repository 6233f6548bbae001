package console

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

// Markdown shows a text, set for the terminal.
func (l *Lesson) Markdown(source string) {
	width := readable
	if columns := l.streams.Width(); columns > 0 {
		width = min(columns, readable)
	}
	set := &setter{
		source: []byte(source),
		width:  width - len(textMargin),
		room:   l.streams.Width(),
		ink:    ink(l.streams.Color),
	}
	set.blocks(markdown.Parse(text.NewReader(set.source)), textMargin, textMargin, false)
	l.print("%s\n", set.out.String())
}

// markdown is CommonMark with tables.
var markdown = goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()

// setter sets the blocks of a text one under another. Without colour the
// signs of Markdown stay, and say what colour would.
type setter struct {
	source []byte
	// width is the last column of running text, and room that of code, 0 for
	// no limit.
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
