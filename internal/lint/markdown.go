package lint

import (
	"iter"
	"net/url"
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"

	"labs.local/labs/internal/i18n"
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

// markdownNodes goes through the nodes of a Markdown file.
func (f *file) markdownNodes() iter.Seq[ast.Node] {
	return lab.MarkdownNodes(lab.ParseMarkdown([]byte(f.text)))
}

func (f *file) readCode() (code []span) {
	for node := range f.markdownNodes() {
		switch n := node.(type) {
		case *ast.CodeSpan:
			if s := f.codeSpan(n); s.text != "" {
				code = append(code, s)
			}
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				code = append(code, span{f.text[line.Start:line.Stop], line.Start, line.Stop, true})
			}
		}
	}
	return code
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

func (f *file) readProse() (prose []span) {
	for node := range f.markdownNodes() {
		if n, ok := node.(*ast.Text); ok && n.Parent().Kind() != ast.KindCodeSpan {
			prose = append(prose, span{f.text[n.Segment.Start:n.Segment.Stop], n.Segment.Start, n.Segment.Stop, false})
		}
	}
	return prose
}

// links gives the links and images of a text.
func (f *file) links() (links []link) {
	for node := range f.markdownNodes() {
		switch n := node.(type) {
		case *ast.Link:
			links = append(links, link{string(n.Destination), n.Pos()})
		case *ast.Image:
			links = append(links, link{string(n.Destination), n.Pos()})
		}
	}
	return links
}

// anchors gives the identifiers of the headings.
func (f *file) anchors() map[string]bool {
	found := map[string]bool{}
	for node := range f.markdownNodes() {
		id, _ := node.AttributeString("id")
		if name, ok := id.([]byte); ok {
			found[string(name)] = true
		}
	}
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

// deadLinks finds links and images that lead nowhere in the course.
func deadLinks(c *course, report reporter) {
	for _, f := range c.files {
		if !f.markdown() {
			continue
		}
		for _, l := range f.links() {
			if message := c.dead(f, l.to); !message.IsZero() {
				report(f.at(l.offset, message))
			}
		}
	}
}

func (c *course) dead(from *file, to string) (none i18n.Message) {
	address, err := url.Parse(to)
	if err != nil {
		return i18n.Text("%q is not a valid link", to)
	}
	if address.Scheme != "" || address.Host != "" {
		return none
	}
	target := from.name
	if address.Path != "" {
		target = path.Join(path.Dir(from.name), address.Path)
	}
	switch page := c.file(target); {
	case strings.HasPrefix(address.Path, "/"), target == "..", strings.HasPrefix(target, "../"):
		return i18n.Text("link %q points outside the course", to)
	case !c.exists(target):
		return i18n.Text("broken link %q: %s does not exist", to, target)
	case address.Fragment != "" && page != nil && page.markdown() && !page.anchors()[address.Fragment]:
		return i18n.Text("broken link %q: no heading in %s has {#%s}", to, target, address.Fragment)
	}
	return none
}
