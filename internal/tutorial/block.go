package tutorial

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// kind is what a block of a tutorial is.
type kind int

const (
	isProse kind = iota
	isHeading
	isFence
)

// block is a run of lines of one kind.
type block struct {
	kind kind
	// text is a heading's words, a fence's content, or prose as Markdown.
	text string
	// level is a heading's, from 1; id its explicit identifier.
	level int
	id    string
	// info is what stands behind the opening of a fence.
	info string
	// indent is how far a fence is moved to the right, as in a list.
	indent int

	from, to int // lines, from 0, to exclusive
}

// language is the first word behind a fence's opening.
func (b *block) language() string {
	language, _, _ := strings.Cut(strings.TrimLeft(b.info, "{."), " ")
	language, _, _ = strings.Cut(language, "{")
	return strings.ToLower(strings.TrimRight(language, "},"))
}

// blocks cuts a text at its headings and fences, wherever in lists they stand.
func blocks(source string) []*block {
	d := &document{source: []byte(source), lines: strings.Split(source, "\n")}
	markdown := goldmark.New(goldmark.WithParserOptions(parser.WithHeadingAttribute()))
	root := markdown.Parser().Parse(text.NewReader(d.source))
	_ = ast.Walk(root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			d.mark(node)
		}
		return ast.WalkContinue, nil
	})
	slices.SortStableFunc(d.marks, func(a, b *block) int { return a.from - b.from })
	return d.fill()
}

type document struct {
	source []byte
	lines  []string
	marks  []*block
}

func (d *document) line(offset int) int { return bytes.Count(d.source[:offset], []byte("\n")) }

func (d *document) mark(node ast.Node) {
	lines := node.Lines
	switch n := node.(type) {
	case *ast.Heading:
		if lines().Len() == 0 {
			return
		}
		first, last := lines().At(0), lines().At(lines().Len()-1)
		b := &block{kind: isHeading, level: n.Level, text: strings.Join(strings.Fields(string(lines().Value(d.source))), " "), from: d.line(first.Start), to: d.line(last.Start) + 1}
		if id, ok := n.AttributeString("id"); ok {
			value, _ := id.([]byte)
			b.id = string(value)
		}
		if !strings.Contains(d.lines[b.from], "#") {
			b.to++ // the line under it
		}
		d.marks = append(d.marks, b)
	case *ast.FencedCodeBlock:
		d.fence(node, n)
	case *ast.CodeBlock:
		if lines().Len() > 0 {
			first, last := lines().At(0), lines().At(lines().Len()-1)
			d.marks = append(d.marks, &block{kind: isFence, text: string(lines().Value(d.source)), from: d.line(first.Start), to: d.line(last.Start) + 1})
		}
	}
}

// fence finds the lines of a fence from those of its content, of which there
// may be none, or of the words behind its opening.
func (d *document) fence(node ast.Node, n *ast.FencedCodeBlock) {
	b := &block{kind: isFence, text: string(node.Lines().Value(d.source))}
	switch lines := node.Lines(); {
	case n.Info != nil:
		b.info = strings.TrimSpace(string(n.Info.Value(d.source)))
		b.from = d.line(n.Info.Segment.Start)
	case lines.Len() > 0:
		b.from = d.line(lines.At(0).Start) - 1
	default:
		return
	}
	b.from = max(b.from, 0)
	b.to = min(b.from+1+node.Lines().Len(), len(d.lines))
	if b.to < len(d.lines) && fenceLine.MatchString(d.lines[b.to]) {
		b.to++
	}
	b.indent = len(indent(d.lines[b.from]))
	d.marks = append(d.marks, b)
}

// fill puts the prose between the marks.
func (d *document) fill() []*block {
	var all []*block
	at := 0
	add := func(to int) {
		if to > at {
			all = append(all, &block{kind: isProse, text: strings.Join(d.lines[at:to], "\n"), from: at, to: to})
		}
	}
	for _, b := range d.marks {
		if b.from < at {
			continue // within another
		}
		add(b.from)
		all = append(all, b)
		at = min(b.to, len(d.lines))
	}
	add(len(d.lines))
	dedent(all)
	return all
}

// dedent moves the prose of a list's items, out of which fences are taken, to
// the margin: without its fences it is no list any more.
func dedent(all []*block) {
	for i, b := range all {
		if b.kind != isProse {
			continue
		}
		before, after := 0, 0
		if i > 0 {
			before = all[i-1].indent
		}
		if i+1 < len(all) {
			after = all[i+1].indent
		}
		if by := max(before, after); by > 0 {
			b.text = unlist(b.text, by, after > 0)
		}
	}
}
