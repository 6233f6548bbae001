package lint

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"labs.local/labs/internal/lab"
)

// span is code in a text: a code span, or a line of a code block.
type span struct {
	text        string
	offset, end int
	block       bool
}

// link is where a link or an image of a text leads.
type link struct {
	to     string
	offset int
}

// walk visits the nodes of a Markdown file.
func (f *file) walk(visit func(ast.Node)) {
	_ = ast.Walk(lab.ParseMarkdown([]byte(f.text)), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			visit(node)
		}
		return ast.WalkContinue, nil
	})
}

// code gives the code of a text.
func (f *file) code() []span {
	if f.spans != nil {
		return f.spans
	}
	f.spans = []span{}
	f.walk(func(node ast.Node) {
		switch n := node.(type) {
		case *ast.CodeSpan:
			if s := f.codeSpan(n); s.text != "" {
				f.spans = append(f.spans, s)
			}
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				f.spans = append(f.spans, span{f.text[line.Start:line.Stop], line.Start, line.Stop, true})
			}
		}
	})
	return f.spans
}

func (f *file) codeSpan(node *ast.CodeSpan) span {
	var s span
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		if text, ok := child.(*ast.Text); ok {
			if s.text == "" {
				s.offset = text.Segment.Start
			}
			s.end = text.Segment.Stop
			s.text += f.text[text.Segment.Start:s.end]
		}
	}
	return s
}

// prose gives what is read of a text, without code and without where links
// lead.
func (f *file) prose() []span {
	if f.read != nil {
		return f.read
	}
	f.read = []span{}
	f.walk(func(node ast.Node) {
		if n, ok := node.(*ast.Text); ok && n.Parent().Kind() != ast.KindCodeSpan {
			f.read = append(f.read, span{f.text[n.Segment.Start:n.Segment.Stop], n.Segment.Start, n.Segment.Stop, false})
		}
	})
	return f.read
}

// links gives the links and images of a text.
func (f *file) links() []link {
	var links []link
	f.walk(func(node ast.Node) {
		switch n := node.(type) {
		case *ast.Link:
			links = append(links, link{string(n.Destination), n.Pos()})
		case *ast.Image:
			links = append(links, link{string(n.Destination), n.Pos()})
		}
	})
	return links
}

// anchors gives the identifiers of the headings.
func (f *file) anchors() map[string]bool {
	found := map[string]bool{}
	f.walk(func(node ast.Node) {
		if id, ok := node.AttributeString("id"); ok {
			if name, ok := id.([]byte); ok {
				found[string(name)] = true
			}
		}
	})
	return found
}

// inCode says for each line whether it is one of a code block.
func (f *file) inCode() map[int]bool {
	found := map[int]bool{}
	for _, s := range f.code() {
		if s.block {
			found[strings.Count(f.text[:s.offset], "\n")] = true
		}
	}
	return found
}
