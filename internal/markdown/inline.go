package markdown

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"labs.local/labs/internal/term"
)

// style is the parameters of an SGR sequence (ECMA-48, 8.3.117).
type style string

// Body text keeps the terminal's own colour, and the one colour of code is as
// far from black as from white: 4.4:1 and 4.8:1.
const (
	bold   style = "1"
	italic style = "3"
	code   style = "38;5;30"
)

// and joins two styles.
func (s style) and(other style) style {
	if s == "" || other == "" || s == other {
		return max(s, other)
	}
	return s + ";" + other
}

// run is a part of a running text that looks alike.
type run struct {
	text  string
	style style
}

func plain(runs []run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.text)
	}
	return b.String()
}

func columns(text string) int { return ansi.StringWidth(text) }

// ink says whether there is colour.
type ink bool

// paint gives a part of the text of some runs, in their styles.
func (i ink) paint(runs []run, part span) string {
	var b strings.Builder
	at := 0
	for _, r := range runs {
		from, to := max(part.from, at), min(part.to, at+len(r.text))
		if from < to {
			text := r.text[from-at : to-at]
			if i && r.style != "" {
				text = "\x1b[" + string(r.style) + "m" + text + "\x1b[m"
			}
			b.WriteString(text)
		}
		at += len(r.text)
	}
	return b.String()
}

// runs gives the running text of a node.
func (s *setter) runs(parent ast.Node, in style) []run {
	var runs []run
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		runs = append(runs, s.inline(node, in)...)
	}
	return runs
}

func (s *setter) inline(node ast.Node, in style) []run {
	switch node := node.(type) {
	case *ast.Text:
		return []run{{clean(resolve(node.Value(s.source))) + s.lineBreak(node), in}}
	case *ast.CodeSpan:
		return s.marked("`", s.literal(node, in.and(code)))
	case *ast.Emphasis:
		if node.Level == 1 {
			return s.marked("*", s.runs(node, in.and(italic)))
		}
		return s.marked("**", s.runs(node, in.and(bold)))
	case *ast.Link:
		return s.link(s.runs(node, in), node.Destination, in)
	case *ast.Image:
		return s.link(s.runs(node, in), node.Destination, in)
	case *ast.AutoLink:
		return []run{{clean(string(node.Label(s.source))), in}}
	case *ast.RawHTML:
		return []run{{clean(string(node.Segments.Value(s.source))), in}}
	}
	return s.runs(node, in)
}

// literal gives the text of a code span, in which nothing is an escape.
func (s *setter) literal(span *ast.CodeSpan, in style) []run {
	var b strings.Builder
	for node := span.FirstChild(); node != nil; node = node.NextSibling() {
		if text, ok := node.(*ast.Text); ok {
			b.Write(text.Value(s.source))
		}
	}
	return []run{{clean(b.String()), in}}
}

// marked puts the sign of Markdown around a text that has no colour.
func (s *setter) marked(sign string, runs []run) []run {
	if s.ink {
		return runs
	}
	return append(append([]run{{text: sign}}, runs...), run{text: sign})
}

// link gives the text of a link and, where that is another, its address.
func (s *setter) link(runs []run, destination []byte, in style) []run {
	address := clean(string(destination))
	if address == "" || plain(runs) == address {
		return runs
	}
	return append(runs, run{" (" + address + ")", in})
}

// lineBreak is what stands for the end of a line in the source: nothing
// between two characters that are written without spaces.
func (s *setter) lineBreak(text *ast.Text) string {
	switch {
	case text.HardLineBreak():
		return "\n"
	case !text.SoftLineBreak():
		return ""
	}
	before, _ := utf8.DecodeLastRune(text.Value(s.source))
	if next, ok := text.NextSibling().(*ast.Text); ok && util.IsEastAsianWideRune(before) {
		if after, _ := utf8.DecodeRune(next.Value(s.source)); util.IsEastAsianWideRune(after) {
			return ""
		}
	}
	return " "
}

// resolve gives what escapes and references stand for.
func resolve(text []byte) string {
	return string(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(text))))
}

// clean takes out what could steer the terminal: Markdown writes an escape as &#27; too.
func clean(text string) string {
	return strings.NewReplacer("\n", " ", "\t", " ").Replace(term.Sanitize(text))
}
