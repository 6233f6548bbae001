package lab

import (
	"bytes"
	"iter"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Heading is a heading of level 1 to 3 that cuts a text.
type Heading struct {
	Level     int
	ID, Title string
	// From and To are the offsets of its whole lines.
	From, To int
}

// ParseMarkdown reads Markdown as the texts of a lab are read.
func ParseMarkdown(source []byte) ast.Node {
	markdown := goldmark.New(goldmark.WithParserOptions(parser.WithHeadingAttribute()))
	return markdown.Parser().Parse(text.NewReader(source))
}

// MarkdownNodes goes through a node and all below it, each before what is in it.
func MarkdownNodes(root ast.Node) iter.Seq[ast.Node] {
	return func(yield func(ast.Node) bool) {
		_ = ast.Walk(root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
			if entering && !yield(node) {
				return ast.WalkStop, nil
			}
			return ast.WalkContinue, nil
		})
	}
}

// blocks reads the blocks of a Markdown file and nothing inside them.
func blocks(source []byte) ast.Node {
	p := parser.NewParser(parser.WithBlockParsers(parser.DefaultBlockParsers()...), parser.WithHeadingAttribute())
	return p.Parse(text.NewReader(source))
}

// Outline gives the headings that cut a Markdown file, in order.
func Outline(source []byte) []Heading { return outline(source, blocks(source)) }

func outline(source []byte, root ast.Node) []Heading {
	var outline []Heading
	for node := root.FirstChild(); node != nil; node = node.NextSibling() {
		heading, ok := node.(*ast.Heading)
		if !ok || heading.Level > 3 || heading.Lines().Len() == 0 {
			continue
		}
		from, to := headingSpan(source, heading)
		id, _ := heading.AttributeString("id")
		name, _ := id.([]byte)
		title := strings.TrimSpace(string(heading.Lines().Value(source)))
		outline = append(outline, Heading{heading.Level, string(name), title, from, to})
	}
	return outline
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
