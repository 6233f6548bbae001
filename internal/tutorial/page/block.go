package page

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"labs.local/labs/internal/lab"
)

// Kind is what a block of a tutorial is.
type Kind int

// The kinds of blocks.
const (
	Prose Kind = iota
	Heading
	Fence
)

// Block is a run of lines of one kind.
type Block struct {
	Kind Kind
	// Text is a heading's words, a fence's content, or prose as Markdown.
	Text string
	// Level is a heading's, from 1; ID its explicit identifier.
	Level int
	ID    string
	// Info is what stands behind the opening of a fence.
	Info string
	// Manifest is what a fence shows, or nil.
	Manifest *Manifest
	// indent is how far a fence is moved to the right, as in a list.
	indent int

	from, to int // lines, from 0, to exclusive
}

// Language is the first word behind a fence's opening.
func (b *Block) Language() string {
	language, _, _ := strings.Cut(strings.TrimLeft(b.Info, "{."), " ")
	language, _, _ = strings.Cut(language, "{")
	return strings.ToLower(strings.TrimRight(language, "},"))
}

// blocks cuts a text at its headings and fences, wherever in lists they stand.
func blocks(source string) []*Block {
	d := &document{source: []byte(source), lines: strings.Split(source, "\n")}
	for node := range lab.MarkdownNodes(lab.ParseMarkdown(d.source)) {
		d.mark(node)
	}
	slices.SortStableFunc(d.marks, func(a, b *Block) int { return a.from - b.from })
	return d.fill()
}

type document struct {
	source []byte
	lines  []string
	marks  []*Block
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
		b := &Block{Kind: Heading, Level: n.Level, Text: OneLine(string(lines().Value(d.source))), from: d.line(first.Start), to: d.line(last.Start) + 1}
		if id, ok := n.AttributeString("id"); ok {
			value, _ := id.([]byte)
			b.ID = string(value)
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
			d.marks = append(d.marks, &Block{Kind: Fence, Text: string(lines().Value(d.source)), from: d.line(first.Start), to: d.line(last.Start) + 1})
		}
	}
}

// fence finds the lines of a fence from those of its content, of which there
// may be none, or of the words behind its opening.
func (d *document) fence(node ast.Node, n *ast.FencedCodeBlock) {
	b := &Block{Kind: Fence, Text: string(node.Lines().Value(d.source))}
	switch lines := node.Lines(); {
	case n.Info != nil:
		b.Info = strings.TrimSpace(string(n.Info.Value(d.source)))
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
func (d *document) fill() []*Block {
	var all []*Block
	at := 0
	add := func(to int) {
		if to > at {
			all = append(all, &Block{Kind: Prose, Text: strings.Join(d.lines[at:to], "\n"), from: at, to: to})
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
func dedent(all []*Block) {
	for i, b := range all {
		if b.Kind != Prose {
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
			b.Text = unlist(b.Text, by, after > 0)
		}
	}
}

// Include gives the name of the file that a site would put in the place of a fence.
func (b *Block) Include() (name string, ok bool) {
	return strings.TrimSpace(strings.TrimPrefix(b.Info, include)), b.Language() == include
}
